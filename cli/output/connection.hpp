// The result of `network connect` as text and as JSON.
#pragma once

#include <string>

#include "output/json_text.hpp"
#include "output/template/value.hpp"
#include "runtime/app/reports.hpp"

namespace mydocker::cli {

// One line: "c1: 10.9.0.2/24 on eth0, default route via 10.9.0.1, ports 8080:80/tcp\n". Control
// characters are escaped.
std::string connection_text(const app::ConnectReport& report);

// The field Network, then the fields of container_json().
Json connection_json(const app::ConnectReport& report);
const templates::Shape& connection_shape();

// A document with all fields of connection_json(), and one entry in each list.
const Json& sample_connection();

}  // namespace mydocker::cli
