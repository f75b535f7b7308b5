// A bridge network that limits the rates of each container, in both directions.
//
// The queues are resources of the SDK, so they are repaired, and removed without the driver. The
// driver `shaped` beside this one does the same with a resource of its own.
#include <mydocker/sdk.hpp>

namespace {

using mydocker::Plan;
using mydocker::Result;
namespace blocks = mydocker::blocks;

constexpr mydocker::Capability kCapabilities[] = {mydocker::Capability::addresses};
constexpr std::string_view kResources[] = {"bridge",       "veth",     "address",    "route",
                                           "sysctl",       "loopback", "masquerade", "isolation",
                                           "antispoofing", "link",     "queue"};
constexpr mydocker::OptionSpec kOptions[] = {
    {.key = "ingress",
     .type = mydocker::OptionType::rate,
     .help = "rate of packets to each container, for example 10mbit; the default is no limit"},
    {.key = "egress",
     .type = mydocker::OptionType::rate,
     .help = "rate of packets from each container, for example 10mbit; the default is no limit"}};
constexpr mydocker::DriverInfo kInfo{
    .name = "bandwidth",
    .version = "1.0.0",
    .summary = "a bridge network that limits the rates of each container",
    .license = "Apache-2.0",
    .capabilities = kCapabilities,
    .resources = kResources,
    .options = kOptions,
};

constexpr std::int64_t kSmallestRate = 8000;  // of a queue (resource.hpp)

Result<blocks::RateLimit> limit_of(const mydocker::NetworkView& network, const char* option) {
  MYDOCKER_TRY(const auto rate, network.options.number(option));
  if (network.options.has(option) && rate < kSmallestRate)
    return mydocker::Error(
        mydocker::ErrorKind::invalid_argument,
        std::string("option \"") + option + "\": the rate is less than 8000 bits per second");
  return blocks::RateLimit{.rate = static_cast<std::uint64_t>(rate)};
}

Result<blocks::Bandwidth> bandwidth_of(const mydocker::NetworkView& network) {
  MYDOCKER_TRY(const auto ingress, limit_of(network, "ingress"));
  MYDOCKER_TRY(const auto egress, limit_of(network, "egress"));
  return blocks::Bandwidth{ingress, egress};
}

class BandwidthDriver final : public mydocker::NetworkDriver {
 public:
  [[nodiscard]] const mydocker::DriverInfo& info() const noexcept override { return kInfo; }

  [[nodiscard]] Result<Plan> plan_network(const mydocker::NetworkView& network,
                                          const mydocker::HostFacts& /*host*/) const override {
    MYDOCKER_CHECK(bandwidth_of(network));
    Plan plan;
    plan.ensure(mydocker::Bridge{.name = network.link_name,
                                 .mac = mydocker::derived_mac(network.id, "bridge")},
                "add a bridge for network \"" + network.name + "\"");
    blocks::isolate(plan, network, network.link_name);
    blocks::add_gateway_addresses(plan, network, network.link_name);
    if (network.internal) return plan;
    blocks::masquerade(plan, network);
    blocks::forward_ipv4(plan);
    return plan;
  }

  [[nodiscard]] Result<Plan> plan_endpoint(const mydocker::NetworkView& network,
                                           const mydocker::EndpointView& endpoint,
                                           const mydocker::HostFacts& /*host*/) const override {
    MYDOCKER_TRY(const auto bandwidth, bandwidth_of(network));
    Plan plan;
    blocks::bring_up_loopback(plan);
    const auto veth = blocks::host_link_of(endpoint);
    if (!endpoint.addresses.empty()) blocks::add_antispoofing(plan, endpoint, veth);
    blocks::connect_with_veth(plan, endpoint, {.master = network.link_name});
    blocks::limit_bandwidth(plan, endpoint, veth, bandwidth);
    blocks::add_addresses(plan, endpoint);
    blocks::add_routes(plan, network, endpoint);
    blocks::add_default_routes(plan, network, endpoint);
    return plan;
  }
};

}  // namespace

MYDOCKER_EXPORT_DRIVER(BandwidthDriver, kInfo)
