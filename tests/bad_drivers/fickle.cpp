// A driver that changes its plans: if FICKLE is set, it publishes ports on one address only. A
// later version of a real driver could do the same.
#include <cstdlib>

#include "plain_driver.hpp"

namespace {

using namespace mydocker;

constexpr mydocker::Capability kCapabilities[] = {mydocker::Capability::addresses,
                                                  mydocker::Capability::ports};
constexpr std::string_view kResources[] = {"bridge", "veth", "address", "isolation", "port"};
constexpr DriverInfo kInfo{.name = "fickle",
                           .version = "1.0.0",
                           .summary = "does not plan the same thing twice",
                           .license = "MIT",
                           .capabilities = kCapabilities,
                           .resources = kResources};

std::optional<IpAddress> current_address() {
  if (std::getenv("FICKLE") == nullptr) return std::nullopt;
  return IpAddress::parse("127.0.0.1").value();
}

class Fickle final : public bad_drivers::PlainDriver<kInfo> {
 public:
  Result<Plan> plan_network(const NetworkView& network, const HostFacts& /*host*/) const override {
    Plan plan;
    plan.ensure(Bridge{.name = network.link_name, .mac = derived_mac(network.id, "bridge")},
                "a bridge");
    blocks::isolate(plan, network, network.link_name);
    return plan;
  }
  Result<Plan> plan_endpoint(const NetworkView& network, const EndpointView& endpoint,
                             const HostFacts& /*host*/) const override {
    Plan plan;
    blocks::connect_with_veth(plan, endpoint, {.master = network.link_name});
    blocks::add_addresses(plan, endpoint);
    for (const auto& port : endpoint.ports)
      plan.ensure(
          PublishedPort{port.protocol, current_address(), port.host_port,
                        endpoint.addresses.front().address, port.container_port, port.count},
          "a port of the host leads to the container");
    return plan;
  }
};

}  // namespace

MYDOCKER_EXPORT_DRIVER(Fickle, kInfo)
