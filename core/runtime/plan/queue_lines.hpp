// The shell lines of a queue (tc(8)).
#pragma once

#include <string>

#include "mydocker/resource.hpp"
#include "runtime/plan/shell_lines.hpp"

namespace mydocker::plan {

std::string create_queue_line(const Queue& queue, const ShellContext& context);
// Changes the values of an existing queue. The packets that wait in it stay.
std::string update_queue_line(const Queue& queue, const ShellContext& context);
std::string destroy_queue_line(const Queue& queue, const ShellContext& context);

}  // namespace mydocker::plan
