// A YAML document as a tree of values with line numbers. Only this folder uses yaml-cpp.
//
// A document has texts, lists and maps only. Anchors, aliases, tags, a second document, duplicate
// keys and more than 16 levels are refused. So a small file cannot become a large tree.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "mydocker/result.hpp"

namespace mydocker::config {

// The kinds of values. nothing: an empty value, or null.
enum class YamlKind : std::uint8_t { nothing, text, list, map };

// One value, with its children.
struct YamlValue {
  YamlKind kind = YamlKind::nothing;
  std::size_t line = 0;
  std::string key;               // key of the value in a map; otherwise empty
  std::string text;              // only for the kind text
  std::vector<YamlValue> items;  // only for the kinds list and map
};

// Parses a document. An empty document has the kind nothing. invalid_argument: the error has the
// form `FILE:LINE: what, solution`.
Result<YamlValue> parse_yaml(const std::string& text, const std::string& file);

// Returns an error for the line `line`: `FILE:LINE: what`.
Error yaml_error(const std::string& file, std::size_t line, const std::string& what);

// Returns an error for a key that is not in `known`, with the most similar known key.
Error unknown_key_error(const std::string& file, const YamlValue& setting,
                        const std::vector<std::string>& known);

}  // namespace mydocker::config
