#include "mutation.hpp"

#include <string>

namespace fair {
namespace {

// mutant_file.cpp finds this text by its beginning. It is volatile, so that the compiler does not
// use the initial value.
__attribute__((used)) const volatile char kMutation[] = "fair mutation:                ";

}  // namespace

bool mutated(std::string_view name) {
  constexpr std::size_t kPrefix = sizeof "fair mutation:" - 1;
  for (std::size_t i = 0; i < name.size(); ++i)
    if (kMutation[kPrefix + i] != name[i]) return false;
  return kMutation[kPrefix + name.size()] == ' ';
}

}  // namespace fair
