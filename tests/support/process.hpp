// Runs programs in a test and captures their output.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace mydocker::testing {

// The exit code and output of a program.
struct Outcome {
  int code = -1;  // exit status, or 128 + signal
  std::string out;
  std::string err;
};

using Environment = std::vector<std::pair<std::string, std::string>>;  // variables added to the
                                                                       // environment of the test

// Runs a program without standard input and waits for its end.
Outcome run(const std::vector<std::string>& words, const Environment& more = {});

// Runs a line of shell.
Outcome shell(const std::string& line);

}  // namespace mydocker::testing
