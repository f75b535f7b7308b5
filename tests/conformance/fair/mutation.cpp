#include "mutation.hpp"

#include <string>

namespace fair {
namespace {

// Found in the file by its beginning (mutant_file.cpp); volatile, so that it is read.
__attribute__((used)) const volatile char kMutation[] = "fair mutation:                ";

}  // namespace

bool mutated(std::string_view name) {
  constexpr std::size_t kPrefix = sizeof "fair mutation:" - 1;
  for (std::size_t i = 0; i < name.size(); ++i)
    if (kMutation[kPrefix + i] != name[i]) return false;
  return kMutation[kPrefix + name.size()] == ' ';
}

}  // namespace fair
