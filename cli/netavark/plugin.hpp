// One call of the plug-in: reads the document, runs the verb, writes the answer.
#pragma once

#include <string>
#include <vector>

#include "output/standard_output.hpp"
#include "runtime/apply/fault_hook.hpp"

namespace mydocker::cli::netavark {

// `words`: the arguments. Returns the exit code. Errors are documents {"error": TEXT} on `output`.
int run_plugin(const std::vector<std::string>& words, StandardOutput& output,
               apply::FaultHook& faults);

// The document of an error, with its hints.
std::string error_document(const Error& error);

}  // namespace mydocker::cli::netavark
