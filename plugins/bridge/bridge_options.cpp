#include "bridge_options.hpp"

#include <algorithm>

#include "option_rules.hpp"
#include "outbound.hpp"

namespace bridge {
namespace {

using mydocker::Result;

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

Result<void> read_flags(const mydocker::Options& values, BridgeOptions& options) {
  MYDOCKER_TRY(options.masquerade, values.flag("masquerade", true));
  MYDOCKER_TRY(const bool no_default_route, values.flag("no-default-route"));
  MYDOCKER_TRY(options.icc, values.flag("icc", true));
  MYDOCKER_TRY(options.antispoofing, values.flag("antispoofing", true));
  MYDOCKER_TRY(const bool filter, values.flag("antispoofing-filter"));
  MYDOCKER_TRY(const bool outbound, values.flag("outbound", true));
  MYDOCKER_TRY(options.traffic.masquerade_ports, values.flag("masquerade-ports"));
  options.default_route = !no_default_route;
  if (filter) options.antispoofing_check = mydocker::blocks::Check::tables_and_filter;
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
  options.mode = network.options.text("mode") == "unmanaged" ? Mode::unmanaged : Mode::managed;
  MYDOCKER_CHECK(read_flags(network.options, options));
  MYDOCKER_TRY(options.mtu, network.options.number<std::uint32_t>("mtu"));
  MYDOCKER_TRY(options.metric, network.options.number<std::uint32_t>("metric"));
  options.gateway_v4 = gateway_mode(network.options, "gateway-mode-ipv4");
  options.gateway_v6 = gateway_mode(network.options, "gateway-mode-ipv6");
  MYDOCKER_TRY(options.allow_from, links_of(network.options.text("allow-from")));
  MYDOCKER_CHECK(check_together(network, options, host));
  MYDOCKER_TRY(options.outbound, outbound_of(network, options));
  return options;
}

}  // namespace bridge
