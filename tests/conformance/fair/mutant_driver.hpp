// The correct driver, with mutations of its specs and plans.
#pragma once

#include <cstdint>

#include "fair_driver.hpp"
#include "fair_handler.hpp"
#include "fair_leases.hpp"

namespace fair {

// The changes of one mutant. A null function changes nothing. `endpoint` is null for the plan of a
// network.
struct PlanMutation {
  std::string_view name;
  mydocker::Result<void> (*input)(mydocker::NetworkView& network, mydocker::EndpointView* endpoint,
                                  const mydocker::HostFacts& host) = nullptr;
  void (*network)(mydocker::Plan& plan, const mydocker::NetworkView& network,
                  const mydocker::HostFacts& host) = nullptr;
  void (*endpoint)(mydocker::Plan& plan, const mydocker::NetworkView& network,
                   const mydocker::EndpointView& endpoint) = nullptr;
};

// The mutation of this file; null for the correct driver.
const PlanMutation* plan_mutation();    // rules for plans
const PlanMutation* field_mutation();   // rules for the fields of a request
const PlanMutation* kernel_mutation();  // rules for plans in the kernel

// The correct driver with the mutation that is written into its file.
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
  [[nodiscard]] const mydocker::IpamHandler* ipam() const noexcept override {
    return &mutant_leases();
  }
};

}  // namespace fair
