// Running a program in a test and getting everything it says.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace mydocker::testing {

struct Outcome {
  int code = -1;  // exit status; 128 + signal if it died of one
  std::string out;
  std::string err;
};

using Environment = std::vector<std::pair<std::string, std::string>>;  // what is added to ours

// The program gets no standard input. Waits for it to end.
Outcome run(const std::vector<std::string>& words, const Environment& more = {});

// The same for a line of shell.
Outcome shell(const std::string& line);

}  // namespace mydocker::testing
