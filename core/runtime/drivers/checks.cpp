#include "runtime/drivers/checks.hpp"

#include <unistd.h>

#include <algorithm>

#include "runtime/base/quoted.hpp"
#include "runtime/drivers/driver_name.hpp"
#include "runtime/drivers/wrapped_driver.hpp"

namespace mydocker::drivers {

// Checks that the driver is enabled. It makes only one call of access(2), so that `connect` stays
// fast. If the folder of disabled drivers cannot be read, the driver counts as enabled.
Result<void> check_enabled(std::string_view name, const SearchSettings& settings) {
  if (settings.disabled.empty()) return {};
  const std::filesystem::path mark = settings.disabled / name;
  if (::access(mark.c_str(), F_OK) != 0) return {};
  return Error(ErrorKind::permission, "driver " + base::quoted(name) + " is disabled")
      .hint("mydocker driver enable " + std::string(name));
}

const CheckResult* Diagnosis::result_of(std::string_view id) const {
  const auto found =
      std::ranges::find_if(results_, [id](const auto& result) { return result.check.id == id; });
  return found == results_.end() ? nullptr : &*found;
}

void Diagnosis::make(const CheckName& check, const std::function<Result<std::string>()>& judge) {
  for (const auto id : check.needs) {
    const CheckResult* needed = id.empty() ? nullptr : result_of(id);
    if (needed == nullptr || needed->outcome == CheckResult::Outcome::passed) continue;
    const bool root = needed->outcome == CheckResult::Outcome::failed;
    skip(check, root ? "because of " + std::string(id) : needed->finding);
    return;
  }
  auto judged = judge();
  CheckResult result{check};
  if (judged) {
    result.finding = *std::move(judged);
  } else {
    result.outcome = CheckResult::Outcome::failed;
    result.error = std::move(judged).error();
  }
  results_.push_back(std::move(result));
}

void Diagnosis::skip(const CheckName& check, const std::string& reason) {
  results_.push_back({check, CheckResult::Outcome::skipped, reason});
}

void examine(Examination& examination, Diagnosis& diagnosis) {
  for (const auto& check : file_checks()) {
    diagnosis.make(check.name, [&]() -> Result<std::string> {
      MYDOCKER_CHECK(check.judge(examination));
      return check.finding(examination);
    });
  }
}

// --- checks one file in the way a load does: it stops at the first failed check

namespace {

Result<void> judge(Examination& examination) {
  MYDOCKER_CHECK(check_driver_name(examination.candidate.name));
  for (const auto& check : file_checks())
    if (check.when == FileCheck::When::loading) MYDOCKER_CHECK(check.judge(examination));
  return {};
}

}  // namespace

Candidate candidate_for(const std::filesystem::path& file, Source source,
                        const SearchSettings& settings) {
  Candidate candidate;
  candidate.file = file;
  candidate.name = file.stem().native();
  candidate.source = source;
  candidate.disabled = !check_enabled(candidate.name, settings).ok();
  return candidate;
}

Candidate inspect_file(const std::filesystem::path& file, Source source,
                       const SearchSettings& settings, TrustedPaths& trusted) {
  Examination examination(candidate_for(file, source, settings), settings, trusted);
  auto judged = judge(examination);
  examination.candidate.real = examination.real;
  if (judged.ok())
    judged = attach_wrapped(examination.candidate, settings)
                 .within("driver " + base::quoted(examination.candidate.name));
  if (!judged) examination.candidate.refusal = std::move(judged).error();
  return std::move(examination.candidate);
}

Candidate inspect_file(const std::filesystem::path& file, Source source,
                       const SearchSettings& settings) {
  TrustedPaths trusted;
  return inspect_file(file, source, settings, trusted);
}

}  // namespace mydocker::drivers
