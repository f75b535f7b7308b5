#include "runtime/app/driver_files.hpp"

#include "runtime/app/session.hpp"
#include "runtime/drivers/checks.hpp"
#include "runtime/drivers/driver_name.hpp"
#include "runtime/drivers/host_program.hpp"
#include "runtime/drivers/wrapped_driver.hpp"

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

DriverReport report_on(drivers::Candidate candidate) {
  return {std::move(candidate.name),
          candidate.file.string(),
          word_for(candidate.source),
          candidate.manifest ? std::optional(*candidate.manifest) : std::nullopt,
          std::move(candidate.refusal),
          candidate.shadowed_by.string(),
          candidate.disabled};
}

// Reads as much of the file as possible, even if the driver cannot be loaded.
DriverReport read_whole(drivers::Candidate found, const drivers::SearchSettings& search) {
  drivers::TrustedPaths trusted;
  drivers::Examination seen(std::move(found), search, trusted);
  drivers::Diagnosis diagnosis;
  drivers::examine(seen, diagnosis);
  (void)drivers::attach_wrapped(seen.candidate, search);  // the error is stored in `found`
  return report_on(std::move(seen.candidate));
}

}  // namespace

Result<drivers::Candidate> candidate_of(Session& session, const std::string& word) {
  if (!names_file(word)) return session.find_driver(word);
  MYDOCKER_TRY(const auto search, session.search_settings());
  const auto file = file_named(word);
  return drivers::inspect_file(file, drivers::source_of(file, search), search);
}

Result<std::vector<DriverReport>> Runtime::list_drivers() {
  MYDOCKER_TRY(const auto search, session_->search_settings());
  std::vector<DriverReport> reports;
  for (auto& candidate : drivers::scan(search)) reports.push_back(report_on(std::move(candidate)));
  return reports;
}

Result<DriverReport> Runtime::inspect_driver(const std::string& name_or_file) {
  MYDOCKER_TRY(const auto search, session_->search_settings());
  if (!names_file(name_or_file)) {
    MYDOCKER_TRY(const auto candidate, session_->driver_source.find(search, name_or_file));
    return read_whole(candidate, search);
  }
  const auto file = file_named(name_or_file);
  return read_whole(drivers::inspect_file(file, drivers::source_of(file, search), search), search);
}

Result<bool> Runtime::may_have_its_name(const std::filesystem::path& driver_file) {
  MYDOCKER_TRY(const auto search, session_->search_settings());
  std::error_code ignored;
  const bool bundled =
      std::filesystem::equivalent(driver_file.parent_path(), drivers::bundled_folder(), ignored);
  const auto source = bundled ? drivers::Source::bundled : drivers::Source::option;
  return drivers::may_come_from(driver_file.stem().native(), source, search);
}

Result<std::filesystem::path> Runtime::driver_test_program() {
  auto program = drivers::trusted_program("mydocker-driver-test");
  if (program || program.error().kind() != ErrorKind::not_found) return program;
  return std::move(program).error().hint("install the driver SDK: apt install libmydocker-sdk-dev");
}

}  // namespace mydocker::app
