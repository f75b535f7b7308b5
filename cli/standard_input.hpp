// The document on standard input, for programs that a container engine starts.
#pragma once

#include <string>

#include "mydocker/result.hpp"

namespace mydocker::cli {

// Reads to the end. kernel: it cannot be read, or it has more than 16 MiB.
Result<std::string> read_standard_input();

}  // namespace mydocker::cli
