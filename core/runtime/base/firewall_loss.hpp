// The error for tables that are missing or incomplete although networks use them.
#pragma once

#include "mydocker/result.hpp"

namespace mydocker::base {

inline Error firewall_is_gone() {
  return Error(ErrorKind::not_found,
               "the firewall tables of mydocker are missing or incomplete: the ruleset was flushed")
      .hint("restore them with: mydocker network reload --all");
}

}  // namespace mydocker::base
