// A JSON document of another program, as a tree of values.
//
// Documents of mydocker are read into structs (documents.hpp). From a document of another program,
// only a few fields are read, by their names. Main entry point: parse_json().
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mydocker/result.hpp"

namespace mydocker {

// One value, with its children.
struct JsonValue {
  std::string key;               // name of the field in an object; otherwise empty
  std::string text;              // a text, or the decimal digits of an integer; otherwise empty
  std::vector<JsonValue> items;  // the elements of a list or the fields of an object

  // Returns the first field `name`. Null if this is no object, or has no such field.
  [[nodiscard]] const JsonValue* find(std::string_view name) const;
  // Returns the text of the field. Empty if there is no such field.
  [[nodiscard]] std::string text_at(std::string_view name) const;
};

// Parses a document of at most 16 MiB. invalid_argument: it is longer, is nested more than 16
// times, or is not JSON (RFC 8259) in UTF-8.
Result<JsonValue> parse_json(std::string_view text);

}  // namespace mydocker
