// Runs a program with a text on its standard input.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "cni/failure.hpp"

namespace mydocker::cli::cni {

struct ChildResult {
  int exit_code = 0;   // 128 + the signal, if a signal ended it
  std::string output;  // of standard output
};

// Waits until the program has ended. `variables` replace those of this process. The program gets
// the default signal actions and the usual file mode mask.
Outcome<ChildResult> run_child(const std::string& program,
                               const std::vector<std::pair<std::string, std::string>>& variables,
                               const std::string& input);

}  // namespace mydocker::cli::cni
