#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <net/if.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>

#include "runtime/kernel/managed_link.hpp"
#include "runtime/kernel/neighbours.hpp"
#include "runtime/kernel/resource_ops.hpp"

namespace mydocker::kernel {
namespace {

// Sets both numbers of queues to one. Then the kernel does not wait for an RCU grace period for
// each link.
void put_one_queue(NetlinkMessage& message) {
  message.put_u32(IFLA_NUM_TX_QUEUES, 1);
  message.put_u32(IFLA_NUM_RX_QUEUES, 1);
}

void put_peer(NetlinkMessage& message, const Veth& veth, const Netns& container) {
  const NestedAttribute peer(message, VETH_INFO_PEER);
  message.append(ifinfomsg{});
  message.put_text(IFLA_IFNAME, veth.container_link);
  if (!veth.container_mac.is_zero()) message.put_mac(IFLA_ADDRESS, veth.container_mac);
  if (veth.mtu != 0) message.put_u32(IFLA_MTU, veth.mtu);
  put_one_queue(message);
  message.put_u32(IFLA_NET_NS_FD, static_cast<std::uint32_t>(container.fd()));
}

// Builds the message that creates the whole veth pair. So each link always has its marks, bridge
// and namespace.
NetlinkMessage birth_message(const Veth& veth, int master, const Netns& container) {
  NetlinkMessage message(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, ifinfomsg{});
  tag_as_managed(message, veth.host_link, veth.host_mac);
  if (veth.mtu != 0) message.put_u32(IFLA_MTU, veth.mtu);
  if (master != 0) message.put_u32(IFLA_MASTER, static_cast<std::uint32_t>(master));
  put_one_queue(message);
  const NestedAttribute info(message, IFLA_LINKINFO);
  message.put_text(IFLA_INFO_KIND, "veth");
  const NestedAttribute data(message, IFLA_INFO_DATA);
  put_peer(message, veth, container);
  return message;
}

// Returns the error for a bridge without a free port. The kernel numbers the ports from 1 to 1023
// (net/bridge/br_private.h, BR_MAX_PORTS).
Error full_bridge(const std::string& bridge) {
  return Error(ErrorKind::exhausted,
               "bridge \"" + bridge + "\" has 1023 ports, which is the limit of the kernel")
      .hint("connect the container to another network, or disconnect another container first");
}

Error missing_bridge(const std::string& bridge) {
  return Error(ErrorKind::not_found, "bridge \"" + bridge + "\" does not exist: it was deleted")
      .hint("restore it with: mydocker network reload --all");
}

// Returns the error for a veth pair that could not be created. If a link with the name exists
// already, it may be on the host or in the container.
Error birth_error(Namespaces& namespaces, const Veth& veth, const Ack& ack) {
  if (ack.error == EXFULL && !veth.master.empty()) return full_bridge(veth.master);
  Error error = error_of(ack);
  if (ack.error != EEXIST || link_index(namespaces.host_route(), veth.host_link) != 0) return error;
  return std::move(error).within("link \"" + veth.container_link + "\" in the container");
}

// Returns whether the host's link gets no IPv6 link-local address. A port of a bridge does not need
// one.
bool host_end_is_silent(const Veth& veth) { return !veth.ipv6 || !veth.master.empty(); }

Result<void> prepare_host_end(NetlinkSocket& host, const Veth& veth) {
  if (host_end_is_silent(veth)) {
    NetlinkMessage message = no_link_local_message(veth.host_link);
    MYDOCKER_CHECK(no_link_local_result(host.change(message)));
  }
  if (!veth.isolated) return {};
  NetlinkMessage isolated = bridge_port_message(veth.host_link, IFLA_BRPORT_ISOLATED, 1);
  return result_of(host.change(isolated)).within("isolate the port in its bridge");
}

// Returns whether a container engine will move the link. The engine moves it from the host into the
// container and prepares it there.
bool is_moved_later(const Namespaces& namespaces) {
  return namespaces.container()->cookie() == namespaces.host().cookie();
}

Result<void> prepare_container_end(NetlinkSocket container, const Veth& veth) {
  if (veth.ipv6) {
    NetlinkMessage up = up_message(veth.container_link);
    return result_of(container.change(up));
  }
  std::array<NetlinkMessage, 2> messages{no_link_local_message(veth.container_link),
                                         up_message(veth.container_link)};
  const auto acks = container.change_all(messages);
  MYDOCKER_CHECK(no_link_local_result(acks[0]));
  return result_of(acks[1]).within("set \"" + veth.container_link + "\" up");
}

Result<void> update_container_end(Namespaces& namespaces, const Veth& veth) {
  MYDOCKER_TRY(NetlinkSocket inside, namespaces.route(Place::container));
  if (!veth.ipv6) {
    NetlinkMessage silent = no_link_local_message(veth.container_link);
    MYDOCKER_CHECK(no_link_local_result(inside.change(silent)));
  }
  NetlinkMessage end = attributes_message({veth.container_link, veth.container_mac, veth.mtu});
  return result_of(inside.change(end));
}

Result<void> set_host_end_up(NetlinkSocket& host, const Veth& veth) {
  NetlinkMessage up = up_message(veth.host_link);
  return result_of(host.change(up));
}

bool is_own(const LinkState& link, const Veth& veth) {
  return has_a_mark(link, "veth", veth.host_mac);
}

std::string host_difference(const LinkState& link, const Veth& veth, int master) {
  if (link.kind != "veth") return describe(link);
  if (auto group = group_difference(link); !group.empty()) return group;
  if (!veth.host_mac.is_zero() && link.mac != veth.host_mac) return "address " + link.mac.text();
  if (veth.mtu != 0 && link.mtu != veth.mtu) return "mtu " + std::to_string(link.mtu);
  if (link.master != master) return veth.master.empty() ? "in a bridge" : "not in the bridge";
  if (host_end_is_silent(veth) && link.makes_link_local) return "makes IPv6 link-local addresses";
  if (link.isolated != veth.isolated) return veth.isolated ? "not isolated" : "isolated";
  if (!link.arp) return kArpIsOff;
  return link.up ? "" : "down";
}

std::string container_difference(const LinkState& link, const LinkState& host, const Veth& veth) {
  if (link.kind != "veth" || link.index != host.peer) return describe(link);
  if (!veth.container_mac.is_zero() && link.mac != veth.container_mac)
    return "address " + link.mac.text();
  if (veth.mtu != 0 && link.mtu != veth.mtu) return "mtu " + std::to_string(link.mtu);
  if (!veth.ipv6 && link.makes_link_local) return "makes IPv6 link-local addresses";
  if (!link.arp) return kArpIsOff;
  return link.up ? "" : "down";
}

}  // namespace

Result<Observation> observe(Namespaces& namespaces, const Veth& veth) {
  MYDOCKER_TRY(const auto host, find_link(namespaces.host_route(), veth.host_link));
  if (!host) return Observation{};
  if (!is_own(*host, veth)) return Observation{State::foreign, describe(*host), ""};
  int master = 0;
  if (!veth.master.empty()) {
    master = link_index(namespaces.host_route(), veth.master);
    if (master == 0) return Observation{State::differs, "its bridge is missing", ""};
  }
  // The container's link is compared first. So "down" means that only bring_up() is missing.
  if (namespaces.container() != nullptr) {
    NetlinkSocket inside(namespaces.container()->route_socket());
    MYDOCKER_TRY(const auto peer, find_link(inside, veth.container_link));
    const std::string found = peer ? container_difference(*peer, *host, veth) : "missing";
    const bool is_peer = peer && peer->kind == "veth" && peer->index == host->peer;
    if (!found.empty())
      return Observation{State::differs, "\"" + veth.container_link + "\" " + found, "", is_peer};
  }
  const std::string found = host_difference(*host, veth, master);
  const bool in_place = host->kind == "veth";
  return Observation{found.empty() ? State::matches : State::differs, found, "", in_place};
}

// Changes the container's link first, so that the host's link is up last. If there is no namespace
// of the container, an engine has moved the link, and it is not changed.
Result<void> update(Namespaces& namespaces, const Veth& veth, const std::string& /*found*/) {
  if (namespaces.container() != nullptr) MYDOCKER_CHECK(update_container_end(namespaces, veth));
  NetlinkSocket& host = namespaces.host_route();
  const int master = veth.master.empty() ? 0 : link_index(host, veth.master);
  NetlinkMessage begin = own_link_message({veth.host_link, veth.host_mac, veth.mtu, master});
  const Ack begun = host.change(begin);
  if (begun.error == EXFULL && !veth.master.empty()) return full_bridge(veth.master);
  MYDOCKER_CHECK(result_of(begun));
  if (host_end_is_silent(veth)) {
    NetlinkMessage silent = no_link_local_message(veth.host_link);
    MYDOCKER_CHECK(no_link_local_result(host.change(silent)));
  }
  if (veth.master.empty()) return {};
  NetlinkMessage isolated =
      bridge_port_message(veth.host_link, IFLA_BRPORT_ISOLATED, veth.isolated ? 1 : 0);
  return result_of(host.change(isolated));
}

Result<void> create(Namespaces& namespaces, const Veth& veth) {
  NetlinkSocket& host = namespaces.host_route();
  MYDOCKER_TRY(NetlinkSocket container, namespaces.route(Place::container));
  const int master = veth.master.empty() ? 0 : link_index(host, veth.master);
  if (!veth.master.empty() && master == 0) return missing_bridge(veth.master);
  NetlinkMessage birth = birth_message(veth, master, *namespaces.container());
  const Ack born = host.change(birth);
  if (!born.ok()) return birth_error(namespaces, veth, born);

  auto prepared = prepare_host_end(host, veth);
  if (prepared.ok() && !is_moved_later(namespaces))
    prepared = prepare_container_end(container, veth);
  if (prepared.ok() && veth.up && veth.master.empty())
    prepared = protect_isolated(namespaces, veth.host_link);
  if (prepared.ok() && veth.up) prepared = set_host_end_up(host, veth);
  if (!prepared.ok()) (void)remove_managed_link(host, veth.host_link, veth.host_mac);
  return prepared;
}

// Brings up the host's link, which is a bridge port or a link of its own. The container can send
// only when its bridge port is in the state "forwarding". After the request for the link, the
// kernel has set this state.
Result<void> bring_up(Namespaces& namespaces, const Veth& veth) {
  if (veth.up) return {};
  NetlinkSocket& host = namespaces.host_route();
  if (veth.master.empty()) MYDOCKER_CHECK(protect_isolated(namespaces, veth.host_link));
  std::array<NetlinkMessage, 2> messages{up_message(veth.host_link), link_question(veth.host_link)};
  MYDOCKER_CHECK(result_of(host.change_all(messages, Replies::objects).front()));
  announce_addresses(namespaces, veth.container_link, veth.container_mac);
  return {};
}

Result<void> destroy(Namespaces& namespaces, const Veth& veth) {
  if (!veth.master.empty() && !veth.container_mac.is_zero())
    delete_neighbours(namespaces.host_route(), veth.master, veth.container_mac);
  MYDOCKER_TRY(const auto link, find_link(namespaces.host_route(), veth.host_link));
  if (!link) return {};
  if (is_own(*link, veth)) return remove_link(namespaces.host_route(), *link);
  return remove_managed_link(namespaces.host_route(), veth.host_link, veth.host_mac);
}

}  // namespace mydocker::kernel
