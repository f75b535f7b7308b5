// Builds a tree of YamlValue from the events of yaml-cpp. Features that a configuration does not
// need are refused. Only the files of this folder use this header; others use yaml_value.hpp.
#pragma once

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/mark.h>

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "runtime/config/yaml_value.hpp"

namespace mydocker::config {

// Returns the line, counted from 1.
std::size_t line_of(const YAML::Mark& mark);

// An exception that ends the parsing inside yaml-cpp. parse_yaml() catches it.
struct Refused {
  std::size_t line;
  std::string what;
};

// Receives the events. Too many levels are refused before yaml-cpp enters the next one.
class YamlTreeBuilder : public YAML::EventHandler {
 public:
  // Returns the tree. Call it after the end of the document.
  YamlValue take() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark& mark) override;
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& text) override;
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override;
  void OnSequenceEnd() override { ascend(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override;
  void OnMapEnd() override { ascend(); }

 private:
  // An open list or map, and the key that has no value yet.
  struct Open {
    YamlValue container;
    bool has_key = false;
    std::string key;
    std::size_t key_line = 0;
  };

  void descend(YamlValue container);
  void ascend();
  void add(YamlValue child);
  void begin_entry(const YamlValue& key);
  void end_entry(YamlValue child);
  void refuse_as_key(const YamlValue& child) const;
  [[nodiscard]] bool awaits_key() const;

  YamlValue root_;
  std::vector<Open> open_;
  bool begun_ = false;
};

}  // namespace mydocker::config
