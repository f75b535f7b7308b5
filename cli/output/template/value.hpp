// What a template works with: a part of a JSON document, or nothing.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace mydocker::cli::templates {

using Json = nlohmann::ordered_json;

// What JSON does not say about a document.
struct Shape {
  // Fields whose keys are the user's, as Labels: a key that is missing is no mistake there.
  std::set<std::string_view> maps{};
  // Fields that are asked with a key, as {{.Label "team"}}. They are maps, and not printed.
  std::set<std::string_view> lookups{};
  // Other names of fields.
  std::map<std::string_view, std::string_view> aliases{};
  // What stands for a field that may be left out.
  std::map<std::string_view, Json> defaults{};
};

// Shares the document that it is a part of.
struct Value {
  std::shared_ptr<const Json> json;  // null: nothing, as a key that a map has not
  bool map = false;                  // an object whose keys are the user's

  static Value of(Json json) { return {std::make_shared<const Json>(std::move(json)), false}; }
  [[nodiscard]] Value part(const Json& inner, bool is_map) const {
    return {std::shared_ptr<const Json>(json, &inner), is_map && inner.is_object()};
  }
  [[nodiscard]] bool is_nothing() const { return json == nullptr || json->is_null(); }
};

// What {{if}} asks: not false, 0, "", nothing, or a list or map of nothing.
bool is_true(const Value& value);

// As Go prints it: text as it is, [a b] for a list, map[k:v] for a map.
std::string text_of(const Value& value, const Shape& shape);

// "text", "number", "list", "map", ... for an error.
std::string kind_of(const Value& value);

// The parts of a list in order, or of a map in the order of its keys.
struct Part {
  Value key;
  Value value;
};
// Nothing if the value has no parts to walk over.
std::optional<std::vector<Part>> parts_of(const Value& value);

}  // namespace mydocker::cli::templates
