// A driver's manifest as a documentation page.
#pragma once

#include <string>

#include "runtime/app/reports.hpp"

namespace mydocker::cli {

// A man page of section 7, in roff.
std::string driver_man_page(const app::DriverReport& report);

std::string driver_markdown(const app::DriverReport& report);

}  // namespace mydocker::cli
