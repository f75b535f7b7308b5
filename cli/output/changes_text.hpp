// The text of the changes of `network apply`, and of their results.
#pragma once

#include <string>
#include <vector>

#include "runtime/app/reports.hpp"

namespace mydocker::cli {

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
