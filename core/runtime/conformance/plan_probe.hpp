// Loads the driver into this process and calls it directly.
//
// The calls have no deadline (unlike drivers::DriverHandle), because the check's process has one.
// Loading removes the capabilities of the process, and its access to most files
// (sandbox::confine_check). Example:
//   MYDOCKER_TRY(const auto probe, PlanProbe::load(driver));
//   MYDOCKER_TRY(const auto plan, probe.network(input));
#pragma once

#include <string>

#include "mydocker/documents.hpp"
#include "runtime/conformance/driver_under_test.hpp"
#include "runtime/conformance/plan_inputs.hpp"
#include "runtime/drivers/driver_handle.hpp"
#include "runtime/drivers/entry_point.hpp"

namespace mydocker::conformance {

// A loaded driver. It stays loaded until the process ends. Errors of the driver contain its name.
class PlanProbe {
 public:
  static Result<PlanProbe> load(const DriverUnderTest& driver);
  static Result<PlanProbe> load(const DriverUnderTest& driver, const std::filesystem::path& file);

  // Sends one request document and returns the reply document.
  [[nodiscard]] Result<std::string> call(const std::string& request) const;

  // These functions return the request documents for plans. For a driver that wraps another driver,
  // they contain the plan of the wrapped driver.
  [[nodiscard]] Result<std::string> network_document(const PlanInput& input) const;
  [[nodiscard]] Result<std::string> endpoint_document(const PlanInput& input,
                                                      const Plan& network) const;

  [[nodiscard]] Result<Plan> network(const PlanInput& input) const;
  // Plans the endpoint. The host facts contain the bridges that the network's plan creates.
  [[nodiscard]] Result<Plan> endpoint(const PlanInput& input) const;

 private:
  PlanProbe(drivers::EntryPoint entry, std::string name) : entry_(entry), name_(std::move(name)) {}

  [[nodiscard]] Result<std::string> completed(documents::Request request) const;

  drivers::EntryPoint entry_;
  std::string name_;
  std::optional<drivers::EntryPoint> wrapped_{};
};

// The plans of a network and of one endpoint on it.
struct Plans {
  Plan network;
  Plan endpoint;
};
Result<Plans> plans_of(const PlanProbe& probe, const PlanInput& input);

// Returns the settings for loading a driver in a separate process.
drivers::LoadSettings load_settings(const DriverUnderTest& driver);

// An input and the driver's plans for it.
struct Planned {
  PlanInput input;
  Plans plans;
};
// Loads the driver and plans the input.
Result<Planned> planned(const DriverUnderTest& driver, PlanInput input);

// Returns both plans as one text for comparison, or the text of the error.
std::string text_of(const PlanProbe& probe, const PlanInput& input);

}  // namespace mydocker::conformance
