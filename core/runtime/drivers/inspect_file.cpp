// Checks one file like the load does: up to the first failed check.
#include "runtime/base/quoted.hpp"
#include "runtime/drivers/checks.hpp"
#include "runtime/drivers/driver_name.hpp"
#include "runtime/drivers/wrapped_driver.hpp"

namespace mydocker::drivers {
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
