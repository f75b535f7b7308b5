// Permanent and proxy entries of the neighbour table (rtnetlink(7), RTM_NEWNEIGH; ip-neighbour(8)).
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "runtime/kernel/ip_state.hpp"
#include "runtime/kernel/link_state.hpp"
#include "runtime/kernel/resource_ops.hpp"

namespace mydocker::kernel {
namespace {

ndmsg key_of(const Neighbour& neighbour, int link) {
  ndmsg header{};
  header.ndm_family = family_number(neighbour.address.family());
  header.ndm_ifindex = link;
  header.ndm_flags = neighbour.proxy ? std::uint8_t{NTF_PROXY} : std::uint8_t{0};
  return header;
}

NetlinkMessage key_message(int type, const Neighbour& neighbour, int link) {
  NetlinkMessage message(type, 0, key_of(neighbour, link));
  message.put_address(NDA_DST, neighbour.address);
  return message;
}

NetlinkMessage entry_message(int flags, const Neighbour& neighbour, int link) {
  ndmsg header = key_of(neighbour, link);
  header.ndm_state = NUD_PERMANENT;
  NetlinkMessage message(RTM_NEWNEIGH, NLM_F_CREATE | flags, header);
  message.put_address(NDA_DST, neighbour.address);
  if (!neighbour.proxy) message.put_mac(NDA_LLADDR, neighbour.mac);
  message.put_u8(NDA_PROTOCOL, RTPROT_STATIC);
  return message;
}

MacAddress mac_in(nlattr* attribute) {
  MacAddress mac;
  if (attribute != nullptr && nla_len(attribute) == static_cast<int>(mac.bytes.size()))
    std::memcpy(mac.bytes.data(), nla_data(attribute), mac.bytes.size());
  return mac;
}

// Compares the neighbour entry with the plan. The kernel learns entries by itself, so an entry that
// is not permanent counts as absent.
Observation neighbour_observation(nlmsghdr& message, const Neighbour& neighbour) {
  const auto& header = *static_cast<const ndmsg*>(nlmsg_data(&message));
  std::array<nlattr*, NDA_MAX + 1> attributes{};
  if (nlmsg_parse(&message, sizeof header, attributes.data(), NDA_MAX, nullptr) < 0) return {};
  if (!neighbour.proxy && (header.ndm_state & NUD_PERMANENT) == 0) return {};
  const auto* protocol = attributes[NDA_PROTOCOL];
  const int number = protocol == nullptr ? RTPROT_UNSPEC : nla_get_u8(attributes[NDA_PROTOCOL]);
  if (number != RTPROT_STATIC)
    return {State::foreign, "an entry of protocol " + std::to_string(number), ""};
  const MacAddress mac = mac_in(attributes[NDA_LLADDR]);
  if (neighbour.proxy || mac == neighbour.mac) return {State::matches, "", ""};
  return {State::differs, "address " + mac.text(), "", true};
}

Result<int> link_of_neighbour(const NetlinkSocket& socket, const Neighbour& neighbour) {
  const int link = link_index(socket, neighbour.link);
  if (link == 0) return error_of({ENODEV, {}}).within("link \"" + neighbour.link + "\"");
  return link;
}

}  // namespace

Result<Observation> observe(Namespaces& namespaces, const Neighbour& neighbour) {
  MYDOCKER_TRY(NetlinkSocket socket, namespaces.route(neighbour.place));
  const int link = link_index(socket, neighbour.link);
  if (link == 0) return Observation{};
  NetlinkMessage question = key_message(RTM_GETNEIGH, neighbour, link);
  ObjectList found;
  const Ack ack = socket.get(question, found);
  if (ack.error == ENOENT || ack.error == ENODEV) return Observation{};
  if (!ack.ok()) return error_of(ack);
  return neighbour_observation(*found.at(0), neighbour);
}

// Creates the neighbour entry. It replaces an entry that the kernel has learned.
Result<void> create(Namespaces& namespaces, const Neighbour& neighbour) {
  MYDOCKER_TRY(NetlinkSocket socket, namespaces.route(neighbour.place));
  MYDOCKER_TRY(const int link, link_of_neighbour(socket, neighbour));
  MYDOCKER_TRY(const auto now, observe(namespaces, neighbour));
  if (now.state != State::absent) return error_of({EEXIST, {}});
  NetlinkMessage message = entry_message(NLM_F_REPLACE, neighbour, link);
  return result_of(socket.change(message));
}

Result<void> update(Namespaces& namespaces, const Neighbour& neighbour,
                    const std::string& /*found*/) {
  MYDOCKER_TRY(NetlinkSocket socket, namespaces.route(neighbour.place));
  MYDOCKER_TRY(const int link, link_of_neighbour(socket, neighbour));
  NetlinkMessage message = entry_message(NLM_F_REPLACE, neighbour, link);
  return result_of(socket.change(message));
}

// Creates the neighbour entry of a container's link again. The announcement of the container's
// addresses sets the MAC of the link. Then the kernel forgets all neighbours of the link.
Result<void> bring_up(Namespaces& namespaces, const Neighbour& neighbour) {
  if (neighbour.place == Place::host || neighbour.proxy) return {};
  return update(namespaces, neighbour, {});
}

Result<void> destroy(Namespaces& namespaces, const Neighbour& neighbour) {
  MYDOCKER_TRY(NetlinkSocket socket, namespaces.route(neighbour.place));
  const int link = link_index(socket, neighbour.link);
  if (link == 0) return {};
  NetlinkMessage message = key_message(RTM_DELNEIGH, neighbour, link);
  const Ack ack = socket.change(message);
  if (ack.error == ENOENT || ack.error == ENODEV) return {};
  return result_of(ack);
}

}  // namespace mydocker::kernel
