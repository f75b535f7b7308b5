// A driver with a TUN device for each container. A program attaches to it and carries the packets.
#include <mydocker/sdk.hpp>

namespace {

namespace blocks = mydocker::blocks;
using mydocker::Place;
using mydocker::Plan;
using mydocker::Result;

// 1. The manifest.
constexpr mydocker::Capability kCapabilities[] = {mydocker::Capability::addresses,
                                                  mydocker::Capability::ipv6};
constexpr std::string_view kResources[] = {"link", "address", "route", "sysctl", "loopback"};
constexpr std::string_view kTraits[] = {"no-gateway", "late-carrier"};
constexpr mydocker::OptionSpec kOptions[] = {
    {.key = "owner",
     .type = mydocker::OptionType::number,
     .help = "number of the user who may attach to the devices",
     .min = 1,
     .max = 2147483647},
    {.key = "mtu",
     .type = mydocker::OptionType::number,
     .role = mydocker::OptionRole::mtu,
     .help = "MTU of the devices in bytes",
     .default_value = "1420",
     .min = 1280,
     .max = 65535},
};
constexpr mydocker::DriverInfo kInfo{
    .name = "tunnel",
    .version = "1.0.0",
    .summary = "a TUN device for each container",
    .license = "Apache-2.0",
    .capabilities = kCapabilities,
    .resources = kResources,
    .options = kOptions,
    .traits = kTraits,
};

// 2. The plans. The kernel gives a TUN device no MAC.
class TunnelDriver final : public mydocker::NetworkDriver {
 public:
  [[nodiscard]] Result<Plan> plan_network(const mydocker::NetworkView& network,
                                          const mydocker::HostFacts& /*host*/) const override {
    if (!network.internal) return Plan();
    return mydocker::Error(mydocker::ErrorKind::unsupported,
                           "the driver does not know where a tunnel leads, so it has no internal "
                           "networks")
        .hint("leave --internal out");
  }

  [[nodiscard]] Result<Plan> plan_endpoint(const mydocker::NetworkView& network,
                                           const mydocker::EndpointView& endpoint,
                                           const mydocker::HostFacts& host) const override {
    mydocker::Link device{.place = Place::container, .name = endpoint.link_name, .kind = "tun"};
    MYDOCKER_TRY(device.mtu, network.options.number<std::uint32_t>("mtu"));
    if (network.options.has("owner"))
      device.attributes.emplace("owner", network.options.text("owner"));
    Plan plan;
    blocks::bring_up_loopback(plan);
    plan.ensure(std::move(device), "the device that a program reads and writes");
    blocks::configure_ipv6(plan, network, endpoint, host);
    blocks::add_addresses(plan, endpoint);
    blocks::add_routes(plan, network, endpoint);
    blocks::add_default_routes(plan, network, endpoint);
    return plan;
  }
};

}  // namespace

MYDOCKER_EXPORT_DRIVER(TunnelDriver, kInfo)
