// Evaluates the tree of a template with a value; the result is text.
#pragma once

#include <string>
#include <vector>

#include "mydocker/result.hpp"
#include "output/template/tree.hpp"
#include "output/template/value.hpp"

namespace mydocker::cli::templates {

// Errors name the place in the template.
// - not_found: an object does not have the field (with "did you mean").
// - invalid_argument: a function does not accept its argument.
Result<std::string> evaluate(const std::vector<Node>& nodes, const Value& value,
                             const Shape& shape);

}  // namespace mydocker::cli::templates
