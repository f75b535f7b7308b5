// At least one mutant for each check. A mutant breaks that rule and no other.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "conformance/mutant_file.hpp"
#include "runtime/conformance/kit.hpp"

namespace mydocker::testing {

// A wrong driver, and the findings that are expected.
struct Mutant {
  std::string check;
  std::string variant = "right";
  std::function<void(MutantFile&)> change{};  // empty: the code breaks the rule of that name
  std::string name = "fair";                  // file name without ".so"
  conformance::RuleOutcome expected = conformance::RuleOutcome::fail;
  // The last level to run, at least the level of the check. Later levels were checked once and
  // pass.
  conformance::Level up_to = conformance::Level::plan;
  // Other checks that must fail (or warn) too, and the reason.
  std::vector<std::string> also{};
  std::string why{};
  // The mutation, if a check has several mutants ("P13-none"). Empty: the id of the check.
  std::string deed{};

  std::vector<std::string> traits{};  // traits in the manifest
  bool alone = false;                 // whether only its check and those that it needs are run

  [[nodiscard]] const std::string& mark() const { return deed.empty() ? check : deed; }
};

// The mutants by the first letter of their checks.
const std::vector<Mutant>& file_mutants();
const std::vector<Mutant>& loading_mutants();
const std::vector<Mutant>& plan_mutants();
const std::vector<Mutant>& life_mutants();
const std::vector<Mutant>& fault_mutants();
std::vector<Mutant> all_mutants();
// Mutants that are right because of their traits. The kit must not find anything.
const std::vector<Mutant>& unusual_drivers();

}  // namespace mydocker::testing
