// Rows of the lists of networks, addresses, published ports and differences (list_format.hpp).
#pragma once

#include <cstdint>

#include "output/list_format.hpp"
#include "runtime/app/reports.hpp"

namespace mydocker::cli {

// The length of ids in a list.
enum class IdLength : std::uint8_t { short_id, whole };  // the first 12 digits, or all 64

std::string id_text(const std::string& id, IdLength length);

// Returns a row of `network ls`: the fields of Docker (all are texts), then the fields of Podman
// and of mydocker. Fields that the format does not print are left out.
Json network_row(const app::NetworkReport& report, IdLength length, const ListFormat& format);
const ListView& network_list();
// Returns the texts of the default table's columns, without a JSON row.
std::vector<std::string> network_cells(const app::NetworkReport& report, IdLength length,
                                       const ListFormat& format);

// Returns the rows of `network ip ls`: each used address with its container, sorted by address.
std::vector<Json> address_rows(const app::NetworkReport& report, IdLength length);
const ListView& address_list();

// Returns the rows of `network port ls`: each published port with its container.
std::vector<Json> port_rows(const app::NetworkReport& report, IdLength length);
const ListView& port_list();

// Returns a row of `network verify`.
Json drift_row(const app::DriftReport& report);
const ListView& drift_list();

}  // namespace mydocker::cli
