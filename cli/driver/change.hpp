// The result of the commands that install, remove, enable and disable drivers.
#pragma once

#include "command_context.hpp"
#include "output/standard_streams.hpp"
#include "runtime/base/printable.hpp"

namespace mydocker::cli::driver {

// Prints what was done, or the error. With --dry-run, prints the script. Returns the exit code.
inline int print_change(CommandContext& context, const Result<app::DriverChange>& change) {
  if (!change) return context.fail(change.error());
  if (change->script.empty())
    context.report(base::printable(change->did) + "\n");
  else
    context.print(change->script);
  return kExitDone;
}

// Applies `change` to each named driver. Returns the worst exit code.
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
