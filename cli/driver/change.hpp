// How the commands end that change which drivers there are, or which may be used.
#pragma once

#include "output/error_text.hpp"
#include "runtime/base/printable.hpp"
#include "session.hpp"

namespace mydocker::cli::driver {

// What was done, in one line; of a dry run the script. Returns the exit code.
inline int print_change(Session& session, const Result<app::DriverChange>& change) {
  if (!change) return session.fail(change.error());
  session.print(change->script.empty() ? base::printable(change->did) + "\n" : change->script);
  return kExitDone;
}

}  // namespace mydocker::cli::driver
