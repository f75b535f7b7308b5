#include "runtime/app/driver_candidate.hpp"

#include "runtime/app/driver_arguments.hpp"

namespace mydocker::app {

Result<drivers::Candidate> candidate_of(Session& session, const std::string& word) {
  if (!names_file(word)) return session.find_driver(word);
  MYDOCKER_TRY(const auto search, session.search_settings());
  const auto file = file_named(word);
  return drivers::inspect_file(file, drivers::source_of(file, search), search);
}

}  // namespace mydocker::app
