// The results of `network connect` and `network apply`.
#pragma once

#include <string>
#include <vector>

#include "output/json_text.hpp"
#include "runtime/app/reports.hpp"
#include "template/value.hpp"

namespace mydocker::cli {

// The result of `network connect` as text and as JSON.

// One line: "c1: 10.9.0.2/24 on eth0, default route via 10.9.0.1, ports 8080:80/tcp\n". Control
// characters are escaped.
std::string connection_text(const app::ConnectReport& report);

// The field Network, then the fields of container_json().
Json connection_json(const app::ConnectReport& report);
const templates::Shape& connection_shape();

// A document with all fields of connection_json(), and one entry in each list.
const Json& sample_connection();

// The text of the changes of `network apply`, and of their results.

// One line for each difference:
//   + network "web": driver bridge, subnet 10.9.0.0/24
//   ~ network "db": label "team": "blue" -> "red"
//   ~ network "db": internal: no -> yes (must be recreated)
//   - network "old"
std::string changes_text(const std::vector<app::NetworkChange>& changes);

// "2 changes"; if some changes failed, the names of both kinds.
std::string outcome_text(const std::vector<std::string>& done,
                         const std::vector<std::string>& not_done);

// Each line of `text` as a comment of a shell script; "0 changes" if the text is empty.
std::string as_comments(const std::string& text);

}  // namespace mydocker::cli
