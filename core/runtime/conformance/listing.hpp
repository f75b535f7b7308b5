// Lists of names in the texts of verdicts.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "runtime/base/quoted.hpp"

namespace mydocker::conformance {

// Returns `"a", "b" and 3 more` with at most `shown` names, or "nothing" for an empty list.
template <class Texts>
std::string some_of(const Texts& texts, std::size_t shown = 3) {
  std::string list;
  std::size_t count = 0;
  for (const auto& text : texts)
    if (count++ < shown) list += (list.empty() ? "" : ", ") + base::quoted(text);
  if (count > shown) list += " and " + std::to_string(count - shown) + " more";
  return list.empty() ? "nothing" : list;
}

}  // namespace mydocker::conformance
