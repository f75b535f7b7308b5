// A driver for containers on the LAN. Each container has a macvlan link with a MAC of its own. It
// is created on a link of the host.

#include "macvlan_options.hpp"
#include "macvlan_plan.hpp"

namespace macvlan {
namespace {

class MacvlanDriver final : public mydocker::NetworkDriver {
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
}  // namespace macvlan

MYDOCKER_EXPORT_DRIVER(macvlan::MacvlanDriver, macvlan::kInfo)
