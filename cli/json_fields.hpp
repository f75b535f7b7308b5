// Reads fields of a JSON object. invalid_argument: a field has a wrong type.
#pragma once

#include <string>
#include <vector>

#include "mydocker/result.hpp"
#include "output/json_text.hpp"

namespace mydocker::cli {

// An empty text if the field is missing.
Result<std::string> text_field(const Json& object, const std::string& key);
// A text that must not be empty. invalid_argument: it is missing.
Result<std::string> required_text(const Json& object, const std::string& key);
Result<bool> flag_field(const Json& object, const std::string& key);  // false if it is missing
// Also accepts one text instead of a list.
Result<std::vector<std::string>> texts_field(const Json& object, const std::string& key);
// An object {KEY: VALUE} as words KEY=VALUE. A value is a text, a number or true or false.
Result<std::vector<std::string>> pairs_field(const Json& object, const std::string& key);
// An empty object if the field is missing or null.
Result<Json> object_field(const Json& object, const std::string& key);
// An empty list if the field is missing or null.
Result<Json> list_field(const Json& object, const std::string& key);

}  // namespace mydocker::cli
