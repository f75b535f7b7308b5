// The host's own check of plans, as the kit uses it.
#pragma once

#include "runtime/conformance/plan_probe.hpp"

namespace mydocker::conformance {

// As the core checks both plans before it carries them out, but for what has a check of its own:
// kinds that the manifest does not declare, reasons, names of links, settings.
Result<void> check_as_host(const PlanInput& input, const Plans& plans);

// Plans the spec, and checks the plans like that. An error that the driver gives itself is fine if
// it is one that a user understands: `refused` becomes its text.
Result<void> plan_or_refuse(const PlanProbe& probe, const PlanInput& input, std::string& refused);

// Whether it is a setting of the host that is neither of a link of these plans nor forwarding.
bool is_foreign_setting(const Resource& resource, const Plans& plans);

}  // namespace mydocker::conformance
