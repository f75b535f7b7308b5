// Converts errors whose cause is a file or the host, not the arguments of a request.
#pragma once

#include <utility>

#include "mydocker/result.hpp"

namespace mydocker::app {

// Returns an invalid_argument error with another `kind`, the same message and the same hints. Other
// errors are returned unchanged.
inline Error as_refusal(Error error, ErrorKind kind = ErrorKind::unsupported) {
  if (error.kind() != ErrorKind::invalid_argument) return error;
  Error same(kind, error.message());
  for (const auto& hint : error.hints()) same = std::move(same).hint(hint);
  return same;
}

}  // namespace mydocker::app
