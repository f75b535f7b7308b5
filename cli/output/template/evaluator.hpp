// A template's tree and a value -> text.
#pragma once

#include <string>
#include <vector>

#include "mydocker/result.hpp"
#include "output/template/tree.hpp"
#include "output/template/value.hpp"

namespace mydocker::cli::templates {

// not_found: a field that an object has not, with "did you mean". invalid_argument: a function got
// what it does not take. Both name the place.
Result<std::string> evaluate(const std::vector<Node>& nodes, const Value& value,
                             const Shape& shape);

}  // namespace mydocker::cli::templates
