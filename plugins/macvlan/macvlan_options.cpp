#include <algorithm>
#include <string>

#include "macvlan_options.hpp"
#include "mydocker/sdk.hpp"

namespace macvlan {
namespace {

// --- the check of a link as the parent of macvlans

using mydocker::Error;
using mydocker::ErrorKind;
using mydocker::Medium;

Error unfit(const std::string& name, const std::string& why) {
  return {ErrorKind::unsupported, "the interface \"" + name + "\" " + why};
}

// Returns whether the name looks like the name of a VLAN. For the parent "eth0.10", Docker creates
// the VLAN 10 of eth0.
bool looks_like_a_vlan(const std::string& name) {
  const auto dot = name.rfind('.');
  return dot != std::string::npos && dot > 0 && dot + 1 < name.size() &&
         std::all_of(name.begin() + static_cast<std::ptrdiff_t>(dot) + 1, name.end(),
                     [](char c) { return c >= '0' && c <= '9'; });
}

Error absent(const std::string& name) {
  if (name.empty())
    return Error(ErrorKind::invalid_argument, "option \"parent\" is missing")
        .hint("specify the interface: -o parent=LINK; see: ip -brief link");
  Error error(ErrorKind::not_found, "the host has no interface \"" + name + "\"");
  if (!looks_like_a_vlan(name)) return std::move(error).hint("see: ip -brief link");
  const auto below = name.substr(0, name.rfind('.'));
  const auto tag = name.substr(name.rfind('.') + 1);
  return std::move(error).hint(
      "VLANs are not created automatically; create it first: ip link add link " + below + " name " +
      name + " up type vlan id " + tag);
}

// Checks the parent. `link` is null if the host has no link with this name. An error says why the
// link cannot be the parent, and gives a solution.
mydocker::Result<void> check_parent(const std::string& name, const mydocker::LinkFact* link) {
  if (link == nullptr) return absent(name);
  if (link->medium == Medium::loopback)
    return unfit(name, "is the loopback device, which is not connected to a LAN")
        .hint("use an interface of the LAN: -o parent=LINK; see: ip -brief link");
  if (link->medium == Medium::wireless)
    return unfit(name, "is wireless, and access points drop frames with other MACs")
        .hint("use a wired interface, or a network of driver \"bridge\"");
  if (link->medium == Medium::other)
    return unfit(name, "is not an Ethernet interface: it cannot carry the MACs of containers")
        .hint("use an Ethernet interface, or a network of driver \"bridge\"");
  if (link->kind == "macvlan" || link->kind == "macvtap" || link->kind == "ipvlan")
    return unfit(name, "is itself of kind " + link->kind + " on another interface")
        .hint("use the other interface: -o parent=LINK; see: ip -details link show " + name);
  if (!link->master.empty())
    return unfit(name, "is a port of \"" + link->master + "\", which receives all its frames")
        .hint("use -o parent=" + link->master);
  if (!link->up)
    return unfit(name, "is down").hint("set it up first: ip link set dev " + name + " up");
  return {};
}

using mydocker::Error;
using mydocker::ErrorKind;
using mydocker::MacvlanMode;
using mydocker::Result;

Error contradiction(const std::string& what, const std::string& hint) {
  return Error(ErrorKind::invalid_argument, what).hint(hint);
}

// Returns the mode. The core has already checked that the text is one of the choices.
MacvlanMode mode_from(const std::string& text) {
  for (const auto mode : {MacvlanMode::private_one, MacvlanMode::vepa, MacvlanMode::passthru})
    if (text == name_of(mode)) return mode;
  return MacvlanMode::bridge;
}

Result<void> check_mtu(const mydocker::NetworkView& network, const MacvlanOptions& options,
                       const mydocker::LinkFact& parent) {
  if (options.mtu > parent.mtu)
    return Error(ErrorKind::unsupported,
                 "option \"mtu\": " + std::to_string(options.mtu) + " is larger than the MTU " +
                     std::to_string(parent.mtu) + " of the parent \"" + parent.name + "\"")
        .hint("leave the option out, or raise the MTU of the parent first");
  constexpr std::uint32_t kSmallestMtuV6 = 1280;  // limit of RFC 8200
  const auto mtu = options.mtu == 0 ? parent.mtu : options.mtu;
  if (!has_ipv6(network) || mtu >= kSmallestMtuV6) return {};
  return contradiction("IPv6 needs an MTU of at least 1280, not " + std::to_string(mtu),
                       "use -o mtu=1280, or create the network without IPv6");
}

Result<void> check_host_link(const MacvlanOptions& options) {
  if (options.host_link.empty() || options.mode == MacvlanMode::bridge) return {};
  const std::string mode(name_of(options.mode));
  if (options.mode == MacvlanMode::vepa)
    return contradiction("option \"host-link\" has no effect in mode vepa",
                         "leave it out: the external switch sends frames to the host too");
  return contradiction("option \"host-link\": in mode " + mode + " only the container " +
                           "can be reached on the parent",
                       "use -o mode=bridge, or leave -o host-link out");
}

}  // namespace

bool has_ipv6(const mydocker::NetworkView& network) {
  return std::any_of(
      network.subnets.begin(), network.subnets.end(),
      [](const mydocker::SubnetView& subnet) { return !subnet.prefix.address.is_v4(); });
}

Result<MacvlanOptions> options_of(const mydocker::NetworkView& network,
                                  const mydocker::HostFacts& host) {
  MacvlanOptions options;
  options.parent = network.options.text("parent");
  options.mode = mode_from(network.options.text("mode"));
  MYDOCKER_TRY(options.mtu, network.options.number<std::uint32_t>("mtu"));
  options.host_link = network.options.text("host-link");
  MYDOCKER_TRY(options.accept_ra, network.options.flag("accept-ra"));
  MYDOCKER_TRY(const bool no_default_route, network.options.flag("no-default-route"));
  options.default_route = !no_default_route;
  MYDOCKER_TRY(options.metric, network.options.number<std::uint32_t>("metric"));
  const auto* parent = host.link(options.parent);
  MYDOCKER_CHECK(check_parent(options.parent, parent).within("option \"parent\""));
  if ((has_ipv6(network) || options.accept_ra) && !host.ipv6)
    return Error(ErrorKind::unsupported, "this host's kernel has no IPv6")
        .hint("leave --ipv6, IPv6 subnets and -o accept-ra out, or start the kernel with IPv6");
  MYDOCKER_CHECK(check_mtu(network, options, *parent));
  MYDOCKER_CHECK(check_host_link(options));
  return options;
}

}  // namespace macvlan
