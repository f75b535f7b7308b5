// Reports as JSON for programs, with Docker's field names where Docker has the field.
#pragma once

#include <cstdint>
#include <string>

#include "output/json_text.hpp"
#include "output/template/value.hpp"
#include "runtime/app/reports.hpp"

namespace mydocker::cli {

enum class Detail : std::uint8_t {
  usual,
  verbose,  // with Plan, what is in the kernel and why, and HostFacts, from what it was planned
};

// `docker network inspect`'s object, and beside its fields: LinkName, Applied, and of each
// container InterfaceName, HostInterfaceName, Addresses, Namespace, Options, DefaultRoute, Alive.
Json network_json(const app::NetworkReport& report, Detail detail);

const templates::Shape& network_shape();

// A range as the user most likely wrote it: a prefix where it is one, otherwise FIRST-LAST.
std::string range_text(const model::AddressRange& range);

// Seconds since 1970 in UTC: as RFC 3339, and as docker's lists print it.
std::string time_text(std::int64_t seconds);
std::string docker_time_text(std::int64_t seconds);

}  // namespace mydocker::cli
