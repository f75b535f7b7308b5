// One rule for drivers, and how it is tried.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "runtime/conformance/driver_under_test.hpp"
#include "runtime/conformance/verdict.hpp"

namespace mydocker::conformance {

// What a check needs: the file; the file loaded; its plans; a kernel to carry them out; and a
// kernel on which that goes wrong.
enum class Level : std::uint8_t { file = 1, load, plan, life, fault };

struct Check {
  std::string_view id;  // stable for ever: "S01"
  Level level;
  std::string_view title;  // of a few words, with hyphens
  std::string_view rule;   // one clause
  std::string_view fix;    // what a driver's author does about it, one clause
  // Runs in a process of its own; an error is a failure in its words.
  Result<Verdict> (*run)(const DriverUnderTest& driver);
};

// The checks of one kind, each list in a file of its own (or of two).
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
extern const std::span<const Check> kHostChecks;
extern const std::span<const Check> kLifeChecks;
extern const std::span<const Check> kDeadNetnsChecks;
extern const std::span<const Check> kTrafficChecks;
extern const std::span<const Check> kDriftChecks;
extern const std::span<const Check> kReplayChecks;
extern const std::span<const Check> kHandlerChecks;
extern const std::span<const Check> kFaultChecks;

}  // namespace mydocker::conformance
