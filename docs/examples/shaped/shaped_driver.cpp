// A bridge network with a limited rate for each container, in both directions.
//
// The SDK has no resource for queueing disciplines (tc(8)). So this driver has its own kind,
// "shaper". The plan has it as a Custom resource. A ResourceHandler (shaper.hpp) observes, creates
// and destroys it. All other resources are from the SDK.
#include <mydocker/sdk.hpp>

#include "shaper.hpp"

namespace {

using mydocker::Place;
using mydocker::Plan;
using mydocker::Result;
namespace blocks = mydocker::blocks;

constexpr mydocker::Capability kCapabilities[] = {mydocker::Capability::addresses};
// The list contains "custom", like every kind of resource in the plans.
constexpr std::string_view kResources[] = {"bridge",    "veth",         "address",  "route",
                                           "sysctl",    "antispoofing", "loopback", "masquerade",
                                           "isolation", "custom"};
constexpr mydocker::OptionSpec kOptions[] = {
    {.key = "rate",
     .scope = mydocker::OptionScope::network,
     .type = mydocker::OptionType::number,
     .help = "rate in kilobits per second that each container may send and receive",
     .default_value = "10000",
     .min = 64,
     .max = 10'000'000}};
constexpr mydocker::DriverInfo kInfo{
    .name = "shaped",
    .version = "1.0.0",
    .summary = "a bridge network with a limited rate for each container",
    .license = "Apache-2.0",
    .capabilities = kCapabilities,
    .resources = kResources,
    .options = kOptions,
};

// Adds a shaper to the link in `place`. It limits outgoing packets of the link. So the shaper on
// the host limits the packets to the container. The other one limits the packets from it.
void shape(Plan& plan, std::int64_t rate, Place place, const std::string& link) {
  plan.ensure(shaped::shaper(place, link, rate),
              std::string(place == Place::host ? "the container receives" : "the container sends") +
                  " at most " + std::to_string(rate) + " kbit/s");
}

class ShapedDriver final : public mydocker::NetworkDriver {
 public:
  [[nodiscard]] Result<Plan> plan_network(const mydocker::NetworkView& network,
                                          const mydocker::HostFacts& /*host*/) const override {
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
    MYDOCKER_TRY(const auto rate, network.options.number("rate"));
    const auto veth = blocks::host_link_of(endpoint);
    Plan plan;
    blocks::bring_up_loopback(plan);
    if (!endpoint.addresses.empty()) blocks::add_antispoofing(plan, endpoint, veth);
    blocks::connect_with_veth(plan, endpoint, {.master = network.link_name});
    shape(plan, rate, Place::host, veth);
    shape(plan, rate, Place::container, endpoint.link_name);
    blocks::add_addresses(plan, endpoint);
    blocks::add_routes(plan, network, endpoint);
    blocks::add_default_routes(plan, network, endpoint);
    return plan;
  }

  // The core calls this handler for every Custom resource of the plans.
  [[nodiscard]] const mydocker::ResourceHandler* handler() const noexcept override {
    return &handler_;
  }

 private:
  shaped::ShaperHandler handler_;
};

}  // namespace

MYDOCKER_EXPORT_DRIVER(ShapedDriver, kInfo)
