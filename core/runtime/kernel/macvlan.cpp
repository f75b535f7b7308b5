#include <linux/if_link.h>
#include <linux/rtnetlink.h>

#include <cerrno>

#include "runtime/kernel/managed_link.hpp"
#include "runtime/kernel/neighbours.hpp"
#include "runtime/kernel/resource_ops.hpp"

namespace mydocker::kernel {
namespace {

std::uint32_t mode_number_of(MacvlanMode mode) {
  switch (mode) {
    case MacvlanMode::private_one:
      return MACVLAN_MODE_PRIVATE;
    case MacvlanMode::vepa:
      return MACVLAN_MODE_VEPA;
    case MacvlanMode::passthru:
      return MACVLAN_MODE_PASSTHRU;
    case MacvlanMode::bridge:
      break;
  }
  return MACVLAN_MODE_BRIDGE;
}

// Builds the message that creates the macvlan. `parent` is an index in the host's namespace, which
// is the namespace of the socket. A link for a container is created in the container's namespace,
// so the host never shows it.
NetlinkMessage birth_message(const Macvlan& macvlan, int parent, const Netns* target) {
  NetlinkMessage message(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, ifinfomsg{});
  tag_as_managed(message, macvlan.link, macvlan.mac);
  message.put_u32(IFLA_LINK, static_cast<std::uint32_t>(parent));
  if (macvlan.mtu != 0) message.put_u32(IFLA_MTU, macvlan.mtu);
  if (target != nullptr) message.put_u32(IFLA_NET_NS_FD, static_cast<std::uint32_t>(target->fd()));
  const NestedAttribute info(message, IFLA_LINKINFO);
  message.put_text(IFLA_INFO_KIND, "macvlan");
  const NestedAttribute data(message, IFLA_INFO_DATA);
  message.put_u32(IFLA_MACVLAN_MODE, mode_number_of(macvlan.mode));
  return message;
}

// Returns the error for a macvlan that could not be created. The kernel gives no error text, so the
// hint lists the possible reasons.
Error birth_error(const Macvlan& macvlan, const Ack& ack) {
  Error error = error_of(ack);
  if (ack.error == EEXIST && macvlan.place == Place::container)
    return std::move(error).within("link \"" + macvlan.link + "\" in the container");
  if (ack.error != EINVAL && ack.error != EBUSY) return error;
  return std::move(error).hint(
      "\"" + macvlan.parent + "\" cannot be a parent now: it is not an " +
      "Ethernet interface, or it has a macvlan in mode passthru, or another program uses it");
}

// Returns whether the link belongs to mydocker. In mode passthru there is no planned MAC. Then the
// parent is a mark too, because a parent has at most one passthru link.
bool is_managed(const LinkState& link, const Macvlan& macvlan, int parent) {
  if (macvlan.place == Place::container && link.kind != "macvlan") return false;
  const bool is_passthru = macvlan.mac.is_zero() && link.kind == "macvlan" &&
                           link.macvlan_mode == MACVLAN_MODE_PASSTHRU && link.peer == parent;
  return is_passthru || has_a_mark(link, "macvlan", macvlan.mac);
}

// Returns the MTU of the plan. If the plan has no MTU, this is the MTU of the parent. 0: the parent
// does not exist.
Result<std::uint32_t> planned_mtu(Namespaces& namespaces, const Macvlan& macvlan) {
  if (macvlan.mtu != 0) return macvlan.mtu;
  MYDOCKER_TRY(const auto parent, find_link(namespaces.host_route(), macvlan.parent));
  return parent ? parent->mtu : 0;
}

std::string difference(const LinkState& link, const Macvlan& macvlan, int parent,
                       std::uint32_t mtu) {
  if (link.kind != "macvlan") return describe(link);
  if (auto group = group_difference(link); !group.empty()) return group;
  if (link.peer != parent) return "on another parent";
  if (link.macvlan_mode != mode_number_of(macvlan.mode)) return "in another mode";
  if (!macvlan.mac.is_zero() && link.mac != macvlan.mac) return "address " + link.mac.text();
  if (mtu != 0 && link.mtu != mtu) return "mtu " + std::to_string(link.mtu);
  if (link.makes_link_local) return "makes IPv6 link-local addresses";
  if (!link.arp) return kArpIsOff;
  return link.up ? "" : "down";
}

// Returns whether the link is this macvlan, even under another name. The MAC identifies it. In mode
// passthru there is no MAC. Then the parent identifies it, because a parent has at most one
// passthru link.
bool is_it(const LinkState& link, const Macvlan& macvlan, int parent) {
  if (!is_managed(link, macvlan, parent)) return false;
  if (!macvlan.mac.is_zero()) return link.mac == macvlan.mac;
  return link.peer == parent && link.macvlan_mode == mode_number_of(macvlan.mode);
}

// Returns the macvlan if it has another name in the container.
Result<std::optional<LinkState>> find_renamed(Namespaces& namespaces, const Macvlan& macvlan) {
  MYDOCKER_TRY(NetlinkSocket socket, namespaces.route(macvlan.place));
  const int parent = link_index(namespaces.host_route(), macvlan.parent);
  return find_link_if(socket, [&](const LinkState& one) {
    return one.name != macvlan.link && is_it(one, macvlan, parent);
  });
}

// After an error, the new link is removed.
Result<void> create_once(Namespaces& namespaces, const Macvlan& macvlan) {
  NetlinkSocket& host = namespaces.host_route();
  MYDOCKER_TRY(NetlinkSocket socket, namespaces.route(macvlan.place));
  const int parent = link_index(host, macvlan.parent);
  if (parent == 0) return error_of({ENODEV, {}}).within("parent \"" + macvlan.parent + "\"");
  const bool inside = macvlan.place == Place::container;
  NetlinkMessage birth = birth_message(macvlan, parent, inside ? namespaces.container() : nullptr);
  const Ack born = host.change(birth);
  if (!born.ok()) return birth_error(macvlan, born);
  auto prepared = set_up_silently(namespaces, macvlan.place, macvlan.link);
  if (!prepared.ok()) (void)remove_managed_link(socket, macvlan.link, {});
  return prepared;
}

}  // namespace

Result<Observation> observe(Namespaces& namespaces, const Macvlan& macvlan) {
  MYDOCKER_TRY(NetlinkSocket socket, namespaces.route(macvlan.place));
  MYDOCKER_TRY(const auto link, find_link(socket, macvlan.link));
  if (!link) return Observation{};
  const int parent = link_index(namespaces.host_route(), macvlan.parent);
  if (!is_managed(*link, macvlan, parent)) return Observation{State::foreign, describe(*link), ""};
  MYDOCKER_TRY(const auto mtu, planned_mtu(namespaces, macvlan));
  const std::string found = difference(*link, macvlan, parent, mtu);
  const bool in_place = link->kind == "macvlan" && link->peer == parent &&
                        link->macvlan_mode == mode_number_of(macvlan.mode);
  return Observation{found.empty() ? State::matches : State::differs, found, "", in_place};
}

Result<void> update(Namespaces& namespaces, const Macvlan& macvlan, const std::string& /*found*/) {
  MYDOCKER_TRY(NetlinkSocket socket, namespaces.route(macvlan.place));
  NetlinkMessage silent = no_link_local_message(macvlan.link);
  MYDOCKER_CHECK(no_link_local_result(socket.change(silent)));
  MYDOCKER_TRY(const auto mtu, planned_mtu(namespaces, macvlan));
  NetlinkMessage message = own_link_message({macvlan.link, macvlan.mac, mtu});
  return result_of(socket.change(message));
}

Result<void> create(Namespaces& namespaces, const Macvlan& macvlan) {
  auto created = create_once(namespaces, macvlan);
  if (created.ok() || macvlan.place != Place::container) return created;
  // The container has renamed its link, and two links of one parent cannot have the same MAC.
  MYDOCKER_TRY(const auto renamed, find_renamed(namespaces, macvlan));
  if (!renamed) return created;
  MYDOCKER_TRY(NetlinkSocket socket, namespaces.route(macvlan.place));
  MYDOCKER_CHECK(remove_link(socket, *renamed));
  return create_once(namespaces, macvlan);
}

Result<void> bring_up(Namespaces& namespaces, const Macvlan& macvlan) {
  if (macvlan.place == Place::container) announce_addresses(namespaces, macvlan.link, macvlan.mac);
  return {};
}

Result<void> destroy(Namespaces& namespaces, const Macvlan& macvlan) {
  MYDOCKER_TRY(NetlinkSocket socket, namespaces.route(macvlan.place));
  MYDOCKER_TRY(auto link, find_link(socket, macvlan.link));
  const int parent = link_index(namespaces.host_route(), macvlan.parent);
  if (macvlan.place == Place::container && (!link || !is_it(*link, macvlan, parent))) {
    MYDOCKER_TRY(auto renamed, find_renamed(namespaces, macvlan));
    if (renamed) link = std::move(renamed);
  }
  if (!link) return {};
  if (is_managed(*link, macvlan, parent)) return remove_link(socket, *link);
  return not_managed(*link);
}

}  // namespace mydocker::kernel
