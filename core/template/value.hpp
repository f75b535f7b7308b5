// The values of templates: a part of a JSON document, or nothing.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "mydocker/json.hpp"

namespace mydocker::templates {

// Information about a document that JSON does not contain. All names are string literals, which a
// Shape does not own.
struct Shape {
  // Fields with user-defined keys, for example Labels. A missing key of such a field is not an
  // error.
  std::set<std::string_view> maps{};
  // Lookup fields, as in {{.Label "team"}}. Such a field is a map, and its argument is a key of the
  // map. Lookup fields are not printed with the document.
  std::set<std::string_view> lookups{};
  // Other names of fields. The key is the other name.
  std::map<std::string_view, std::string_view> aliases{};
  // Default values of optional fields.
  std::map<std::string_view, Json> defaults{};
};

// A value. It shares the ownership of the document that contains it.
struct Value {
  // null: there is no value, for example because a map lacks the key.
  std::shared_ptr<const Json> json;
  bool map = false;  // whether this is an object with user-defined keys

  static Value of(Json json) { return {std::make_shared<const Json>(std::move(json)), false}; }
  [[nodiscard]] Value part(const Json& inner, bool is_map) const {
    return {std::shared_ptr<const Json>(json, &inner), is_map && inner.is_object()};
  }
  [[nodiscard]] bool is_nothing() const { return json == nullptr || json->is_null(); }
};

// Returns whether {{if}} treats the value as true. These are false: false, 0, "", no value, and an
// empty list or map.
bool is_true(const Value& value);

// Returns the text as Go prints it: plain text, [a b] for a list, map[k:v] for a map.
std::string text_of(const Value& value, const Shape& shape);

// Returns the name of the type for errors: "text", "number", "list", "map".
std::string kind_of(const Value& value);

// An element of a list (in order) or of a map (in order of its keys).
struct Part {
  Value key;
  Value value;
};
// Returns the elements of a list or a map. Returns nothing if the value is neither of them.
std::optional<std::vector<Part>> parts_of(const Value& value);

}  // namespace mydocker::templates
