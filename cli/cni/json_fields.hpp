// Reads fields of a JSON object. A wrong type is an error with the name of the field.
#pragma once

#include <string>
#include <vector>

#include "cni/failure.hpp"

namespace mydocker::cli::cni {

// An empty text if the field is missing.
Outcome<std::string> text_field(const Json& object, const std::string& key);
Outcome<bool> flag_field(const Json& object, const std::string& key);  // false if it is missing
// Also accepts one text instead of a list.
Outcome<std::vector<std::string>> texts_field(const Json& object, const std::string& key);
// An object {KEY: VALUE} as words KEY=VALUE. A value is a text, a number or true or false.
Outcome<std::vector<std::string>> pairs_field(const Json& object, const std::string& key);
// An empty object if the field is missing or null.
Outcome<Json> object_field(const Json& object, const std::string& key);
// An empty list if the field is missing or null.
Outcome<Json> list_field(const Json& object, const std::string& key);

}  // namespace mydocker::cli::cni
