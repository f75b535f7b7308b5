#include "runtime/kernel/link_attributes.hpp"

#include <arpa/inet.h>
#include <linux/if_bridge.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>

#include <algorithm>
#include <charconv>
#include <cstring>

#include "runtime/base/link_kinds.hpp"
#include "runtime/kernel/managed_link.hpp"

namespace mydocker::kernel {
namespace {

using base::Coding;
using base::LinkAttribute;

std::uint32_t number_of(const LinkAttribute& attribute, const std::string& text) {
  const auto choice = std::ranges::find(attribute.choices, text, &base::AttributeChoice::name);
  if (choice != attribute.choices.end()) return choice->value;
  std::uint32_t number = text == "true" ? 1 : 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

template <class Number>
std::vector<std::uint8_t> bytes_of(Number number) {
  std::vector<std::uint8_t> bytes(sizeof number);
  std::memcpy(bytes.data(), &number, sizeof number);
  return bytes;
}

EncodedAttribute encoded_address(const LinkAttribute& attribute, const std::string& text) {
  const auto address = IpAddress::parse(text).value();
  const auto* begin = address.bytes().data();
  return {address.is_v4() ? attribute.number : attribute.number_v6,
          std::vector<std::uint8_t>(begin, begin + address.size())};
}

EncodedAttribute encoded(const LinkAttribute& attribute, const std::string& text) {
  if (attribute.coding == Coding::address) return encoded_address(attribute, text);
  const std::uint32_t number = number_of(attribute, text);
  switch (attribute.coding) {
    case Coding::u8:
      return {attribute.number, {static_cast<std::uint8_t>(number)}};
    case Coding::u16:
      return {attribute.number, bytes_of(static_cast<std::uint16_t>(number))};
    case Coding::be16:
      return {attribute.number, bytes_of(htons(static_cast<std::uint16_t>(number)))};
    case Coding::u32:
    case Coding::address:
      break;
  }
  return {attribute.number, bytes_of(number)};
}

}  // namespace

std::vector<EncodedAttribute> encoded_attributes(const Link& link) {
  std::vector<EncodedAttribute> all;
  const auto* kind = base::find_link_kind(link.kind);
  if (kind == nullptr) return all;
  for (const auto& [name, value] : link.attributes)
    if (const auto* attribute = kind->find_attribute(name))
      all.push_back(encoded(*attribute, value));
  return all;
}

int parent_attribute(const std::string& name) {
  const auto* kind = base::find_link_kind(name);
  return kind == nullptr ? 0 : kind->parent_attribute;
}

std::string kernel_kind(const std::string& name) {
  const auto* kind = base::find_link_kind(name);
  return kind == nullptr || kind->kernel_name.empty() ? name : std::string(kind->kernel_name);
}

std::string module_of(const std::string& name) {
  const auto* kind = base::find_link_kind(name);
  return kind == nullptr || kind->kernel_module.empty() ? kernel_kind(name)
                                                        : std::string(kind->kernel_module);
}

void learn_nothing_from_link_local(NetlinkMessage& data) {
  const br_boolopt_multi on{1U << BR_BOOLOPT_NO_LL_LEARN, 1U << BR_BOOLOPT_NO_LL_LEARN};
  data.put(IFLA_BR_MULTI_BOOLOPT, &on, sizeof on);
}

NetlinkMessage link_attributes_message(const Link& link) {
  NetlinkMessage message(RTM_NEWLINK, 0, ifinfomsg{});
  message.put_text(IFLA_IFNAME, link.name);
  const NestedAttribute info(message, IFLA_LINKINFO);
  message.put_text(IFLA_INFO_KIND, link.kind);
  const NestedAttribute data(message, IFLA_INFO_DATA);
  for (const auto& [number, bytes] : encoded_attributes(link))
    message.put(number, bytes.data(), bytes.size());
  return message;
}

NetlinkMessage link_birth_message(const Link& link, int parent, int master, int target) {
  const int inner = parent_attribute(link.kind);
  NetlinkMessage message(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, ifinfomsg{});
  tag_as_managed(message, link.name, link.mac);
  if (parent != 0 && inner == 0) message.put_u32(IFLA_LINK, static_cast<std::uint32_t>(parent));
  if (link.mtu != 0) message.put_u32(IFLA_MTU, link.mtu);
  if (master != 0) message.put_u32(IFLA_MASTER, static_cast<std::uint32_t>(master));
  if (target >= 0) message.put_u32(IFLA_NET_NS_FD, static_cast<std::uint32_t>(target));
  const NestedAttribute info(message, IFLA_LINKINFO);
  message.put_text(IFLA_INFO_KIND, link.kind);
  const NestedAttribute data(message, IFLA_INFO_DATA);
  for (const auto& [number, bytes] : encoded_attributes(link))
    message.put(number, bytes.data(), bytes.size());
  if (link.kind == "bridge") learn_nothing_from_link_local(message);
  if (parent != 0 && inner != 0) message.put_u32(inner, static_cast<std::uint32_t>(parent));
  return message;
}

}  // namespace mydocker::kernel
