#include "bridge_options.hpp"

#include "outbound.hpp"

#include <algorithm>

namespace bridge {
namespace {

using mydocker::Error;
using mydocker::ErrorKind;
using mydocker::Result;

Error contradiction(const std::string& what, const std::string& hint) {
  return Error(ErrorKind::invalid_argument, what).hint(hint);
}

// The core has checked that the value is one of the choices.
GatewayMode gateway_mode(const mydocker::Options& options, std::string_view key) {
  const auto value = options.text(key);
  const auto* found = std::find(std::begin(kGatewayModes), std::end(kGatewayModes), value);
  return found == std::end(kGatewayModes)
             ? GatewayMode::nat
             : static_cast<GatewayMode>(found - std::begin(kGatewayModes));
}

Result<std::vector<std::string>> links_of(const std::string& list) {
  std::vector<std::string> links;
  for (std::size_t begin = 0; begin < list.size();) {
    const auto end = std::min(list.find(':', begin), list.size());
    auto link = list.substr(begin, end - begin);
    MYDOCKER_CHECK(mydocker::check_link_name(link).within("option \"allow-from\""));
    if (std::find(links.begin(), links.end(), link) == links.end())
      links.push_back(std::move(link));
    begin = end + 1;
  }
  return links;
}

// A bridge that is used as it is must be there, and what only its owner can do is not offered.
Result<void> check_unmanaged(const mydocker::NetworkView& network,
                             const mydocker::HostFacts& host) {
  if (!network.options.has("bridge-name"))
    return contradiction("option \"mode=unmanaged\" needs the name of a bridge that is there",
                         "give it with -o bridge-name=NAME");
  const auto name = network.options.text("bridge-name");
  const auto* link = host.link(name);
  if (link == nullptr)
    return Error(ErrorKind::not_found,
                 "option \"bridge-name\": the host has no link \"" + name + "\"")
        .hint("see: ip -brief link show type bridge");
  if (link->kind != "bridge")
    return contradiction("option \"bridge-name\": the link \"" + name + "\" is no bridge",
                         "see: ip -brief link show type bridge");
  if (network.internal || network.options.has("allow-from"))
    return contradiction("on an unmanaged bridge the host cannot say who is reached",
                         "leave --internal and -o allow-from out, or use -o mode=managed");
  return {};
}

Result<void> check_gateways(const mydocker::NetworkView& network, const BridgeOptions& options) {
  using enum GatewayMode;
  const auto any_is = [&](GatewayMode mode) {
    return options.gateway_v4 == mode || options.gateway_v6 == mode;
  };
  if (any_is(isolated) && !network.internal)
    return contradiction("gateway mode \"isolated\" is for internal networks",
                         "add --internal, or use another gateway mode");
  if (any_is(nat_unprotected) && network.internal)
    return contradiction("gateway mode \"nat-unprotected\" would open an internal network",
                         "leave --internal out, or use another gateway mode");
  return {};
}

// The core names the links, with a number of up to three digits.
Result<void> check_prefix(const mydocker::Options& options) {
  if (!options.has("container-interface-prefix")) return {};
  const auto prefix = options.text("container-interface-prefix");
  auto fits = mydocker::check_link_name(prefix + "999");
  if (prefix.empty() || !fits.ok())
    return contradiction(
        "option \"container-interface-prefix\": \"" + prefix + "\" does not begin a name of a link",
        "use 1 to 12 of a-z, A-Z, 0-9, _, . and -");
  return {};
}

}  // namespace

bool has_family(const mydocker::NetworkView& network, mydocker::Family family) {
  return std::any_of(network.subnets.begin(), network.subnets.end(),
                     [family](const mydocker::SubnetView& subnet) {
                       return subnet.prefix.address.family() == family;
                     });
}

Result<BridgeOptions> options_of(const mydocker::NetworkView& network,
                                 const mydocker::HostFacts& host) {
  BridgeOptions options;
  options.bridge =
      network.options.has("bridge-name") ? network.options.text("bridge-name") : network.link_name;
  options.mode = network.options.text("mode") == "unmanaged" ? Mode::unmanaged : Mode::managed;
  options.mtu = static_cast<std::uint32_t>(network.options.number("mtu", 0));
  options.masquerade = network.options.flag("masquerade", true) && !network.internal;
  options.default_route = !network.options.flag("no-default-route");
  options.metric = static_cast<std::uint32_t>(network.options.number("metric"));
  options.icc = network.options.flag("icc", true);
  options.guard = network.options.flag("guard", true);
  options.gateway_v4 = gateway_mode(network.options, "gateway-mode-ipv4");
  options.gateway_v6 = gateway_mode(network.options, "gateway-mode-ipv6");
  MYDOCKER_TRY(options.allow_from, links_of(network.options.text("allow-from")));
  if (options.mode == Mode::unmanaged) MYDOCKER_CHECK(check_unmanaged(network, host));
  MYDOCKER_CHECK(check_gateways(network, options));
  MYDOCKER_CHECK(check_prefix(network.options));
  MYDOCKER_TRY(options.outbound, outbound_of(network, options));
  return options;
}

}  // namespace bridge
