// A correct driver that needs every fact. It plans a bridge, warns, and reports what it got.
#include <string>

#include "plain_driver.hpp"

namespace {

using namespace mydocker;

constexpr Capability kCapabilities[] = {Capability::addresses};
constexpr std::string_view kResources[] = {"bridge", "veth", "address", "loopback", "nft-rules"};
constexpr Need kNeeds[] = {Need::labels, Need::endpoints, Need::addresses, Need::routes,
                           Need::kernel};
constexpr OptionSpec kOptions[] = {
    {.key = "lan", .type = OptionType::link, .help = "a link of the host"},
    {.key = "features", .type = OptionType::flag, .help = "report what the kernel can create"},
    {.key = "peers", .help = "addresses of other hosts, separated by commas"}};
constexpr DriverInfo kInfo{.name = "informed",
                           .version = "1.0.0",
                           .summary = "reports the facts that it needs",
                           .license = "MIT",
                           .capabilities = kCapabilities,
                           .resources = kResources,
                           .options = kOptions,
                           .needs = kNeeds};

std::string text_of(const std::vector<IpPrefix>& prefixes) {
  std::string text;
  for (const auto& prefix : prefixes) text += (text.empty() ? "" : " ") + prefix.text();
  return text;
}

void report_network(Plan& plan, const NetworkView& network, const HostFacts& host) {
  for (const auto& [key, value] : network.labels) plan.report("label-" + key, value);
  if (const auto* lan = host.link(network.options.text("lan")))
    plan.report("lan", text_of(lan->addresses));
  for (const auto* const feature : {"link-dummy", "link-ipvlan", "queue-tbf"})
    if (network.options.has("features") && host.has_feature(feature)) plan.report(feature, "yes");
  for (const auto& route : host.routes) {
    plan.report("route", route.to.text() + " through " + route.link.name + " from " +
                             text_of(route.link.addresses));
    if (route.link.mtu < 1500)
      plan.warn("packets to " + route.to.text() + " have at most " +
                std::to_string(route.link.mtu) + " bytes");
  }
}

class Informed final : public bad_drivers::PlainDriver<kInfo> {
 public:
  Result<Plan> plan_network(const NetworkView& network, const HostFacts& host) const override {
    Plan plan;
    plan.ensure(Bridge{.name = network.link_name, .mac = derived_mac(network.id, "bridge")},
                "a bridge");
    plan.ensure(
        NftRules{.link = network.link_name, .rules = {{.protocol = Protocol::tcp, .port = 25}}},
        "no mail leaves");
    report_network(plan, network, host);
    return plan;
  }
  Result<Plan> plan_endpoint(const NetworkView& network, const EndpointView& endpoint,
                             const HostFacts& host) const override {
    Plan plan;
    blocks::bring_up_loopback(plan);
    blocks::connect_with_veth(plan, endpoint, {.master = network.link_name});
    blocks::add_addresses(plan, endpoint);
    for (const auto& other : host.endpoints)
      plan.report("other-" + other.container, text_of(other.addresses));
    return plan;
  }
};

}  // namespace

MYDOCKER_EXPORT_DRIVER(Informed, kInfo)
