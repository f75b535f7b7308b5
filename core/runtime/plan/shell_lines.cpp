#include "runtime/plan/shell_lines.hpp"

#include <algorithm>
#include <string_view>

#include "runtime/base/link_group.hpp"
#include "runtime/base/overload.hpp"
#include "runtime/plan/nft_lines.hpp"

namespace mydocker::plan {
namespace {

constexpr std::string_view kNamedNamespaces = "/run/netns/";

// The name that ip-netns(8) knows the namespace by, if it needs no quoting and is taken for no
// option; empty if only its path will do.
std::string netns_name(const std::string& path) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";
  if (!path.starts_with(kNamedNamespaces)) return {};
  auto name = path.substr(kNamedNamespaces.size());
  const bool plain = name.find_first_not_of(kPlain) == std::string::npos && !name.starts_with('-');
  return plain ? name : std::string();
}

std::string shell_quoted(const std::string& word) {
  std::string out = "'";
  for (const char c : word) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

// `ip`, or the same in the container.
std::string ip(Place place, const ShellContext& context) {
  if (place == Place::host) return "ip ";
  const auto name = netns_name(context.netns_path);
  return name.empty() ? "nsenter --net=" + shell_quoted(context.netns_path) + " ip "
                      : "ip -n " + name + " ";
}

std::string enter(Place place, const ShellContext& context) {
  if (place == Place::host) return "";
  const auto name = netns_name(context.netns_path);
  return name.empty() ? "nsenter --net=" + shell_quoted(context.netns_path) + " "
                      : "ip netns exec " + name + " ";
}

std::string mtu_words(std::uint32_t mtu) {
  return mtu == 0 ? std::string() : " mtu " + std::to_string(mtu);
}

// sysctl(8) takes dots or slashes; a link's name may have dots itself, and then slashes must stay.
std::string sysctl_line(const Sysctl& sysctl, const std::string& value,
                        const ShellContext& context) {
  auto name = sysctl.name;
  if (name.find('.') == std::string::npos) std::ranges::replace(name, '/', '.');
  const bool plain = value.find_first_not_of("0123456789") == std::string::npos;
  return enter(sysctl.place, context) + "sysctl -q -w " + name + "=" +
         (plain ? value : shell_quoted(value));
}

// The kernel forgets a size given at birth when the last port leaves.
std::string bridge_line(const Bridge& bridge) {
  const auto mac = bridge.mac.is_zero() ? std::string() : " address " + bridge.mac.text();
  auto line = "ip link add name " + bridge.name + " up" + mac + " group " +
              std::to_string(base::kLinkGroup) + " type bridge no_linklocal_learn 1";
  if (bridge.mtu != 0) line += " && ip link set dev " + bridge.name + mtu_words(bridge.mtu);
  return line;
}

std::string veth_line(const Veth& veth, const ShellContext& context) {
  const auto name = netns_name(context.netns_path);
  const std::string queues = " numtxqueues 1 numrxqueues 1";
  const auto mtu = mtu_words(veth.mtu);
  auto line = "ip link add name " + veth.host_link + " address " + veth.host_mac.text() + mtu +
              " group " + std::to_string(base::kLinkGroup) + queues;
  if (!veth.master.empty()) line += " master " + veth.master;
  line += " type veth peer name " + veth.container_link + " address " + veth.container_mac.text() +
          mtu + queues + " netns " + (name.empty() ? shell_quoted(context.netns_path) : name);
  const auto inside = ip(Place::container, context) + "link set dev " + veth.container_link;
  const auto host = "ip link set dev " + veth.host_link;
  if (!veth.ipv6 || !veth.master.empty()) line += " && " + host + " addrgenmode none";
  if (!veth.ipv6) line += " && " + inside + " addrgenmode none";
  if (veth.isolated) line += " && " + host + " type bridge_slave isolated on";
  line += " && " + inside + " up";
  return veth.up ? line + " && " + host + " up" : line;
}

// What is said on the medium before the link is settled must find no ear.
std::string macvlan_line(const Macvlan& macvlan, const ShellContext& context) {
  const auto name = netns_name(context.netns_path);
  const auto where = name.empty() ? shell_quoted(context.netns_path) : name;
  const auto link = ip(macvlan.place, context) + "link set dev " + macvlan.link;
  auto line = "ip link add link " + macvlan.parent + " name " + macvlan.link;
  if (!macvlan.mac.is_zero()) line += " address " + macvlan.mac.text();
  line += mtu_words(macvlan.mtu) + " group " + std::to_string(base::kLinkGroup);
  if (macvlan.place == Place::container) line += " netns " + where;
  line += " type macvlan mode " + std::string(name_of(macvlan.mode));
  line += " && " + link + " addrgenmode none && " + enter(macvlan.place, context) +
          "sysctl -e -q -w net/ipv6/conf/" + macvlan.link + "/accept_ra=0";
  return line + " && " + link + " up";
}

std::string address_words(const IpPrefix& address) {
  const bool broadcast = address.address.is_v4() && address.length < 31;
  const bool duplicates_checked = !address.address.is_v4();
  return address.text() + (broadcast ? " broadcast +" : "") + (duplicates_checked ? " nodad" : "");
}

std::string route_words(const Route& route) {
  const bool ends = route.type != RouteType::unicast;
  std::string words = ends ? std::string(name_of(route.type)) + " " : "";
  words += route.destination.length == 0 ? "default" : route.destination.text();
  if (route.via) words += " via " + route.via->text();
  if (!ends) words += " dev " + route.link;
  words += " proto static";
  if (route.metric != 0) words += " metric " + std::to_string(route.metric);
  return words;
}

std::string hairpin_line(const Hairpin& hairpin, const std::string& state) {
  return "ip link set dev " + hairpin.link + " type bridge_slave hairpin " + state;
}

// A driver writes its lines as if it were where the resource is.
std::string joined(const std::vector<std::string>& lines, const std::string& enter) {
  std::string all;
  for (const auto& line : lines) all += (all.empty() ? "" : " && ") + enter + line;
  return all.empty() ? ":" : all;
}

}  // namespace

std::string create_line(const Resource& resource, const ShellContext& context) {
  return std::visit(
      base::Overload{
          [](const Bridge& bridge) { return bridge_line(bridge); },
          [&](const Veth& veth) { return veth_line(veth, context); },
          [&](const Address& address) {
            return ip(address.place, context) + "address add " + address_words(address.address) +
                   " dev " + address.link;
          },
          [&](const Route& route) {
            return ip(route.place, context) + "route add " + route_words(route);
          },
          [&](const Sysctl& sysctl) { return sysctl_line(sysctl, sysctl.value, context); },
          [&](const Loopback& loopback) {
            return ip(loopback.place, context) + "link set dev lo up";
          },
          [](const Firewall&) { return make_tables_line(); },
          [](const Masquerade& masquerade) { return elements_line(Change::add, masquerade); },
          [](const Isolation& isolation) { return elements_line(Change::add, isolation); },
          [](const Passage& passage) { return elements_line(Change::add, passage); },
          [](const PublishedPort& port) { return elements_line(Change::add, port); },
          [](const Hairpin& hairpin) { return hairpin_line(hairpin, "on"); },
          [](const Guard& guard) { return elements_line(Change::add, guard); },
          [&](const Macvlan& macvlan) { return macvlan_line(macvlan, context); },
          [&](const Custom& custom) {
            return joined(custom.create_lines, enter(custom.place, context));
          }},
      resource);
}

std::string raise_line(const Resource& resource, const ShellContext& /*context*/) {
  const auto* veth = std::get_if<Veth>(&resource);
  return veth == nullptr || veth->up ? std::string() : "ip link set dev " + veth->host_link + " up";
}

std::string destroy_line(const Resource& resource, const std::string& prior,
                         const ShellContext& context) {
  return std::visit(
      base::Overload{
          [](const Bridge& bridge) { return "ip link delete dev " + bridge.name; },
          [](const Veth& veth) { return "ip link delete dev " + veth.host_link; },
          [&](const Address& address) {
            return ip(address.place, context) + "address delete " + address.address.text() +
                   " dev " + address.link;
          },
          [&](const Route& route) {
            return ip(route.place, context) + "route delete " + route_words(route);
          },
          [&](const Sysctl& sysctl) { return sysctl_line(sysctl, prior, context); },
          [&](const Loopback& loopback) {
            return ip(loopback.place, context) + "link set dev lo down";
          },
          [](const Firewall&) { return delete_tables_line(); },
          [](const Masquerade& masquerade) { return elements_line(Change::remove, masquerade); },
          [](const Isolation& isolation) { return elements_line(Change::remove, isolation); },
          [](const Passage& passage) { return elements_line(Change::remove, passage); },
          [](const PublishedPort& port) { return elements_line(Change::remove, port); },
          [](const Hairpin& hairpin) { return hairpin_line(hairpin, "off"); },
          [](const Guard& guard) { return elements_line(Change::remove, guard); },
          [&](const Macvlan& macvlan) {
            return ip(macvlan.place, context) + "link delete dev " + macvlan.link;
          },
          [&](const Custom& custom) {
            return joined(custom.destroy_lines, enter(custom.place, context));
          }},
      resource);
}

}  // namespace mydocker::plan
