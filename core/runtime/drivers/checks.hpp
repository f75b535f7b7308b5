// The checks of a driver's file before its use, in order. Each has an id that never changes.
// Loading stops at the first failed check. `driver doctor` runs all checks. This file does not
// execute the driver's file (probe.hpp does) or search for it (search_path.hpp does).
//
// Example:
//   Examination examination(candidate, settings, trusted);
//   Diagnosis diagnosis;
//   examine(examination, diagnosis);
#pragma once

#include <array>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mydocker/result.hpp"
#include "runtime/drivers/note_reader.hpp"
#include "runtime/drivers/path_trust.hpp"
#include "runtime/drivers/search_path.hpp"

namespace mydocker::drivers {

// The id and name of a check, and the checks that must pass before it.
struct CheckName {
  std::string_view id;                      // an id such as "D104"
  std::string_view name;                    // a name such as "note"
  std::array<std::string_view, 6> needs{};  // ids of the checks that must pass first
};

// One file and the results of its checks, which later checks need. It does not own `settings` and
// `trusted`.
struct Examination {
  Examination(Candidate examined, const SearchSettings& search, TrustedPaths& paths)
      : candidate(std::move(examined)), settings(search), trusted(paths) {}

  Candidate candidate;
  const SearchSettings& settings;  // not owned
  TrustedPaths& trusted;           // not owned
  std::filesystem::path real;      // real path of the file, set if the path is trusted
  std::optional<ElfNotes> elf{};
  std::optional<DriverNote> note{};

  [[nodiscard]] const std::filesystem::path& file() const {
    return real.empty() ? candidate.file : real;
  }
};

// One check that reads the file and does not execute it.
struct FileCheck {
  // loading: each load makes the check. diagnosis: only `driver doctor` makes the check, because it
  // is slow.
  enum class When : std::uint8_t { loading, diagnosis };

  CheckName name;
  Result<void> (*judge)(Examination&);
  std::string (*finding)(const Examination&);  // returns a text about the result of a passed check
  When when = When::loading;
};

// Returns the checks of the file: from the trust in its path to its exported symbols.
std::span<const FileCheck> file_checks();

// All other checks. Before the file checks, these check the name, the search, and whether the
// driver is enabled. After the file checks, they check what the driver's code does (probe.hpp), and
// what the host supports.
inline constexpr CheckName kNameCheck{"D100", "name"};
inline constexpr CheckName kFoundCheck{"D101", "found", {"D100"}};
inline constexpr CheckName kEnabledCheck{"D102", "enabled", {"D100"}};
inline constexpr CheckName kTrustCheck{"D103", "trust", {"D101"}};  // this is a file check
inline constexpr CheckName kLoadCheck{
    "D120", "load", {"D103", "D105", "D106", "D107", "D108", "D109"}};
inline constexpr CheckName kEntryCheck{"D121", "entry", {"D120"}};
inline constexpr CheckName kPlanCheck{"D122", "plan", {"D121"}};
inline constexpr CheckName kQuietCheck{"D123", "quiet", {"D121"}};
inline constexpr CheckName kKernelCheck{"D124", "kernel", {"D109"}};

// Checks that the driver `name` is enabled. Error permission: an administrator has disabled it
// (docs/drivers.md).
Result<void> check_enabled(std::string_view name, const SearchSettings& settings);

// The result of one check of a file.
struct CheckResult {
  enum class Outcome : std::uint8_t { passed, failed, skipped };

  CheckName check;
  Outcome outcome = Outcome::passed;
  std::string finding{};         // text about a passed check, or why the check was skipped
  std::optional<Error> error{};  // only for a failed check
};

// The results of all checks of one file, in order.
class Diagnosis {
 public:
  // Runs the check. Skips it if a check that it needs has not passed.
  void make(const CheckName& check, const std::function<Result<std::string>()>& judge);
  // Stores that the check is skipped, for `reason`.
  void skip(const CheckName& check, const std::string& reason);

  [[nodiscard]] const std::vector<CheckResult>& results() const noexcept { return results_; }
  [[nodiscard]] const CheckResult* result_of(std::string_view id) const;

 private:
  std::vector<CheckResult> results_;
};

// Runs all file checks.
void examine(Examination& examination, Diagnosis& diagnosis);

}  // namespace mydocker::drivers
