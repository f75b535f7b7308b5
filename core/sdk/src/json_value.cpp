#include "mydocker/json_value.hpp"

#include <algorithm>

#include "json_reader.hpp"

namespace mydocker {
namespace {

// Limit of a document of another program, in bytes.
constexpr std::size_t kForeignLimit = std::size_t{16} << 20;

std::string scalar_text(const json::Value& value) {
  if (value.IsString()) return std::string(json::text_of(value));
  if (value.IsInt64()) return std::to_string(value.GetInt64());
  if (value.IsUint64()) return std::to_string(value.GetUint64());
  return {};
}

JsonValue tree_of(const json::Value& value, std::string_view key) {
  JsonValue tree{std::string(key), scalar_text(value), {}};
  if (value.IsArray())
    for (const auto& item : value.GetArray()) tree.items.push_back(tree_of(item, {}));
  if (value.IsObject())
    for (const auto& field : value.GetObject())
      tree.items.push_back(tree_of(field.value, json::text_of(field.name)));
  return tree;
}

}  // namespace

const JsonValue* JsonValue::find(std::string_view name) const {
  const auto found = std::ranges::find(items, name, &JsonValue::key);
  return found == items.end() ? nullptr : &*found;
}

std::string JsonValue::text_at(std::string_view name) const {
  const auto* value = find(name);
  return value == nullptr ? std::string() : value->text;
}

Result<JsonValue> parse_json(std::string_view text) {
  MYDOCKER_TRY(const auto document,
               json::Document::parse(text, ErrorKind::invalid_argument, kForeignLimit));
  return tree_of(document.root(), {});
}

}  // namespace mydocker
