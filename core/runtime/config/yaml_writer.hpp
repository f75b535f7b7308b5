// Writes texts, maps and lists as a YAML document that parse_yaml() (yaml_value.hpp) can read.
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

// Writes one document. Each begin needs its end.
class YamlWriter {
 public:
  YamlWriter();
  ~YamlWriter();
  YamlWriter(const YamlWriter&) = delete;
  YamlWriter& operator=(const YamlWriter&) = delete;

  // Without a key at the top or in a list, with a key in a map.
  void begin_map();
  void begin_map(std::string_view key);
  void end_map();
  void begin_list(std::string_view key);
  void end_list();

  void entry(std::string_view key, const std::string& text);
  void entry(std::string_view key, bool flag);
  void entry(std::string_view key, const std::vector<std::string>& texts);
  void entry(std::string_view key, const std::map<std::string, std::string>& texts);

  // Returns the document, with a newline at the end.
  [[nodiscard]] std::string text() const;

 private:
  void key(std::string_view key);
  // Adds quotes if another program might read the text as a number, a flag or null.
  void scalar(const std::string& text);

  std::unique_ptr<YAML::Emitter> emitter_;
};

}  // namespace mydocker::config
