// The command `mydocker driver test` in the program mydocker-driver-test.
#pragma once

#include "command_context.hpp"

namespace mydocker::cli::driver_test {

// Runs, lists or explains checks. Returns the exit code.
int run_driver_test(CommandContext& context, const Arguments& arguments);

}  // namespace mydocker::cli::driver_test
