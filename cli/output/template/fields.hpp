// The fields of a value.
#pragma once

#include <string>
#include <vector>

#include "mydocker/result.hpp"
#include "output/template/value.hpp"

namespace mydocker::cli::templates {

// Nothing if a map has no such key; not_found if an object has no such field.
Result<Value> field_of(const Value& value, const std::string& name, const Shape& shape);

// {{.Label "team"}}: what `value`, reached by `fields`, holds under the only argument; "" if
// nothing. invalid_argument: it is no field that is asked with a key.
Result<Value> look_up(const Value& value, const std::vector<Value>& arguments,
                      const std::vector<std::string>& fields, const Shape& shape);

}  // namespace mydocker::cli::templates
