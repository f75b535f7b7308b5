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
  verbose,  // also Plan (resources and reasons) and HostFacts (input of the plan)
};

// Returns the object of `docker network inspect`, with more fields. The network also has LinkName
// and Applied. Each container also has InterfaceName, HostInterfaceName, Addresses, Namespace,
// Options, DefaultRoute, Alive and State. A container of a container engine has Engine.
Json network_json(const app::NetworkReport& report, Detail detail);

const templates::Shape& network_shape();

// Returns "connected", "dead" or "unfinished".
// - dead: the container's namespace no longer exists.
// - unfinished: a command that connects or disconnects the container is still running, or has ended
//   early.
const char* state_text(const app::EndpointReport& report);

// Returns the object of one container, as in the field Containers of network_json().
Json container_json(const app::EndpointReport& report);

// These functions convert seconds since 1970 (UTC) to text. time_text() returns the form of RFC
// 3339. docker_time_text() returns the form of Docker's lists.
std::string time_text(std::int64_t seconds);
std::string docker_time_text(std::int64_t seconds);

}  // namespace mydocker::cli
