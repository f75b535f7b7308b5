// The checks that stand between a file and its use as a driver, in order, each with an id that
// stays as it is. Loading stops at the first that fails, `driver doctor` goes through all of them.
// Does not: run anything of the file (probe.hpp does), search (search_path.hpp does).
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

struct CheckName {
  std::string_view id;                      // "D104"
  std::string_view name;                    // "note"
  std::array<std::string_view, 6> needs{};  // ids of those without which it cannot be made
};

// A file under examination, and what the checks have found out about it so far.
struct Examination {
  Examination(Candidate examined, const SearchSettings& search, TrustedPaths& paths)
      : candidate(std::move(examined)), settings(search), trusted(paths) {}

  Candidate candidate;
  const SearchSettings& settings;  // lent, as the next one
  TrustedPaths& trusted;
  std::filesystem::path real;  // once the path is trusted
  std::optional<ElfNotes> elf{};
  std::optional<DriverNote> note{};

  [[nodiscard]] const std::filesystem::path& file() const {
    return real.empty() ? candidate.file : real;
  }
};

struct FileCheck {
  enum class When : std::uint8_t { loading, diagnosis };  // diagnosis: too dear for each command

  CheckName name;
  Result<void> (*judge)(Examination&);
  std::string (*finding)(const Examination&);  // what was found to be good, once it has passed
  When when = When::loading;
};

// What the file itself decides: from the trust in its path to its name.
std::span<const FileCheck> file_checks();

// Beside them, in order: the name (check_driver_name), the search, the operator's spec
// (check_enabled) before, what running it shows (probe.hpp) and what the host has to have after.
inline constexpr CheckName kNameCheck{"D100", "name"};
inline constexpr CheckName kFoundCheck{"D101", "found", {"D100"}};
inline constexpr CheckName kEnabledCheck{"D102", "enabled", {"D100"}};
inline constexpr CheckName kTrustCheck{"D103", "trust", {"D101"}};  // a file check
inline constexpr CheckName kLoadCheck{
    "D120", "load", {"D103", "D105", "D106", "D107", "D108", "D109"}};
inline constexpr CheckName kEntryCheck{"D121", "entry", {"D120"}};
inline constexpr CheckName kPlanCheck{"D122", "plan", {"D121"}};
inline constexpr CheckName kQuietCheck{"D123", "quiet", {"D121"}};
inline constexpr CheckName kKernelCheck{"D124", "kernel", {"D109"}};

// permission: the operator has disabled the driver `name` (docs/drivers.md).
Result<void> check_enabled(std::string_view name, const SearchSettings& settings);

// What came out of each check of one file.
struct CheckResult {
  enum class Outcome : std::uint8_t { passed, failed, skipped };

  CheckName check;
  Outcome outcome = Outcome::passed;
  std::string finding{};         // of one that passed, or why it could not be made
  std::optional<Error> error{};  // of one that failed
};

class Diagnosis {
 public:
  // Makes the check, or notes that it is skipped because of an earlier one that has not passed.
  void make(const CheckName& check, const std::function<Result<std::string>()>& judge);
  // Notes that the check cannot be made here.
  void skip(const CheckName& check, const std::string& reason);

  [[nodiscard]] const std::vector<CheckResult>& results() const noexcept { return results_; }
  [[nodiscard]] const CheckResult* result_of(std::string_view id) const;

 private:
  std::vector<CheckResult> results_;
};

// All file checks.
void examine(Examination& examination, Diagnosis& diagnosis);

}  // namespace mydocker::drivers
