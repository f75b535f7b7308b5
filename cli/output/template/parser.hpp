// Parses the text of a template into a tree.
#pragma once

#include <string_view>
#include <vector>

#include "output/template/tree.hpp"

namespace mydocker::cli::templates {

// Maximum nesting of blocks and parentheses.
inline constexpr std::size_t kDeepest = 64;

// invalid_argument: the first error, with its place. Unknown functions and variables are errors
// too.
Result<std::vector<Node>> parse(std::string_view source);

}  // namespace mydocker::cli::templates
