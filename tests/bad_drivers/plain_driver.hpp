// A correct driver with empty plans. Each bad driver overrides one part of it.
#pragma once

#include <span>

#include "mydocker/export.hpp"
#include "mydocker/sdk.hpp"

namespace bad_drivers {

constexpr mydocker::DriverInfo info_of(std::string_view name, std::string_view summary,
                                       std::span<const std::string_view> resources = {}) {
  return {.name = name,
          .version = "1.0.0",
          .summary = summary,
          .license = "MIT",
          .resources = resources};
}

// A driver with empty plans. `Info` has static storage.
template <const mydocker::DriverInfo& Info>
class PlainDriver : public mydocker::NetworkDriver {
 public:
  mydocker::Result<mydocker::Plan> plan_network(
      const mydocker::NetworkView& /*network*/,
      const mydocker::HostFacts& /*host*/) const override {
    return mydocker::Plan();
  }
  mydocker::Result<mydocker::Plan> plan_endpoint(
      const mydocker::NetworkView& /*network*/, const mydocker::EndpointView& /*endpoint*/,
      const mydocker::HostFacts& /*host*/) const override {
    return mydocker::Plan();
  }
};

}  // namespace bad_drivers
