// From yaml-cpp's events to a tree of YamlValue, refusing what a configuration does not need.
//
// Does not: leave this folder; yaml_value.hpp is the way in.
#pragma once

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/mark.h>

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "runtime/config/yaml_value.hpp"

namespace mydocker::config {

// Counted from 1.
std::size_t line_of(const YAML::Mark& mark);

// Thrown from inside a call of yaml-cpp to end the parse; parse_yaml() catches it.
struct Refused {
  std::size_t line;
  std::string what;
};

// A level is refused before yaml-cpp descends into it.
class YamlTreeBuilder : public YAML::EventHandler {
 public:
  // The tree, once the document has ended.
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
  // A list or map whose end has not been seen, and the key that waits for its value.
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
