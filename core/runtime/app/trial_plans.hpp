// What a driver plans for a network and a container that there are not: whether it answers at all,
// and makes sense.
#pragma once

#include <string>

#include "mydocker/result.hpp"
#include "runtime/drivers/driver_handle.hpp"

namespace mydocker::app {

// What came of it, in a clause. A driver may refuse such a network (there is no host behind it),
// and that is an answer; plans that break the rules (plan_check.hpp) are errors, as no answer is.
Result<std::string> try_plans(drivers::DriverHandle& driver);

}  // namespace mydocker::app
