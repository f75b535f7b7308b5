// One rule for drivers, and the function that checks it.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "runtime/conformance/driver_under_test.hpp"
#include "runtime/conformance/verdict.hpp"

namespace mydocker::conformance {

// What a check needs. file: the driver's file. load: the loaded driver. plan: its plans.
// life: a kernel for these plans. fault: a kernel with injected faults.
enum class Level : std::uint8_t { file = 1, load, plan, life, fault };

// One check of the catalogue. All texts are static strings. Example: kit.hpp.
struct Check {
  std::string_view id;  // never changes: "S01"
  Level level;
  std::string_view title;  // a few words with hyphens
  std::string_view rule;   // one clause
  std::string_view fix;    // how a driver's author fixes it, one clause
  // Runs in a child process. An error is a failed check with the error's text.
  Result<Verdict> (*run)(const DriverUnderTest& driver);
};

// The checks of each group. Each list has one or two source files.
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
extern const std::span<const Check> kFaultChecks;

}  // namespace mydocker::conformance
