// What is said where our tables should be and are not.
#pragma once

#include "mydocker/result.hpp"

namespace mydocker::base {

inline Error firewall_is_gone() {
  return Error(ErrorKind::not_found,
               "the firewall tables of mydocker are gone: somebody has flushed the ruleset")
      .hint("put them back with: mydocker network reload --all");
}

}  // namespace mydocker::base
