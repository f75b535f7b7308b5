// A YAML document as a tree of values with the lines they stand on; yaml-cpp ends here.
//
// Only what a configuration needs: texts, lists and maps. Anchors, aliases, tags, several documents
// in a file, keys given twice, and more than 16 levels are refused, so a small file cannot become a
// large tree.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "mydocker/result.hpp"

namespace mydocker::config {

enum class YamlKind : std::uint8_t { nothing, text, list, map };

struct YamlValue {
  YamlKind kind = YamlKind::nothing;
  std::size_t line = 0;
  std::string key;               // its own, where it is a value of a map
  std::string text;              // of kind text
  std::vector<YamlValue> items;  // of kind list or map
};

// invalid_argument: `FILE:LINE: what, what to do`. An empty document is nothing.
Result<YamlValue> parse_yaml(const std::string& text, const std::string& file);

// An error about something on that line: `FILE:LINE: what`.
Error yaml_error(const std::string& file, std::size_t line, const std::string& what);

// An error about the key of `setting`, which is none of `known`; with the one that was meant.
Error unknown_key_error(const std::string& file, const YamlValue& setting,
                        const std::vector<std::string>& known);

}  // namespace mydocker::config
