// Fields of template values.
#pragma once

#include <string>
#include <vector>

#include "mydocker/result.hpp"
#include "output/template/value.hpp"

namespace mydocker::cli::templates {

// The value of a field. Returns nothing if a map does not have the key. not_found: an object does
// not have the field.
Result<Value> field_of(const Value& value, const std::string& name, const Shape& shape);

// The lookup {{.Label "team"}}: the entry of `value` for the key in `arguments`; "" if it does not
// exist. `fields` is the path of `value`. invalid_argument: the field is not a lookup field
// (Shape::lookups).
Result<Value> look_up(const Value& value, const std::vector<Value>& arguments,
                      const std::vector<std::string>& fields, const Shape& shape);

}  // namespace mydocker::cli::templates
