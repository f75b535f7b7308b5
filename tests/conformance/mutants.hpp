// At least one driver for each check that breaks that rule and no other.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "conformance/mutant_file.hpp"
#include "runtime/conformance/kit.hpp"

namespace mydocker::testing {

struct Mutant {
  std::string check;
  std::string variant = "right";
  std::function<void(MutantFile&)> change{};  // none: its code breaks the rule of that name
  std::string name = "fair";                  // of the file, without ".so"
  conformance::Outcome expected = conformance::Outcome::fail;
  // How far the kit is run, at least as far as its check; what comes later has been seen to pass.
  conformance::Level up_to = conformance::Level::plan;
  // Checks that cannot but fail (or warn) with it, and why.
  std::vector<std::string> also{};
  std::string why{};
  // What its code does wrong where a check has several mutants ("P13-none"); empty: what the check
  // is called.
  std::string deed{};

  [[nodiscard]] const std::string& mark() const { return deed.empty() ? check : deed; }
};

// By the first letter of their checks.
const std::vector<Mutant>& file_mutants();
const std::vector<Mutant>& loading_mutants();
const std::vector<Mutant>& plan_mutants();
const std::vector<Mutant>& life_mutants();
const std::vector<Mutant>& fault_mutants();
std::vector<Mutant> all_mutants();

}  // namespace mydocker::testing
