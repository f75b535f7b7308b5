// How the checks name things in their verdicts.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "runtime/base/quoted.hpp"

namespace mydocker::conformance {

// `"a", "b" and 3 more`; "nothing" for none.
template <class Texts>
std::string some_of(const Texts& texts) {
  constexpr std::size_t kShown = 3;
  std::string list;
  std::size_t count = 0;
  for (const auto& text : texts)
    if (count++ < kShown) list += (list.empty() ? "" : ", ") + base::quoted(text);
  if (count > kShown) list += " and " + std::to_string(count - kShown) + " more";
  return list.empty() ? "nothing" : list;
}

}  // namespace mydocker::conformance
