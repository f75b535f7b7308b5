// One rule for drivers, and the function that checks it.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "runtime/base/quoted.hpp"
#include "runtime/conformance/driver_under_test.hpp"

namespace mydocker::conformance {

// The result of a check, in one line.

// warn: the driver is correct, but users should know about this result. skip: the rule cannot be
// checked here, or does not apply to the driver.
enum class RuleOutcome : std::uint8_t { pass, warn, skip, fail };

// The result of one check. Use pass(), warn(), skip() and fail() to create it.
struct RuleResult {
  RuleOutcome outcome = RuleOutcome::pass;
  std::string detail{};  // one line; often empty if the outcome is pass
  std::string fix{};     // one line that replaces Check::fix; empty: Check::fix is used
};

inline RuleResult pass(std::string detail = {}) {
  return {RuleOutcome::pass, std::move(detail), {}};
}
inline RuleResult warn(std::string detail) { return {RuleOutcome::warn, std::move(detail), {}}; }
inline RuleResult skip(std::string reason) { return {RuleOutcome::skip, std::move(reason), {}}; }
inline RuleResult fail(const std::string& expected, const std::string& found) {
  return {RuleOutcome::fail, "expected " + expected + ", found " + found, {}};
}

// Functions that list names in the texts of results.

// Returns `"a", "b" and 3 more` with at most `shown` names, or "nothing" for an empty list.
template <class Texts>
std::string some_of(const Texts& texts, std::size_t shown = 3) {
  std::string list;
  std::size_t count = 0;
  for (const auto& text : texts)
    if (count++ < shown) list += (list.empty() ? "" : ", ") + base::quoted(text);
  if (count > shown) list += " and " + std::to_string(count - shown) + " more";
  return list.empty() ? "nothing" : list;
}

// What a check needs:
// - file: only the driver's file.
// - load: the loaded driver.
// - plan: the driver's plans.
// - life: a kernel for these plans.
// - fault: a kernel, and steps that are made to fail.
enum class Level : std::uint8_t { file = 1, load, plan, life, fault };

// One check of the catalogue. All texts are static strings. kit.hpp has an example of its use.
struct Check {
  std::string_view id;  // "S01", ...; an id never changes
  Level level;
  std::string_view title;  // a few words, joined with hyphens
  std::string_view rule;   // rule for drivers, one clause
  std::string_view fix;    // one clause that says how the author of a driver fixes the error
  // Checks the rule. It runs in a child process. If it returns an error, the check fails, and the
  // error is shown as the reason.
  Result<RuleResult> (*run)(const DriverUnderTest& driver);
};

// The checks of each group. Each group has one or two source files.
extern const std::span<const Check> kNoteChecks;
extern const std::span<const Check> kManifestChecks;
extern const std::span<const Check> kLicenceChecks;
extern const std::span<const Check> kLinkChecks;
extern const std::span<const Check> kLoadChecks;
extern const std::span<const Check> kSideEffectChecks;
extern const std::span<const Check> kBoundaryChecks;
extern const std::span<const Check> kPlanChecks;
extern const std::span<const Check> kPureChecks;
extern const std::span<const Check> kAddressChecks;
extern const std::span<const Check> kPlanContentChecks;
extern const std::span<const Check> kOptionChecks;
extern const std::span<const Check> kUnusedOptionChecks;
extern const std::span<const Check> kValueChecks;
extern const std::span<const Check> kCombinationChecks;
extern const std::span<const Check> kPlanSafetyChecks;
extern const std::span<const Check> kPlanCostChecks;
extern const std::span<const Check> kHostChecks;
extern const std::span<const Check> kLifeChecks;
extern const std::span<const Check> kDeadNetnsChecks;
extern const std::span<const Check> kTrafficChecks;
extern const std::span<const Check> kAttackChecks;
extern const std::span<const Check> kDriftChecks;
extern const std::span<const Check> kReplayChecks;
extern const std::span<const Check> kHandlerChecks;
extern const std::span<const Check> kLeaseChecks;
extern const std::span<const Check> kFaultChecks;

}  // namespace mydocker::conformance
