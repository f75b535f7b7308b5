// A driver's manifest as a page of documentation.
#pragma once

#include <string>

#include "runtime/app/reports.hpp"

namespace mydocker::cli {

// For man(1): section 7.
std::string driver_man_page(const app::DriverReport& report);

std::string driver_markdown(const app::DriverReport& report);

}  // namespace mydocker::cli
