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
  options.masquerade = network.options.flag("masquerade", true);
  options.default_route = !network.options.flag("no-default-route");
  options.metric = static_cast<std::uint32_t>(network.options.number("metric"));
  options.icc = network.options.flag("icc", true);
  options.antispoofing = network.options.flag("antispoofing", true);
  if (network.options.flag("antispoofing-filter"))
    options.antispoofing_check = mydocker::blocks::Check::tables_and_filter;
  options.traffic.no_outbound = !network.options.flag("outbound", true);
  options.traffic.masquerade_ports = network.options.flag("masquerade-ports");
  options.gateway_v4 = gateway_mode(network.options, "gateway-mode-ipv4");
  options.gateway_v6 = gateway_mode(network.options, "gateway-mode-ipv6");
  MYDOCKER_TRY(options.allow_from, links_of(network.options.text("allow-from")));
  MYDOCKER_CHECK(check_together(network, options, host));
  MYDOCKER_TRY(options.outbound, outbound_of(network, options));
  return options;
}

}  // namespace bridge
