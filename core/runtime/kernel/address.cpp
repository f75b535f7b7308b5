#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <optional>

#include "runtime/kernel/ip_state.hpp"
#include "runtime/kernel/link_state.hpp"
#include "runtime/kernel/resource_ops.hpp"

namespace mydocker::kernel {
namespace {

constexpr unsigned kLongestWithBroadcast = 30;  // RFC 3021: no broadcast address in a /31

NetlinkMessage address_message(int type, int flags, const IpPrefix& address, int link) {
  ifaddrmsg header{};
  header.ifa_family = family_number(address.address.family());
  header.ifa_prefixlen = static_cast<std::uint8_t>(address.length);
  header.ifa_index = static_cast<std::uint32_t>(link);
  NetlinkMessage message(type, flags, header);
  message.put_address(IFA_LOCAL, address.address);
  message.put_address(IFA_ADDRESS, address.address);
  return message;
}

}  // namespace

Result<Observation> observe(Namespaces& namespaces, const Address& address) {
  MYDOCKER_TRY(NetlinkSocket socket, namespaces.route(address.place));
  const int link = link_index(socket, address.link);
  if (link == 0) return Observation{};
  ifaddrmsg header{};
  header.ifa_family = family_number(address.address.address.family());
  header.ifa_index = static_cast<std::uint32_t>(link);
  NetlinkMessage question(RTM_GETADDR, 0, header);
  ObjectList found;
  const Ack ack = socket.list(question, found);
  if (ack.error == ENODEV) return Observation{};
  if (!ack.ok()) return error_of(ack);

  Observation observation;
  for (std::size_t i = 0; i < found.size(); ++i) {
    const auto state = address_from(*found.at(i));
    // Old kernels ignore the filter by link and list the addresses of all links.
    if (!state || state->link != link || state->local != address.address.address) continue;
    if (state->prefix.length == address.address.length) return Observation{State::matches, "", ""};
    observation = {State::differs, "prefix length " + std::to_string(state->prefix.length),
                   IpPrefix{state->local, state->prefix.length}.text(), true};
  }
  return observation;
}

Result<void> create(Namespaces& namespaces, const Address& address) {
  MYDOCKER_TRY(NetlinkSocket socket, namespaces.route(address.place));
  const int link = link_index(socket, address.link);
  if (link == 0) return error_of({ENODEV, {}}).within("link \"" + address.link + "\"");
  NetlinkMessage message =
      address_message(RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, address.address, link);
  const bool is_v4 = address.address.address.is_v4();
  if (is_v4 && address.address.length <= kLongestWithBroadcast)
    message.put_address(IFA_BROADCAST, address.address.last());
  // The address was allocated, so duplicate address detection (RFC 4862) is not needed.
  if (!is_v4) message.put_u32(IFA_FLAGS, IFA_F_NODAD);
  return result_of(socket.change(message));
}

// The address with the planned prefix length is added first, so that the link never loses it.
Result<void> update(Namespaces& namespaces, const Address& address, const std::string& found) {
  MYDOCKER_CHECK(create(namespaces, address));
  Address old = address;
  MYDOCKER_TRY(old.address, IpPrefix::parse(found));
  return destroy(namespaces, old);
}

Result<void> destroy(Namespaces& namespaces, const Address& address) {
  MYDOCKER_TRY(NetlinkSocket socket, namespaces.route(address.place));
  const int link = link_index(socket, address.link);
  if (link == 0) return {};
  NetlinkMessage message = address_message(RTM_DELADDR, 0, address.address, link);
  const Ack ack = socket.change(message);
  if (ack.error == EADDRNOTAVAIL || ack.error == ENODEV) return {};
  return result_of(ack);
}

}  // namespace mydocker::kernel
