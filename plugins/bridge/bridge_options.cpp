#include <algorithm>

#include "bridge_options.hpp"

namespace bridge {
namespace {

// Rules for combinations of options of a bridge network. Some options exclude each other, and some
// have no effect with others.

using mydocker::Error;
using mydocker::ErrorKind;
using mydocker::Family;
using mydocker::Result;

Error contradiction(const std::string& what, const std::string& hint) {
  return Error(ErrorKind::invalid_argument, what).hint(hint);
}

Error idle(const std::string& option, const std::string& why) {
  return contradiction("option \"" + option + "\" has no effect: " + why,
                       "leave -o " + option + " out");
}

// Checks that the bridge of option bridge-name exists on the host.
Result<void> check_bridge(const mydocker::NetworkView& network, const mydocker::HostFacts& host) {
  if (!network.options.has("bridge-name"))
    return contradiction("option \"mode=unmanaged\" needs the name of an existing bridge",
                         "give it with -o bridge-name=NAME");
  const auto name = network.options.text("bridge-name");
  const auto* link = host.link(name);
  if (link == nullptr)
    return Error(ErrorKind::not_found,
                 R"(option "bridge-name": the host has no interface ")" + name + "\"")
        .hint("see: ip -brief link show type bridge");
  if (link->kind == "bridge") return {};
  return Error(ErrorKind::unsupported,
               R"(option "bridge-name": the interface ")" + name + "\" is not a bridge")
      .hint("see: ip -brief link show type bridge");
}

// Refuses options that would change an unmanaged bridge or its firewall rules, because mydocker
// does not change them.
Result<void> check_unmanaged(const mydocker::NetworkView& network, const BridgeOptions& options,
                             const mydocker::HostFacts& host) {
  MYDOCKER_CHECK(check_bridge(network, host));
  const std::pair<const char*, bool> asked[] = {
      {"--internal", network.internal},
      {"-o mtu", options.mtu != 0},
      {"-o masquerade", !options.masquerade},
      {"-o icc", !options.icc},
      {"-o outbound", options.traffic.no_outbound},
      {"-o masquerade-ports", options.traffic.masquerade_ports},
      {"-o gateway-mode-ipv4", options.gateway_v4 != GatewayMode::nat},
      {"-o gateway-mode-ipv6", options.gateway_v6 != GatewayMode::nat},
      {"-o allow-from", !options.allow_from.empty()},
      {"-o proxy-link", !options.proxy_link.empty()},
      {"-o host-binding", network.options.has("host-binding")}};
  for (const auto& [option, is_asked] : asked)
    if (is_asked)
      return contradiction(
          std::string(option) +
              " is not supported with an unmanaged bridge, which mydocker does not change",
          std::string("leave ") + option +
              " out and configure the bridge yourself, or use -o mode=managed");
  return {};
}

// Returns whether every family of the network has this gateway mode.
bool all_are(const mydocker::NetworkView& network, const BridgeOptions& options, GatewayMode mode) {
  const auto fits = [&](const mydocker::SubnetView& subnet) {
    return options.gateway(subnet.prefix.address.family()) == mode;
  };
  return !network.subnets.empty() &&
         std::all_of(network.subnets.begin(), network.subnets.end(), fits);
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

Result<void> check_allow_from(const mydocker::NetworkView& network, const BridgeOptions& options) {
  const auto& links = options.allow_from;
  if (links.empty()) return {};
  if (network.internal)
    return contradiction("option \"allow-from\" would open an internal network",
                         "leave --internal or -o allow-from out");
  if (std::find(links.begin(), links.end(), options.bridge) != links.end())
    return contradiction(
        R"(option "allow-from": ")" + options.bridge + "\" is the network's own bridge",
        "use -o icc=FLAG to allow or block traffic between its containers");
  if (all_are(network, options, GatewayMode::nat_unprotected))
    return idle("allow-from", "gateway mode nat-unprotected allows all traffic already");
  return {};
}

Result<void> check_host_binding(const mydocker::NetworkView& network,
                                const BridgeOptions& options) {
  if (!network.options.has("host-binding")) return {};
  if (network.internal) return idle("host-binding", "an internal network has no published ports");
  MYDOCKER_TRY(const auto address,
               mydocker::IpAddress::parse(network.options.text("host-binding")));
  const auto family = address.family();
  const std::string name = family == Family::v4 ? "IPv4" : "IPv6";
  if (!network.subnets.empty() && !has_family(network, family))
    return contradiction("option \"host-binding\": the containers have no " + name + " addresses",
                         "use an address of the other family, or add a subnet of " + name);
  if (options.gateway(family) == GatewayMode::routed)
    return idle("host-binding", "gateway mode routed does not use ports of the host");
  return {};
}

// Checks the options for traffic. An internal network has no outgoing traffic and no published
// ports, so these options would have no effect.
Result<void> check_traffic(const mydocker::NetworkView& network, const BridgeOptions& options) {
  if (network.internal && options.traffic.no_outbound)
    return idle("outbound", "an internal network has no outgoing traffic");
  if (network.internal && options.traffic.masquerade_ports)
    return idle("masquerade-ports", "an internal network has no published ports");
  return {};
}

