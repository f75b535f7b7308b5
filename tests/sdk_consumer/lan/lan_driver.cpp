// A network without outgoing traffic. Its containers reach each other and the host only.
#include <mydocker/sdk.hpp>

namespace {

constexpr mydocker::Capability kCapabilities[] = {mydocker::Capability::addresses};
constexpr std::string_view kResources[] = {"bridge",   "address",      "isolation", "veth",
                                           "loopback", "antispoofing", "route"};
constexpr mydocker::OptionSpec kOptions[] = {{
    .key = "mtu",
    .type = mydocker::OptionType::number,
    .role = mydocker::OptionRole::mtu,
    .help = "largest packet in bytes",
    .min = 68,
    .max = 65535,
}};
constexpr mydocker::DriverInfo kInfo{
    .name = "lan",
    .version = "0.1.0",
    .summary = "a bridge of its own, without a way out",
    .license = "MIT",
    .capabilities = kCapabilities,
    .resources = kResources,
    .options = kOptions,
};

mydocker::Result<std::uint32_t> mtu_of(const mydocker::NetworkView& network) {
  return network.options.number<std::uint32_t>("mtu");
}

class LanDriver final : public mydocker::NetworkDriver {
 public:
  [[nodiscard]] mydocker::Result<mydocker::Plan> plan_network(
      const mydocker::NetworkView& network, const mydocker::HostFacts& /*host*/) const override {
    MYDOCKER_TRY(const auto mtu, mtu_of(network));
    mydocker::Plan plan;
    plan.ensure(mydocker::Bridge{.name = network.link_name,
                                 .mac = mydocker::derived_mac(network.id, "bridge"),
                                 .mtu = mtu},
                "the switch of network \"" + network.name + "\"");
    mydocker::blocks::isolate(plan, network, network.link_name);
    mydocker::blocks::add_gateway_addresses(plan, network, network.link_name);
    return plan;
  }

  [[nodiscard]] mydocker::Result<mydocker::Plan> plan_endpoint(
      const mydocker::NetworkView& network, const mydocker::EndpointView& endpoint,
      const mydocker::HostFacts& /*host*/) const override {
    MYDOCKER_TRY(const auto mtu, mtu_of(network));
    mydocker::Plan plan;
    mydocker::blocks::bring_up_loopback(plan);
    mydocker::blocks::add_antispoofing(plan, endpoint, mydocker::blocks::host_link_of(endpoint));
    mydocker::blocks::connect_with_veth(plan, endpoint, {.master = network.link_name, .mtu = mtu});
    mydocker::blocks::add_addresses(plan, endpoint);
    mydocker::blocks::add_routes(plan, network, endpoint);
    return plan;
  }
};

}  // namespace

MYDOCKER_EXPORT_DRIVER(LanDriver, kInfo)
