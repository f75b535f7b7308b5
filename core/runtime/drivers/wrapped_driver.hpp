// Drivers that add to the plans of a bundled driver (DriverInfo::wraps).
#pragma once

#include "mydocker/plan.hpp"
#include "runtime/drivers/search_path.hpp"

namespace mydocker::drivers {

// Finds the driver that `candidate` wraps. Adds the capabilities, kinds of resources and options of
// this driver to the candidate's manifest. Does nothing if the candidate wraps no driver.
//
// Only a bundled driver can be wrapped. Error driver: the name is not that of a bundled driver, or
// both drivers have the same option.
Result<void> attach_wrapped(Candidate& candidate, const SearchSettings& settings);

// Checks that `amended` has every entry of `plan`, unchanged and in the same order. `wrapped` is
// the name of the driver that returned `plan`.
Result<void> check_amended(const Plan& plan, const Plan& amended, const std::string& wrapped);

}  // namespace mydocker::drivers
