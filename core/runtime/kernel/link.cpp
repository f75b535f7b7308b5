// Creates links. Most of them need one rtnetlink message (rtnetlink(7), RTM_NEWLINK). A TUN or TAP
// device needs the file /dev/net/tun.
#include <fcntl.h>
#include <linux/if_link.h>
#include <linux/if_tun.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sys/ioctl.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "runtime/base/errno_text.hpp"
#include "runtime/base/link_kinds.hpp"
#include "runtime/base/unique_fd.hpp"
#include "runtime/kernel/link_attributes.hpp"
#include "runtime/kernel/managed_link.hpp"
#include "runtime/kernel/namespaces.hpp"
#include "runtime/kernel/neighbours.hpp"
#include "runtime/kernel/resource_ops.hpp"

namespace mydocker::kernel {
namespace {

// TUN and TAP devices (Documentation/networking/tuntap.rst). Rtnetlink cannot create them.

constexpr const char* kCloneDevice = "/dev/net/tun";

Error no_tun(int error) {
  if (error == ENOENT || error == ENODEV)
    return Error(ErrorKind::unsupported, "this kernel has no TUN devices").hint("modprobe tun");
  return base::errno_error(std::string("open ") + kCloneDevice, error);
}

Result<base::UniqueFd> open_device(const Link& link) {
  base::UniqueFd device(::open(kCloneDevice, O_RDWR | O_CLOEXEC));
  if (!device) return no_tun(errno);
  ifreq request{};
  link.name.copy(request.ifr_name, sizeof request.ifr_name - 1);
  const unsigned type = link.kind == "tap" ? unsigned{IFF_TAP} : unsigned{IFF_TUN};
  request.ifr_flags = static_cast<short>(type | unsigned{IFF_NO_PI} | unsigned{IFF_TUN_EXCL});
  if (::ioctl(device.get(), TUNSETIFF, &request) == 0) return device;
  if (errno == EBUSY) return error_of({EEXIST, {}});
  return base::errno_error("create it", errno);
}

Result<void> set_owner(const base::UniqueFd& device, const Link& link) {
  const auto owner = link.attributes.find("owner");
  if (owner == link.attributes.end()) return {};
  if (::ioctl(device.get(), TUNSETOWNER, std::stoul(owner->second)) == 0) return {};
  return base::errno_error("set its owner", errno);
}

NetlinkMessage mark_message(const Link& link, int master) {
  NetlinkMessage message(RTM_SETLINK, 0, ifinfomsg{});
  tag_as_managed(message, link.name, link.mac);
  if (link.mtu != 0) message.put_u32(IFLA_MTU, link.mtu);
  if (master != 0) message.put_u32(IFLA_MASTER, static_cast<std::uint32_t>(master));
  return message;
}

// Creates the device in its namespace and sets all marks of mydocker. If this process ends before
// that, the kernel removes the device.
Result<void> create_tuntap(Namespaces& namespaces, const Link& link) {
  MYDOCKER_TRY(NetlinkSocket socket, namespaces.route(link.place));
  return namespaces.run_in(link.place, [&]() -> Result<void> {
    MYDOCKER_TRY(const auto device, open_device(link));
    MYDOCKER_CHECK(set_owner(device, link));
    const int master = link.master.empty() ? 0 : link_index(socket, link.master);
    NetlinkMessage marks = mark_message(link, master);
    MYDOCKER_CHECK(result_of(socket.change(marks)));
    if (::ioctl(device.get(), TUNSETPERSIST, 1UL) == 0) return {};
    return base::errno_error("keep it", errno);
  });
}

// Returns the error for a link that could not be created. The kernel's text for an unknown kind is
// "Unknown device type".
Error birth_error(const Link& link, const Ack& ack) {
  if (ack.error == EOPNOTSUPP && link.attributes.contains("vlan_filtering"))
    return Error(ErrorKind::unsupported, "this kernel has no VLAN filtering of bridges")
        .hint("use a kernel with the option CONFIG_BRIDGE_VLAN_FILTERING");
  if (ack.error == EOPNOTSUPP)
    return Error(ErrorKind::unsupported, "this kernel has no " + link.kind)
        .hint("modprobe " + module_of(link.kind));
  Error error = error_of(ack);
  if (ack.error == EEXIST && link.place == Place::container)
    return std::move(error).within("link \"" + link.name + "\" in the container");
  return error;
}

bool is_managed(const LinkState& found, const Link& link) {
  const bool has_kind = found.kind == kernel_kind(link.kind);
  if (link.place == Place::container && !has_kind) return false;
  return has_a_mark(found, kernel_kind(link.kind), link.mac);
}

// Returns whether a new link of this kind has neighbour protocols. The flag of other kinds depends
// on their mode or on their parent.
bool has_arp(const Link& link) {
  const auto* kind = base::find_link_kind(link.kind);
  return kind != nullptr && kind->has_arp;
}

// Returns the index of the parent, on which the link was created. 0: there is no parent.
int parent_in(const LinkState& found, nlmsghdr& message, const std::string& kind) {
  const int inner = parent_attribute(kind);
  if (inner == 0) return found.peer;
  const auto bytes = link_data(message, inner);
  std::uint32_t index = 0;
  if (bytes.size() == sizeof index) std::memcpy(&index, bytes.data(), sizeof index);
  return static_cast<int>(index);
}

// Returns whether the link has the planned attributes. The kernel leaves out some attributes that
// are zero.
bool has_attributes(nlmsghdr& message, const Link& link) {
  return std::ranges::all_of(encoded_attributes(link), [&](const EncodedAttribute& planned) {
    const auto bytes = link_data(message, planned.number);
    if (!bytes.empty()) return bytes == planned.bytes;
    return std::ranges::all_of(planned.bytes, [](std::uint8_t byte) { return byte == 0; });
  });
}

constexpr const char* kOtherAttributes = "with other attributes";

// Returns whether the attributes can be changed in place. Only for a bridge: it keeps its ports.
bool can_change_attributes(const Link& link) { return link.kind == "bridge"; }

// Returns a difference between the link and the plan that only a new link can remove. Example: the
// link has another parent. Empty: there is no such difference.
std::string fixed_difference(const LinkState& found, nlmsghdr& message, const Link& link,
                             int parent) {
  if (found.kind != kernel_kind(link.kind)) return describe(found);
  if (!link.parent.empty() && parent_in(found, message, link.kind) != parent)
    return "on another parent";
  if (can_change_attributes(link)) return {};
  return has_attributes(message, link) ? "" : kOtherAttributes;
}

std::string changeable_difference(const LinkState& found, const Link& link, int master) {
  if (auto group = group_difference(found); !group.empty()) return group;
  if (!link.mac.is_zero() && found.mac != link.mac) return "address " + found.mac.text();
  if (link.mtu != 0 && found.mtu != link.mtu) return "mtu " + std::to_string(found.mtu);
  const bool is_missing = master == 0 && !link.master.empty();
  if (found.master != master || is_missing)
    return link.master.empty() ? "in a bridge" : "not in \"" + link.master + "\"";
  if (found.makes_link_local) return "makes IPv6 link-local addresses";
  if (has_arp(link) && !found.arp) return kArpIsOff;
  return found.up ? "" : "down";
}

// Returns whether the MAC can be changed. The kernel refuses another MAC for an ifb that is up
// (EBUSY).
bool can_change_mac(const Link& link) { return link.kind != "ifb"; }

Result<void> give_birth(Namespaces& namespaces, const Link& link) {
  if (kernel_kind(link.kind) == "tun") return create_tuntap(namespaces, link);
  NetlinkSocket& host = namespaces.host_route();
  MYDOCKER_TRY(const NetlinkSocket own, namespaces.route(link.place));
  const int parent = link.parent.empty() ? 0 : link_index(host, link.parent);
  if (!link.parent.empty() && parent == 0)
    return error_of({ENODEV, {}}).within("parent \"" + link.parent + "\"");
  const int master = link.master.empty() ? 0 : link_index(own, link.master);
  if (!link.master.empty() && master == 0)
    return error_of({ENODEV, {}}).within("link \"" + link.master + "\"");
  const bool inside = link.place == Place::container;
  NetlinkMessage birth =
      link_birth_message(link, parent, master, inside ? namespaces.container()->fd() : -1);
  const Ack born = host.change(birth);
  return born.ok() ? Result<void>() : birth_error(link, born);
}

bool is_same(const LinkState& found, const Link& link) {
  return is_managed(found, link) && found.mac == link.mac;
}

}  // namespace

Result<Observation> observe(Namespaces& namespaces, const Link& link) {
  MYDOCKER_TRY(NetlinkSocket socket, namespaces.route(link.place));
  ObjectList message;
  MYDOCKER_TRY(const auto found, find_link(socket, link.name, message));
  if (!found) return Observation{};
  if (!is_managed(*found, link)) return Observation{State::foreign, describe(*found), ""};
  const int parent = link.parent.empty() ? 0 : link_index(namespaces.host_route(), link.parent);
  const auto fixed = fixed_difference(*found, *message.at(0), link, parent);
  if (!fixed.empty()) return Observation{State::differs, fixed, ""};
  const int master = link.master.empty() ? 0 : link_index(socket, link.master);
  auto other = changeable_difference(*found, link, master);
  if (other.empty() && !has_attributes(*message.at(0), link)) other = kOtherAttributes;
  const bool in_place = can_change_mac(link) || found->mac == link.mac;
  return Observation{other.empty() ? State::matches : State::differs, other, "", in_place};
}

Result<void> create(Namespaces& namespaces, const Link& link) {
  MYDOCKER_CHECK(give_birth(namespaces, link));
  auto prepared = Result<void>();
  if (link.place == Place::host && link.master.empty())
    prepared = protect_isolated(namespaces, link.name);
  if (prepared.ok()) prepared = set_up_silently(namespaces, link.place, link.name);
  if (!prepared.ok()) (void)destroy(namespaces, link);
  return prepared;
}

Result<void> update(Namespaces& namespaces, const Link& link, const std::string& /*found*/) {
  MYDOCKER_TRY(NetlinkSocket socket, namespaces.route(link.place));
  const int master = link.master.empty() ? 0 : link_index(socket, link.master);
  NetlinkMessage silent = no_link_local_message(link.name);
  MYDOCKER_CHECK(no_link_local_result(socket.change(silent)));
  const auto mac = can_change_mac(link) ? link.mac : MacAddress{};
  NetlinkMessage message = own_link_message(
      {link.name, mac, link.mtu, master, has_arp(link) ? Arp::turn_on : Arp::keep});
  MYDOCKER_CHECK(result_of(socket.change(message)));
  if (!can_change_attributes(link)) return {};
  NetlinkMessage attributes = link_attributes_message(link);
  return result_of(socket.change(attributes));
}

Result<void> bring_up(Namespaces& namespaces, const Link& link) {
  if (link.place == Place::container) announce_addresses(namespaces, link.name, link.mac);
  return {};
}

Result<void> destroy(Namespaces& namespaces, const Link& link) {
  MYDOCKER_TRY(NetlinkSocket socket, namespaces.route(link.place));
  MYDOCKER_TRY(auto found, find_link(socket, link.name));
  const bool may_be_renamed = link.place == Place::container && !link.mac.is_zero();
  if (may_be_renamed && (!found || !is_same(*found, link))) {
    MYDOCKER_TRY(auto renamed,
                 find_link_if(socket, [&](const LinkState& one) { return is_same(one, link); }));
    if (renamed) found = std::move(renamed);
  }
  if (!found) return {};
  if (!is_managed(*found, link)) return not_managed(*found);
  return remove_link(socket, *found);
}

}  // namespace mydocker::kernel
