// The driver that a command line names, by its name or by a file.
#pragma once

#include <string>

#include "runtime/app/session.hpp"

namespace mydocker::app {

// `word` is the name of an installed driver, or a path. An error of kind not_found: there is none.
Result<drivers::Candidate> candidate_of(Session& session, const std::string& word);

}  // namespace mydocker::app
