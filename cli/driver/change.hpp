// How the commands end that change which drivers there are, or which may be used.
#pragma once

#include "command_context.hpp"
#include "output/error_text.hpp"
#include "runtime/base/printable.hpp"

namespace mydocker::cli::driver {

// What was done, in one line; of a dry run the script. Returns the exit code.
inline int print_change(CommandContext& context, const Result<app::DriverChange>& change) {
  if (!change) return context.fail(change.error());
  context.print(change->script.empty() ? base::printable(change->did) + "\n" : change->script);
  return kExitDone;
}

// One after another; the exit code is the gravest.
inline int change_each(
    CommandContext& context, const Arguments& arguments,
    Result<app::DriverChange> (app::Runtime::*change)(const app::DriverRequest&)) {
  int code = kExitDone;
  for (const auto& name : arguments.operands()) {
    const auto changed =
        (context.runtime().*change)({.name = name, .dry_run = arguments.has("dry-run")});
    code = worse_exit_code(code, print_change(context, changed));
  }
  return code;
}

}  // namespace mydocker::cli::driver
