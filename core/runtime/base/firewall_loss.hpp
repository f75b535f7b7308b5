// The errors for firewall tables that cannot be used. The tables are missing although networks use
// them, or they belong to another run directory.
#pragma once

#include <string>

#include "mydocker/result.hpp"
#include "runtime/base/quoted.hpp"

namespace mydocker::base {

inline Error firewall_is_gone() {
  return Error(ErrorKind::not_found,
               "the firewall tables of mydocker are missing or incomplete: the ruleset was flushed")
      .hint("restore them with: mydocker network reload --all");
}

// Returns the error for firewall tables that belong to another run directory. `owner` is the path
// of that directory, which may not exist any more.
inline Error firewall_of_another(const std::string& owner) {
  return Error(
             ErrorKind::already_exists,
             "the firewall tables of this host belong to the run directory " + base::quoted(owner))
      .hint("use this run directory, or remove its networks first")
      .hint("if its data are lost: mydocker --run-dir " + base::quoted(owner) +
            " network gc --force");
}

}  // namespace mydocker::base
