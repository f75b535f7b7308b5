#include "runtime/plan/link_kinds.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <span>
#include <string_view>

namespace mydocker::plan {
namespace {

using Words = std::span<const std::string_view>;

// A flag is `WORD` or `noWORD`, a switch is `WORD 1` or `WORD 0`.
enum class Form : std::uint8_t { number, flag, on_off, choice, address, address_v4 };
enum class Need : std::uint8_t { none, optional, required };

struct Attribute {
  std::string_view name;
  Form form = Form::number;
  std::uint32_t min = 0;
  std::uint32_t max = 0;
  Words choices{};
  std::string_view word{};  // of ip-link(8), if it is not the name
  bool required = false;
};

struct LinkKind {
  std::string_view name;
  Need parent = Need::none;
  Need mac = Need::required;
  std::string_view parent_word = "link";  // before the name; "dev": among the words of the type
  std::span<const Attribute> attributes{};
};

constexpr std::uint32_t kAll = UINT32_MAX;
constexpr std::string_view kIpvlanModes[] = {"l2", "l3", "l3s"};
constexpr std::string_view kMacvtapModes[] = {"bridge", "private", "vepa"};
constexpr std::string_view kVlanProtocols[] = {"802.1Q", "802.1ad"};

constexpr Attribute kVxlan[] = {
    {.name = "id", .max = 0xffffff, .required = true},
    {.name = "port", .min = 1, .max = 65535, .word = "dstport", .required = true},
    {.name = "local", .form = Form::address},
    {.name = "group", .form = Form::address},
    {.name = "learning", .form = Form::flag},
    {.name = "ttl", .max = 255},
};
constexpr Attribute kVlan[] = {
    {.name = "id", .min = 1, .max = 4094, .required = true},
    {.name = "protocol", .form = Form::choice, .choices = kVlanProtocols},
};
constexpr Attribute kIpvlan[] = {{.name = "mode", .form = Form::choice, .choices = kIpvlanModes}};
constexpr Attribute kMacvtap[] = {{.name = "mode", .form = Form::choice, .choices = kMacvtapModes}};
constexpr Attribute kTunnel[] = {
    {.name = "local", .form = Form::address_v4},
    {.name = "remote", .form = Form::address_v4},
    {.name = "ttl", .max = 255},
};
// The tables up to 255 belong to the kernel and to other programs.
constexpr Attribute kVrf[] = {{.name = "table", .min = 256, .max = kAll, .required = true}};
constexpr Attribute kTuntap[] = {{.name = "owner", .max = kAll - 1, .word = "user"}};

// The ageing time is in hundredths of a second.
constexpr Attribute kBridge[] = {
    {.name = "vlan_filtering", .form = Form::on_off},
    {.name = "stp", .form = Form::on_off, .word = "stp_state"},
    {.name = "ageing_time", .max = 100'000'000},
    {.name = "multicast_snooping", .form = Form::on_off, .word = "mcast_snooping"},
};

constexpr LinkKind kKinds[] = {
    {.name = "vxlan", .parent = Need::optional, .parent_word = "dev", .attributes = kVxlan},
    {.name = "vlan", .parent = Need::required, .mac = Need::optional, .attributes = kVlan},
    {.name = "ipvlan", .parent = Need::required, .mac = Need::none, .attributes = kIpvlan},
    {.name = "macvtap", .parent = Need::required, .attributes = kMacvtap},
    {.name = "gre",
     .parent = Need::optional,
     .mac = Need::none,
     .parent_word = "dev",
     .attributes = kTunnel},
    {.name = "ipip",
     .parent = Need::optional,
     .mac = Need::none,
     .parent_word = "dev",
     .attributes = kTunnel},
    {.name = "vrf", .mac = Need::optional, .attributes = kVrf},
    {.name = "tun", .mac = Need::none, .attributes = kTuntap},
    {.name = "tap", .attributes = kTuntap},
    {.name = "dummy"},
    {.name = "ifb"},
    {.name = "wireguard", .mac = Need::none},
    {.name = "bridge", .attributes = kBridge},
};

template <class Row>
const Row* row_named(std::span<const Row> rows, std::string_view name) {
  const auto found = std::ranges::find(rows, name, &Row::name);
  return found == rows.end() ? nullptr : &*found;
}

const LinkKind* kind_named(std::string_view name) {
  return row_named(std::span<const LinkKind>(kKinds), name);
}

std::string listed(const auto& rows, auto text_of) {
  std::string text;
  for (const auto& row : rows) text += (text.empty() ? "" : ", ") + std::string(text_of(row));
  return text.empty() ? "none" : text;
}

// Returns "a vlan" or "an ipvlan".
std::string with_article(const std::string& kind) {
  return (kind.starts_with("i") ? "an " : "a ") + kind;
}

Error wrong_link(std::string why) { return {ErrorKind::driver, std::move(why)}; }

bool is_number(const Attribute& attribute, const std::string& value) {
  std::uint32_t number = 0;
  const auto* end = value.data() + value.size();
  const auto [stop, status] = std::from_chars(value.data(), end, number);
  return status == std::errc{} && stop == end && number >= attribute.min && number <= attribute.max;
}

bool is_address(const std::string& value, bool only_v4) {
  const auto address = IpAddress::parse(value);
  return address.ok() && address->text() == value && (address->is_v4() || !only_v4);
}

bool is_valid(const Attribute& attribute, const std::string& value) {
  switch (attribute.form) {
    case Form::number:
      return is_number(attribute, value);
    case Form::flag:
    case Form::on_off:
      return value == "true" || value == "false";
    case Form::choice:
      return std::ranges::find(attribute.choices, value) != attribute.choices.end();
    case Form::address:
    case Form::address_v4:
      break;
  }
  return is_address(value, attribute.form == Form::address_v4);
}

std::string expected_value(const Attribute& attribute) {
  switch (attribute.form) {
    case Form::number:
      return "a number from " + std::to_string(attribute.min) + " to " +
             std::to_string(attribute.max);
    case Form::flag:
    case Form::on_off:
      return "true or false";
    case Form::choice:
      return "one of " + listed(attribute.choices, [](auto word) { return word; });
    case Form::address_v4:
      return "an IPv4 address";
    case Form::address:
      break;
  }
  return "an address";
}

Result<void> check_attributes(const LinkKind& kind, const Link& link) {
  for (const auto& [name, value] : link.attributes) {
    const auto* attribute = row_named(kind.attributes, name);
    if (attribute == nullptr)
      return wrong_link(with_article(link.kind) + " has no attribute \"" + name + "\"; it has: " +
                        listed(kind.attributes, [](const Attribute& row) { return row.name; }));
    if (!is_valid(*attribute, value))
      return wrong_link("its attribute \"" + name + "\" is not " + expected_value(*attribute));
  }
  for (const auto& attribute : kind.attributes)
    if (attribute.required && !link.attributes.contains(std::string(attribute.name)))
      return wrong_link(with_article(link.kind) + " needs the attribute \"" +
                        std::string(attribute.name) + "\"");
  return {};
}

std::string attribute_words(const Attribute& attribute, const std::string& value) {
  const std::string word(attribute.word.empty() ? attribute.name : attribute.word);
  if (attribute.form == Form::flag) return (value == "true" ? "" : "no") + word;
  if (attribute.form == Form::on_off) return word + (value == "true" ? " 1" : " 0");
  return word + " " + value;
}

Result<void> check_group(const Link& link) {
  const auto local = link.attributes.find("local");
  const auto group = link.attributes.find("group");
  if (group == link.attributes.end()) return {};
  if (link.parent.empty()) return wrong_link("a multicast group needs a parent");
  if (local == link.attributes.end() ||
      IpAddress::parse(local->second)->family() == IpAddress::parse(group->second)->family())
    return {};
  return wrong_link("its addresses are of two address families");
}

}  // namespace

Result<void> check_kind(const Link& link) {
  const LinkKind* kind = kind_named(link.kind);
  if (kind == nullptr)
    return wrong_link("the kind of link \"" + link.kind + "\" is not known; known are: " +
                      listed(kKinds, [](const LinkKind& row) { return row.name; }));
  if (kind->parent == Need::required && link.parent.empty())
    return wrong_link(with_article(link.kind) + " needs a parent");
  if (kind->parent == Need::none && !link.parent.empty())
    return wrong_link(with_article(link.kind) + " has no parent");
  if (kind->mac == Need::required && link.mac.is_zero())
    return wrong_link(with_article(link.kind) + " needs a MAC: use derived_mac()");
  if (kind->mac == Need::none && !link.mac.is_zero())
    return wrong_link(with_article(link.kind) + " has no MAC of its own");
  MYDOCKER_CHECK(check_attributes(*kind, link));
  return check_group(link);
}

bool has_lower_link(const Link& link) {
  const LinkKind* kind = kind_named(link.kind);
  return kind != nullptr && kind->parent_word == "link" && !link.parent.empty();
}

std::string type_words(const Link& link) {
  std::string words = "type " + link.kind;
  if (link.kind == "bridge") words += " no_linklocal_learn 1";
  const LinkKind* kind = kind_named(link.kind);
  if (kind == nullptr) return words;
  for (const auto& attribute : kind->attributes) {
    const auto given = link.attributes.find(std::string(attribute.name));
    if (given != link.attributes.end()) words += " " + attribute_words(attribute, given->second);
  }
  const bool is_last = kind->parent_word == "dev" && !link.parent.empty();
  return is_last ? words + " dev " + link.parent : words;
}

}  // namespace mydocker::plan
