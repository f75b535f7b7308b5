// Reports as JSON for programs, with Docker's field names where Docker has the field.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "runtime/app/reports.hpp"

namespace mydocker::cli {

// `docker network inspect`'s array, and beside its fields: LinkName, Applied, Plan, and of each
// container InterfaceName, HostInterfaceName, Addresses, Ports, Namespace, Alive.
std::string networks_document(const std::vector<app::NetworkReport>& reports);

// Seconds since 1970 as RFC 3339, in UTC.
std::string time_text(std::int64_t seconds);

std::string driver_document(const app::DriverReport& report);

}  // namespace mydocker::cli
