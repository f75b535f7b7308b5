// Rows of the list of drivers (list_format.hpp).
#pragma once

#include "output/list_format.hpp"
#include "runtime/app/reports.hpp"

namespace mydocker::cli {

Json driver_row(const app::DriverReport& report);
const ListView& driver_list();

}  // namespace mydocker::cli
