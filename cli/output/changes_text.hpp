// What `network apply` is about to change, and what came of it, in words.
#pragma once

#include <string>
#include <vector>

#include "runtime/app/reports.hpp"

namespace mydocker::cli {

// One line for each thing that differs:
//   + network "web": driver bridge, subnet 10.9.0.0/24
//   ~ network "db": label "team": "blue" -> "red"
//   ~ network "db": internal: no -> yes (must be made anew)
//   - network "old"
std::string changes_text(const std::vector<app::NetworkChange>& changes);

// "2 changes"; with what could not be done, the names of both kinds.
std::string outcome_text(const std::vector<std::string>& done,
                         const std::vector<std::string>& not_done);

// Each line of `text` as a comment of a shell script; "0 changes" if there is none.
std::string as_comments(const std::string& text);

}  // namespace mydocker::cli
