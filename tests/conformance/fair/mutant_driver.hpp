// The right driver, with what the mutations do to the specs that it gets and the plans that it
// makes.
#pragma once

#include <cstdint>

#include "fair_driver.hpp"
#include "fair_handler.hpp"

namespace fair {

// One mutant's deed; what it leaves out is right. `endpoint` is null for a network's plan.
struct PlanMutation {
  std::string_view name;
  mydocker::Result<void> (*input)(mydocker::NetworkView& network, mydocker::EndpointView* endpoint,
                                  const mydocker::HostFacts& host) = nullptr;
  void (*network)(mydocker::Plan& plan, const mydocker::NetworkView& network,
                  const mydocker::HostFacts& host) = nullptr;
  void (*endpoint)(mydocker::Plan& plan, const mydocker::NetworkView& network,
                   const mydocker::EndpointView& endpoint) = nullptr;
};

// The mutation of this file; null: it is the right driver.
const PlanMutation* plan_mutation();    // of a rule for plans
const PlanMutation* kernel_mutation();  // of a rule for their life in the kernel

class MutantDriver final : public FairDriver {
 public:
  [[nodiscard]] mydocker::Result<mydocker::Plan> plan_network(
      const mydocker::NetworkView& network, const mydocker::HostFacts& host) const override;
  [[nodiscard]] mydocker::Result<mydocker::Plan> plan_endpoint(
      const mydocker::NetworkView& network, const mydocker::EndpointView& endpoint,
      const mydocker::HostFacts& host) const override;
  [[nodiscard]] const mydocker::ResourceHandler* handler() const noexcept override {
    return &mutant_handler();
  }
};

}  // namespace fair
