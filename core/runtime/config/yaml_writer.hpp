// Texts, maps and lists as a YAML document that yaml_value reads back; the way out of yaml-cpp.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace YAML {
class Emitter;
}

namespace mydocker::config {

class YamlWriter {
 public:
  YamlWriter();
  ~YamlWriter();
  YamlWriter(const YamlWriter&) = delete;
  YamlWriter& operator=(const YamlWriter&) = delete;

  // With a key inside a map, without one at the top or inside a list.
  void begin_map();
  void begin_map(std::string_view key);
  void end_map();
  void begin_list(std::string_view key);
  void end_list();

  void entry(std::string_view key, const std::string& text);
  void entry(std::string_view key, bool flag);
  void entry(std::string_view key, const std::vector<std::string>& texts);
  void entry(std::string_view key, const std::map<std::string, std::string>& texts);

  // The document, ended by a newline.
  [[nodiscard]] std::string text() const;

 private:
  void key(std::string_view key);
  // In quotes where another reader would take the text for a number, a flag or nothing.
  void scalar(const std::string& text);

  std::unique_ptr<YAML::Emitter> emitter_;
};

}  // namespace mydocker::config
