#include "template/value.hpp"

#include <algorithm>

namespace mydocker::templates {
namespace {

std::vector<std::string> keys_of(const Json& object, bool sorted) {
  std::vector<std::string> keys;
  for (const auto& field : object.fields()) keys.push_back(field.key);
  if (sorted) std::ranges::sort(keys);
  return keys;
}

}  // namespace

bool is_true(const Value& value) {
  if (value.is_nothing()) return false;
  const Json& json = *value.json;
  if (json.is_bool()) return json.is_true();
  if (json.is_number()) return json != 0;
  if (json.is_string()) return !json.string().empty();
  if (json.is_object() && !value.map) return true;
  return !json.empty();
}

std::string text_of(const Value& value, const Shape& shape) {
  if (value.json == nullptr) return "<no value>";
  const Json& json = *value.json;
  if (json.is_null()) return "<nil>";
  if (json.is_string()) return json.string();
  std::string text;
  if (json.is_array()) {
    for (const auto& item : json.items())
      text += (text.empty() ? "" : " ") + text_of(value.part(item, false), shape);
    return "[" + text + "]";
  }
  if (!json.is_object()) return json.dump();
  for (const auto& key : keys_of(json, value.map)) {
    if (!value.map && shape.lookups.contains(key)) continue;
    if (!text.empty()) text += ' ';
    if (value.map) text += key + ":";
    text += text_of(value.part(json[key], !value.map && shape.maps.contains(key)), shape);
  }
  return value.map ? "map[" + text + "]" : "{" + text + "}";
}

std::string kind_of(const Value& value) {
  if (value.is_nothing()) return "nothing";
  const Json& json = *value.json;
  if (json.is_bool()) return "true or false";
  if (json.is_number()) return "a number";
  if (json.is_string()) return "text";
  if (json.is_array()) return "a list";
  return value.map ? "a map" : "an object";
}

std::optional<std::vector<Part>> parts_of(const Value& value) {
  std::vector<Part> parts;
  if (value.is_nothing()) return parts;
  const Json& json = *value.json;
  if (json.is_array()) {
    for (std::size_t i = 0; i < json.size(); ++i)
      parts.push_back({Value::of(i), value.part(json[i], false)});
    return parts;
  }
  if (!value.map) return std::nullopt;
  for (auto& key : keys_of(json, true)) {
    const Json& inner = json[key];
    parts.push_back({Value::of(std::move(key)), value.part(inner, false)});
  }
  return parts;
}

}  // namespace mydocker::templates
