// A bridge network that limits the rates of each container, in both directions. It wraps the driver
// `bridge`: its networks have all options of a bridge network, and two more.
//
// The queues are resources of the SDK, so they are repaired, and removed without the driver. The
// driver `shaped` beside this one does the same with a resource of its own.
#include <mydocker/sdk.hpp>

namespace {

using mydocker::Plan;
using mydocker::Result;
namespace blocks = mydocker::blocks;

// What this driver adds to the kinds of the bridge driver.
constexpr std::string_view kResources[] = {"link", "queue"};
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
    .resources = kResources,
    .options = kOptions,
    .wraps = "bridge",
};

constexpr std::int64_t kSmallestRate = 8000;  // limit of a queue (resource.hpp)

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

// The host's link of the veth pair that the bridge driver has planned.
Result<std::string> host_link_in(const Plan& plan) {
  for (const auto& entry : plan.entries())
    if (const auto* veth = entry.resource.get_if<mydocker::Veth>()) return veth->host_link;
  return mydocker::Error(mydocker::ErrorKind::driver, "the bridge driver has planned no veth pair");
}

// A driver that wraps another one returns the other's plan with more entries. It changes none.
class BandwidthDriver final : public mydocker::WrappingDriver {
 public:
  // The network needs nothing more. A wrong rate is refused before the first container.
  [[nodiscard]] Result<Plan> amend_network(Plan plan, const mydocker::NetworkView& network,
                                           const mydocker::HostFacts& /*host*/) const override {
    MYDOCKER_CHECK(bandwidth_of(network));
    return plan;
  }

  [[nodiscard]] Result<Plan> amend_endpoint(Plan plan, const mydocker::NetworkView& network,
                                            const mydocker::EndpointView& endpoint,
                                            const mydocker::HostFacts& /*host*/) const override {
    MYDOCKER_TRY(const auto bandwidth, bandwidth_of(network));
    MYDOCKER_TRY(const auto host_link, host_link_in(plan));
    blocks::limit_bandwidth(plan, endpoint, host_link, bandwidth);
    return plan;
  }
};

}  // namespace

MYDOCKER_EXPORT_DRIVER(BandwidthDriver, kInfo)
