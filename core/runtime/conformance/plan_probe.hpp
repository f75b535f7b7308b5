// The driver, loaded into this process and asked directly.
//
// Unlike drivers::DriverHandle it has no deadline: the check's own process has one. Loading takes
// the capabilities and most files from that process (sandbox::confine_check).
#pragma once

#include <string>

#include "mydocker/documents.hpp"
#include "runtime/conformance/driver_under_test.hpp"
#include "runtime/conformance/plan_inputs.hpp"
#include "runtime/drivers/driver_handle.hpp"
#include "runtime/drivers/entry_point.hpp"

namespace mydocker::conformance {

class PlanProbe {
 public:
  static Result<PlanProbe> load(const DriverUnderTest& driver);
  static Result<PlanProbe> load(const DriverUnderTest& driver, const std::filesystem::path& file);

  // One request document, one reply document.
  [[nodiscard]] Result<std::string> call(const std::string& request) const;

  [[nodiscard]] Result<Plan> network(const PlanInput& input) const;
  // With what the network's plan has put on the host.
  [[nodiscard]] Result<Plan> endpoint(const PlanInput& input) const;

 private:
  PlanProbe(drivers::EntryPoint entry, std::string name) : entry_(entry), name_(std::move(name)) {}

  drivers::EntryPoint entry_;
  std::string name_;
};

// Both plans of a spec, which a driver has to have for most of them.
struct Plans {
  Plan network;
  Plan endpoint;
};
Result<Plans> plans_of(const PlanProbe& probe, const PlanInput& input);

// For a driver in a process of its own.
drivers::LoadSettings load_settings(const DriverUnderTest& driver);

// A spec, with what the driver, loaded for it, plans.
struct Planned {
  PlanInput input;
  Plans plans;
};
Result<Planned> planned(const DriverUnderTest& driver, PlanInput input);

// Both as one text, to compare; a refusal as well.
std::string text_of(const PlanProbe& probe, const PlanInput& input);

}  // namespace mydocker::conformance
