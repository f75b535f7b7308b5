// The rates that the user gives for a container.
#pragma once

#include "mydocker/sdk.hpp"

namespace bridge {

// Reads the options "bandwidth-...". Error invalid_argument: a burst without a rate, or a value
// that no queue can have.
mydocker::Result<mydocker::blocks::Bandwidth> bandwidth_of(const mydocker::EndpointView& endpoint);

}  // namespace bridge
