// Networks and their addresses as the rows of lists (list_format.hpp).
#pragma once

#include <cstdint>

#include "output/list_format.hpp"
#include "runtime/app/reports.hpp"

namespace mydocker::cli {

enum class IdLength : std::uint8_t { short_id, whole };  // its first 12 digits, or all 64

// A row of `network ls`: docker's fields, which are all texts, then podman's and ours.
Json network_row(const app::NetworkReport& report, IdLength length);
const ListView& network_list();

// The rows of `network ip ls`: who holds which address of a network, in the order of addresses.
std::vector<Json> address_rows(const app::NetworkReport& report);
const ListView& address_list();

}  // namespace mydocker::cli
