// The error for connecting a container to a network again.
#pragma once

#include <string>

#include "mydocker/result.hpp"
#include "runtime/base/quoted.hpp"

namespace mydocker::store {

inline Error already_connected(const std::string& container) {
  return Error(ErrorKind::already_exists,
               "container " + base::quoted(container) + " is already connected to the network")
      .hint("see its address: mydocker network ip ls");
}

}  // namespace mydocker::store
