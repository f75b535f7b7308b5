// Tokens -> the tree of a template.
#pragma once

#include <string_view>
#include <vector>

#include "output/template/tree.hpp"

namespace mydocker::cli::templates {

// How deep blocks and parentheses may be nested.
inline constexpr std::size_t kDeepest = 64;

// invalid_argument: the first thing that is wrong, with its place. Functions and variables that do
// not exist are found here.
Result<std::vector<Node>> parse(std::string_view source);

}  // namespace mydocker::cli::templates
