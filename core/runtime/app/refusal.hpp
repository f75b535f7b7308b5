// Errors that several use cases share.
#pragma once

#include <string>
#include <utility>

#include "mydocker/result.hpp"

namespace mydocker::app {

// Returns the error busy: another command works on the same network or container.
inline Error busy(const std::string& work = "another command is changing it") {
  return Error(ErrorKind::busy, work).hint("try again in a moment");
}

// Returns an invalid_argument error with another `kind`, the same message and the same hints. It is
// for errors that a file or the host has caused, not the arguments of a request. Other errors are
// returned unchanged.
inline Error as_refusal(Error error, ErrorKind kind = ErrorKind::unsupported) {
  if (error.kind() != ErrorKind::invalid_argument) return error;
  Error same(kind, error.message());
  for (const auto& hint : error.hints()) same = std::move(same).hint(hint);
  return same;
}

}  // namespace mydocker::app