Result<void> check_filter(const BridgeOptions& options) {
  if (options.antispoofing || options.antispoofing_check == mydocker::blocks::Enforcement::tables)
    return {};
  return idle("antispoofing-filter", "option \"antispoofing\" is false");
}

Result<void> check_metric(const mydocker::NetworkView& network, const BridgeOptions& options) {
  if (options.metric == 0) return {};
  if (network.internal)
    return idle("metric", "the containers of an internal network get no default route");
  if (!options.default_route)
    return idle("metric", "option \"no-default-route\" removes the default route");
  return {};
}

// Checks the option "proxy-link". The host answers only for address families whose packets keep the
// container's address (gateway mode routed).
Result<void> check_proxy(const mydocker::NetworkView& network, const BridgeOptions& options,
                         const mydocker::HostFacts& host) {
  if (options.proxy_link.empty()) return {};
  if (network.internal)
    return idle("proxy-link", "an internal network is not reachable from outside");
  if (options.proxy_link == options.bridge)
    return contradiction(
        R"(option "proxy-link": ")" + options.proxy_link + "\" is the network's own bridge",
        "use an interface that leads to the LAN; see: ip -brief link");
  if (host.link(options.proxy_link) == nullptr)
    return Error(ErrorKind::not_found,
                 R"(option "proxy-link": the host has no interface ")" + options.proxy_link + "\"")
        .hint("see: ip -brief link");
  const bool routed = (has_family(network, Family::v4) && options.is_proxied(Family::v4)) ||
                      (has_family(network, Family::v6) && options.is_proxied(Family::v6));
  if (routed) return {};
  return contradiction(
      "option \"proxy-link\" needs the gateway mode routed, so that packets keep the address of "
      "the container",
      "add -o gateway-mode-ipv4=routed or -o gateway-mode-ipv6=routed");
}

// Checks the option container-interface-prefix. The core adds a number of up to three digits to the
// prefix, so it can have at most 12 characters.
Result<void> check_prefix(const mydocker::Options& options) {
  if (!options.has("container-interface-prefix")) return {};
  const auto prefix = options.text("container-interface-prefix");
  if (!prefix.empty() && mydocker::check_link_name(prefix + "999").ok()) return {};
  return contradiction(R"(option "container-interface-prefix": ")" + prefix +
                           "\" is not a valid prefix of an interface name",
                       "use 1 to 12 characters of a-z, A-Z, 0-9, _, . and -");
}

// Checks the options that depend on each other. An error of kind invalid_argument or not_found
// names the wrong option and the reason, and gives a solution.
Result<void> check_together(const mydocker::NetworkView& network, const BridgeOptions& options,
                            const mydocker::HostFacts& host) {
  if (options.mode == BridgeMode::unmanaged)
    MYDOCKER_CHECK(check_unmanaged(network, options, host));
  MYDOCKER_CHECK(check_gateways(network, options));
  MYDOCKER_CHECK(check_allow_from(network, options));
  MYDOCKER_CHECK(check_host_binding(network, options));
  MYDOCKER_CHECK(check_metric(network, options));
  MYDOCKER_CHECK(check_traffic(network, options));
  MYDOCKER_CHECK(check_filter(options));
  MYDOCKER_CHECK(check_proxy(network, options, host));
  return check_prefix(network.options);
}

using mydocker::Result;

// Returns the gateway mode. The core has checked that the value is one of the choices.
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

Result<void> read_flags(const mydocker::Options& values, BridgeOptions& options) {
  MYDOCKER_TRY(options.masquerade, values.flag("masquerade", true));
  MYDOCKER_TRY(const bool no_default_route, values.flag("no-default-route"));
  MYDOCKER_TRY(options.icc, values.flag("icc", true));
  MYDOCKER_TRY(options.antispoofing, values.flag("antispoofing", true));
  MYDOCKER_TRY(const bool filter, values.flag("antispoofing-filter"));
  MYDOCKER_TRY(const bool outbound, values.flag("outbound", true));
  MYDOCKER_TRY(options.traffic.masquerade_ports, values.flag("masquerade-ports"));
  options.default_route = !no_default_route;
  if (filter) options.antispoofing_check = mydocker::blocks::Enforcement::tables_and_filter;
  options.traffic.no_outbound = !outbound;
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
  options.mode =
      network.options.text("mode") == "unmanaged" ? BridgeMode::unmanaged : BridgeMode::managed;
  MYDOCKER_CHECK(read_flags(network.options, options));
  MYDOCKER_TRY(options.mtu, network.options.number<std::uint32_t>("mtu"));
  MYDOCKER_TRY(options.metric, network.options.number<std::uint32_t>("metric"));
  options.gateway_v4 = gateway_mode(network.options, "gateway-mode-ipv4");
  options.gateway_v6 = gateway_mode(network.options, "gateway-mode-ipv6");
  MYDOCKER_TRY(options.allow_from, links_of(network.options.text("allow-from")));
  options.proxy_link = network.options.text("proxy-link");
  MYDOCKER_CHECK(check_together(network, options, host));
  MYDOCKER_TRY(options.outbound, outbound_of(network, options));
  return options;
}

}  // namespace bridge
