// The default driver: a bridge on the host, a veth pair for each container, and masquerade.

#include "bridge_options.hpp"
#include "bridge_plan.hpp"

namespace bridge {
namespace {

class BridgeDriver final : public mydocker::NetworkDriver {
 public:
  [[nodiscard]] mydocker::Result<mydocker::Plan> plan_network(
      const mydocker::NetworkView& network, const mydocker::HostFacts& host) const override {
    MYDOCKER_TRY(const auto options, options_of(network, host));
    return network_plan(network, options, host);
  }

  [[nodiscard]] mydocker::Result<mydocker::Plan> plan_endpoint(
      const mydocker::NetworkView& network, const mydocker::EndpointView& endpoint,
      const mydocker::HostFacts& host) const override {
    MYDOCKER_TRY(const auto options, options_of(network, host));
    return endpoint_plan(network, endpoint, options, host);
  }
};

}  // namespace
}  // namespace bridge

MYDOCKER_EXPORT_DRIVER(bridge::BridgeDriver, bridge::kInfo)
