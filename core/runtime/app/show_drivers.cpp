#include "runtime/app/driver_words.hpp"
#include "runtime/app/parts.hpp"

namespace mydocker::app {
namespace {

std::string word_for(drivers::Source source) {
  switch (source) {
    case drivers::Source::option:
      return "option";
    case drivers::Source::environment:
      return "environment";
    case drivers::Source::configuration:
      return "configuration";
    case drivers::Source::local:
      return "local";
    case drivers::Source::bundled:
      return "bundled";
  }
  return "unknown";
}

DriverReport report_on(const drivers::Candidate& candidate) {
  return {candidate.name,     candidate.file.string(), word_for(candidate.source),
          candidate.manifest, candidate.refusal,       candidate.shadowed_by.string(),
          candidate.disabled};
}

}  // namespace

Result<std::vector<DriverReport>> Runtime::list_drivers() {
  MYDOCKER_TRY(const auto search, parts_->search_settings());
  std::vector<DriverReport> reports;
  for (const auto& candidate : drivers::scan(search)) reports.push_back(report_on(candidate));
  return reports;
}

Result<DriverReport> Runtime::inspect_driver(const std::string& name_or_file) {
  MYDOCKER_TRY(const auto search, parts_->search_settings());
  if (names_file(name_or_file)) {
    const auto file = file_named(name_or_file);
    return report_on(drivers::inspect_file(file, drivers::source_of(file, search), search));
  }
  MYDOCKER_TRY(const auto candidate, drivers::find_driver(search, name_or_file));
  return report_on(candidate);
}

}  // namespace mydocker::app
