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

// Returns an error of kind invalid_argument as an error of kind `kind`, with the same message and
// hints. It is for an error whose cause is a file or the host, not an argument of the request.
// Errors of other kinds are returned unchanged.
inline Error as_refusal(Error error, ErrorKind kind = ErrorKind::unsupported) {
  if (error.kind() != ErrorKind::invalid_argument) return error;
  Error same(kind, error.message());
  for (const auto& hint : error.hints()) same = std::move(same).hint(hint);
  return same;
}

}  // namespace mydocker::app
