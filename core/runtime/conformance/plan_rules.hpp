// The host's own check of plans, as the kit uses it.
#pragma once

#include <cstdint>

#include "runtime/conformance/planner.hpp"

namespace mydocker::conformance {

enum class Kinds : std::uint8_t { declared, any };  // any: whatever the manifest says

// As the core checks both plans before it carries them out.
Result<void> check_as_host(const Subject& subject, const Wish& wish, const Plans& plans,
                           Kinds kinds);

// Plans the wish, and checks the plans like that. An error that the driver gives itself is fine if
// it is one that a user understands: `refused` becomes its text.
Result<void> plan_or_refuse(const Subject& subject, const Planner& planner, const Wish& wish,
                            std::string& refused);

// The plan with the faults mended that have a check of their own: reasons, and left out what has a
// bad name or is no setting for a driver.
Plan without_other_faults(const Plan& plan);

// Whether it is a setting of the host that is neither of a link of these plans nor forwarding.
bool is_foreign_setting(const Resource& resource, const Plans& plans);

}  // namespace mydocker::conformance
