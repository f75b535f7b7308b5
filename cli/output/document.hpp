// Reports as JSON documents. Field names are those of Docker where Docker has the field.
#pragma once

#include <cstdint>
#include <string>

#include "output/json_text.hpp"
#include "runtime/app/reports.hpp"
#include "template/value.hpp"

namespace mydocker::cli {

// The amount of detail of network_json().
enum class Detail : std::uint8_t {
  usual,
  verbose,  // adds Plan (resources and reasons) and HostFacts (input of the plan)
};

// The object of `docker network inspect`, with more fields. The network also has LinkName and
// Applied. Each container also has InterfaceName, HostInterfaceName, Addresses, Namespace, Options,
// DefaultRoute, Alive and State. A container of a container engine has Engine.
Json network_json(const app::NetworkReport& report, Detail detail);

const templates::Shape& network_shape();

// "connected", "dead" (its namespace no longer exists) or "unfinished" (a command is connecting or
// disconnecting it, or has died while it did).
const char* state_text(const app::EndpointReport& report);

// The object of one container, as in the field Containers of network_json().
Json container_json(const app::EndpointReport& report);

// Convert seconds since 1970 (UTC) to text: time_text() as RFC 3339, docker_time_text() as in
// Docker's lists.
std::string time_text(std::int64_t seconds);
std::string docker_time_text(std::int64_t seconds);

}  // namespace mydocker::cli
