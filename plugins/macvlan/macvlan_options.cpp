#include "macvlan_options.hpp"

#include <algorithm>

#include "parent_check.hpp"

namespace macvlan {
namespace {

using mydocker::Error;
using mydocker::ErrorKind;
using mydocker::MacvlanMode;
using mydocker::Result;

Error contradiction(const std::string& what, const std::string& hint) {
  return Error(ErrorKind::invalid_argument, what).hint(hint);
}

// The core has checked that the value is one of the choices.
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
  constexpr std::uint32_t kSmallestMtuV6 = 1280;  // RFC 8200
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
