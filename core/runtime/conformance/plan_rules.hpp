// The core's check of plans, for use in the kit.
#pragma once

#include "runtime/conformance/plan_probe.hpp"

namespace mydocker::conformance {

// Checks both plans like the core does. Ignores faults that have their own checks: undeclared
// kinds, reasons, link names and sysctls.
Result<void> check_as_host(const PlanInput& input, const Plans& plans);

// Plans the input and checks the plans. The driver may refuse the input with an error that users
// understand. Then the function succeeds, and `refused` is the error's text.
Result<void> plan_or_refuse(const PlanProbe& probe, const PlanInput& input, std::string& refused);

// Returns true if a user can fix the cause. Other errors are for the driver's author.
bool is_for_users(const Error& error);

// Returns true for a sysctl of the host other than forwarding and those of these plans' links.
bool is_foreign_setting(const Resource& resource, const Plans& plans);

}  // namespace mydocker::conformance
