// The results of `network connect` and `network apply`.
#pragma once

#include <string>
#include <vector>

#include "output/json_text.hpp"
#include "runtime/app/reports.hpp"
#include "template/value.hpp"

namespace mydocker::cli {

// --- the result of `network connect` as text and as JSON

// Returns one line: "c1: 10.9.0.2/24 on eth0, default route via 10.9.0.1, ports 8080:80/tcp
// ". Control characters are escaped.
std::string connection_text(const app::ConnectReport& report);

// Returns the field Network, then the fields of container_json().
Json connection_json(const app::ConnectReport& report);
const templates::Shape& connection_shape();

// Returns a document with all fields of connection_json(), and one element in each list. Templates
// are checked with it.
const Json& sample_connection();

// --- the text of the changes of `network apply`, and of their results

// Returns one line for each difference:
//   + network "web": driver bridge, subnet 10.9.0.0/24
//   ~ network "db": label "team": "blue" -> "red"
//   ~ network "db": internal: no -> yes (must be recreated)
//   - network "old"
std::string changes_text(const std::vector<app::NetworkChange>& changes);

// Returns "2 changes". If some changes failed, returns the names of the changed and of the failed
// networks.
std::string outcome_text(const std::vector<std::string>& done,
                         const std::vector<std::string>& not_done);

// Returns each line of `text` as a comment of a shell script. Returns "0 changes" if the text is
// empty.
std::string as_comments(const std::string& text);

}  // namespace mydocker::cli
