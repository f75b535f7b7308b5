#include "runtime/base/link_group.hpp"
#include "runtime/base/link_kinds.hpp"
#include "runtime/plan/resource_lines.hpp"

namespace mydocker::plan {
namespace {

std::string mtu_words(std::uint32_t mtu) {
  return mtu == 0 ? std::string() : " mtu " + std::to_string(mtu);
}

// Returns the words that restore the group and the neighbour protocols of a link.
std::string mark_words(bool has_arp = true) {
  return " group " + std::to_string(base::kLinkGroup) + (has_arp ? " arp on" : "");
}

// Returns the words that set the link up. It goes up last, so that it sends nothing before its
// settings are complete.
std::string set_up_words(Place place, const std::string& name, const ShellContext& context) {
  const auto link = ip(place, context) + "link set dev " + name;
  return link + " addrgenmode none && " + enter(place, context) + "sysctl -e -q -w net/ipv6/conf/" +
         name + "/accept_ra=0 && " + link + " up";
}

// Returns the line for a tun or tap device. The first command creates it with its character device
// (ip-tuntap(8)). The second command marks it.
std::string tuntap_line(const Link& link, const ShellContext& context) {
  const auto owner = link.attributes.find("owner");
  auto line = ip(link.place, context) + "tuntap add dev " + link.name + " mode " + link.kind;
  if (owner != link.attributes.end()) line += " user " + owner->second;
  line += " && " + ip(link.place, context) + "link set dev " + link.name;
  if (!link.mac.is_zero()) line += " address " + link.mac.text();
  return line + mtu_words(link.mtu) + " group " + std::to_string(base::kLinkGroup);
}

std::string add_line(const Link& link, const ShellContext& context) {
  auto line = std::string("ip link add ");
  if (has_lower_link(link)) line += "link " + link.parent + " ";
  line += "name " + link.name;
  if (!link.mac.is_zero()) line += " address " + link.mac.text();
  line += mtu_words(link.mtu) + " group " + std::to_string(base::kLinkGroup);
  if (link.place == Place::container) line += " netns " + netns_word(context);
  return line + " " + type_words(link);
}

constexpr std::uint16_t kDefaultVlan = 1;  // VLAN of a new bridge port (bridge(8))

std::string option_words(const BridgePort& port) {
  std::string words;
  const auto add = [&words](const char* name, const std::optional<bool>& value) {
    if (value) words += std::string(" ") + name + (*value ? " on" : " off");
  };
  add("learning", port.learning);
  add("neigh_suppress", port.neigh_suppress);
  add("isolated", port.isolated);
  add("hairpin", port.hairpin);
  return words;
}

// Returns the line for the options of a bridge port. The port becomes a member of its planned VLAN
// and leaves the VLAN `other`.
std::string port_line(const BridgePort& port, std::uint16_t other, const ShellContext& context) {
  const auto command = bridge(port.place, context);
  const auto words = option_words(port);
  std::string line = words.empty() ? "" : command + "link set dev " + port.link + words;
  if (port.pvid == 0) return line;
  const auto dev = " dev " + port.link + " vid ";
  line += (line.empty() ? "" : " && ") + command + "vlan add" + dev + std::to_string(port.pvid) +
          " pvid untagged";
  if (other == port.pvid) return line;
  return line + " && " + command + "vlan delete" + dev + std::to_string(other);
}

}  // namespace

// Returns the line that creates the bridge. The MTU is set in a second command: a bridge that is
// created with an MTU loses it with its last port.
std::string create_link_line(const Bridge& bridge) {
  const auto mac = bridge.mac.is_zero() ? std::string() : " address " + bridge.mac.text();
  auto line = "ip link add name " + bridge.name + " up" + mac + " group " +
              std::to_string(base::kLinkGroup) + " type bridge no_linklocal_learn 1";
  if (bridge.mtu != 0) line += " && ip link set dev " + bridge.name + mtu_words(bridge.mtu);
  return line;
}

std::string create_link_line(const Veth& veth, const ShellContext& context) {
  const std::string queues = " numtxqueues 1 numrxqueues 1";
  const auto mtu = mtu_words(veth.mtu);
  auto line = "ip link add name " + veth.host_link + " address " + veth.host_mac.text() + mtu +
              " group " + std::to_string(base::kLinkGroup) + queues;
  if (!veth.master.empty()) line += " master " + veth.master;
  line += " type veth peer name " + veth.container_link + " address " + veth.container_mac.text() +
          mtu + queues + " netns " + netns_word(context);
  const auto inside = ip(Place::container, context) + "link set dev " + veth.container_link;
  const auto host = "ip link set dev " + veth.host_link;
  if (!veth.ipv6 || !veth.master.empty()) line += " && " + host + " addrgenmode none";
  if (!veth.ipv6) line += " && " + inside + " addrgenmode none";
  if (veth.isolated) line += " && " + host + " type bridge_slave isolated on";
  line += " && " + inside + " up";
  if (!veth.up) return line;
  return line + " && " + (veth.master.empty() ? protect_line(veth.host_link) + " && " : "") + host +
         " up";
}

std::string create_link_line(const Link& link, const ShellContext& context) {
  const bool is_tuntap = link.kind == "tun" || link.kind == "tap";
  auto line = is_tuntap ? tuntap_line(link, context) : add_line(link, context);
  if (!link.master.empty())
    line +=
        " && " + ip(link.place, context) + "link set dev " + link.name + " master " + link.master;
  if (link.place == Place::host && link.master.empty()) line += " && " + protect_line(link.name);
  return line + " && " + set_up_words(link.place, link.name, context);
}

std::string create_link_line(const Macvlan& macvlan, const ShellContext& context) {
  auto line = "ip link add link " + macvlan.parent + " name " + macvlan.link;
  if (!macvlan.mac.is_zero()) line += " address " + macvlan.mac.text();
  line += mtu_words(macvlan.mtu) + " group " + std::to_string(base::kLinkGroup);
  if (macvlan.place == Place::container) line += " netns " + netns_word(context);
  line += " type macvlan mode " + std::string(name_of(macvlan.mode));
  return line + " && " + set_up_words(macvlan.place, macvlan.link, context);
}

// Returns the line that changes the bridge. It turns announcements on (arp_notify in ip-sysctl.rst)
// while it sets the MAC. So the kernel announces the addresses, and the containers learn the MAC of
// their gateway again.
std::string update_link_line(const Bridge& bridge) {
  const auto link = "ip link set dev " + bridge.name;
  const auto marks = mtu_words(bridge.mtu) + mark_words() + " up";
  if (bridge.mac.is_zero()) return link + marks;
  const auto settings = [&bridge](const char* value) {
    return "sysctl -e -q -w net/ipv4/conf/" + bridge.name + "/arp_notify=" + value +
           " net/ipv6/conf/" + bridge.name + "/ndisc_notify=" + value;
  };
  return settings("1") + " && " + link + " address " + bridge.mac.text() + marks + " && " +
         settings("0");
}

std::string update_link_line(const Veth& veth, const ShellContext& context) {
  const auto inside = ip(Place::container, context) + "link set dev " + veth.container_link;
  const auto host = "ip link set dev " + veth.host_link;
  const auto master = veth.master.empty() ? " nomaster" : " master " + veth.master;
  std::string line;
  if (!veth.ipv6) line = inside + " addrgenmode none && ";
  line += inside + " address " + veth.container_mac.text() + mtu_words(veth.mtu) + " arp on up && ";
  line += host + " address " + veth.host_mac.text() + mtu_words(veth.mtu) + master + mark_words() +
          " up";
  if (!veth.ipv6 || !veth.master.empty()) line += " && " + host + " addrgenmode none";
  if (veth.master.empty()) return line;
  return line + " && " + host + " type bridge_slave isolated " + (veth.isolated ? "on" : "off");
}

std::string update_link_line(const Macvlan& macvlan, const ShellContext& context) {
  const auto link = ip(macvlan.place, context) + "link set dev " + macvlan.link;
  const auto mac = macvlan.mac.is_zero() ? std::string() : " address " + macvlan.mac.text();
  return link + " addrgenmode none && " + link + mac + mtu_words(macvlan.mtu) + mark_words() +
         " up";
}

std::string update_link_line(const Link& link, const ShellContext& context) {
  const auto set = ip(link.place, context) + "link set dev " + link.name;
  const auto mac = link.mac.is_zero() ? std::string() : " address " + link.mac.text();
  const auto master = link.master.empty() ? std::string(" nomaster") : " master " + link.master;
  const auto* kind = base::find_link_kind(link.kind);
  const auto marks = mark_words(kind != nullptr && kind->has_arp);
  const auto line =
      set + " addrgenmode none && " + set + mac + mtu_words(link.mtu) + master + marks + " up";
  return link.kind == "bridge" ? line + " && " + set + " " + type_words(link) : line;
}

std::string protect_line(const std::string& link) {
  return "{ mydocker network protect " + link + " || true; }";
}

std::string hairpin_line(const Hairpin& hairpin, const std::string& state) {
  return "ip link set dev " + hairpin.link + " type bridge_slave hairpin " + state;
}

std::string bridge_port_line(const BridgePort& port, const ShellContext& context) {
  return port_line(port, kDefaultVlan, context);
}

std::string usual_bridge_port_line(const BridgePort& port, const ShellContext& context) {
  BridgePort usual = port;
  if (usual.learning) usual.learning = true;
  for (auto* option : {&usual.neigh_suppress, &usual.isolated, &usual.hairpin})
    if (*option) *option = false;
  if (usual.pvid != 0) usual.pvid = kDefaultVlan;
  return port_line(usual, port.pvid, context);
}

namespace {

// The handle that marks the queues of mydocker. The priority marks its filters.
constexpr const char* kHandle = "4d0d:";
constexpr const char* kFilterPriority = "28005";

std::string tc(const Queue& queue, const ShellContext& context) {
  return enter(queue.place, context) + "tc ";
}

std::string rate_words(const Queue& queue) {
  return " rate " + std::to_string(queue.rate) + "bit burst " + std::to_string(queue.burst);
}

std::string kind_words(const Queue& queue) {
  std::string kind(name_of(queue.kind));
  if (queue.kind == QueueKind::tbf)
    return kind + rate_words(queue) + " limit " + std::to_string(queue.limit);
  if (queue.kind == QueueKind::htb) return kind + " default 1";
  if (queue.kind == QueueKind::fq && queue.rate != 0)
    return kind + " maxrate " + std::to_string(queue.rate) + "bit";
  return kind;
}

std::string qdisc_line(const Queue& queue, const std::string& verb, const ShellContext& context) {
  return tc(queue, context) + "qdisc " + verb + " dev " + queue.link + " root handle " + kHandle +
         " " + kind_words(queue);
}

std::string class_line(const Queue& queue, const std::string& verb, const ShellContext& context) {
  return tc(queue, context) + "class " + verb + " dev " + queue.link + " parent " + kHandle +
         " classid " + kHandle + "1 htb" + rate_words(queue);
}

std::string redirect_line(const Queue& queue, const ShellContext& context) {
  const auto dev = " dev " + queue.ingress_of;
  return "{ " + tc(queue, context) + "qdisc add" + dev + " clsact 2>/dev/null || true; } && " +
         tc(queue, context) + "filter add" + dev + " ingress pref " + kFilterPriority +
         " protocol all u32 match u32 0 0 action mirred egress redirect dev " + queue.link;
}

}  // namespace

std::string create_queue_line(const Queue& queue, const ShellContext& context) {
  auto line = qdisc_line(queue, "add", context);
  if (queue.kind == QueueKind::htb) line += " && " + class_line(queue, "add", context);
  return queue.ingress_of.empty() ? line : line + " && " + redirect_line(queue, context);
}

// Returns the line that changes a queue. The kernel cannot change an htb itself, only its class.
std::string update_queue_line(const Queue& queue, const ShellContext& context) {
  if (queue.kind == QueueKind::htb) return class_line(queue, "change", context);
  return qdisc_line(queue, "change", context);
}

std::string destroy_queue_line(const Queue& queue, const ShellContext& context) {
  auto line = tc(queue, context) + "qdisc delete dev " + queue.link + " root";
  if (queue.ingress_of.empty()) return line;
  return tc(queue, context) + "filter delete dev " + queue.ingress_of + " ingress pref " +
         kFilterPriority + " && " + line;
}

}  // namespace mydocker::plan
