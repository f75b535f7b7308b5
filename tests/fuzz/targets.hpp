// The parsers of untrusted or damaged input, as functions of bytes. Each must return: a crash, a
// hang and a wrong result are errors. A wrong result ends the process (std::abort).
#pragma once

#include <span>
#include <string_view>

namespace mydocker::fuzz {

struct Target {
  std::string_view name;  // also the folder of its corpus
  void (*run)(std::string_view input);
};

std::span<const Target> targets();

}  // namespace mydocker::fuzz
