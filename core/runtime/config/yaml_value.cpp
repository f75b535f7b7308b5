#include "runtime/config/yaml_value.hpp"

#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <exception>
#include <sstream>

#include "runtime/base/nearest.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/config/yaml_tree_builder.hpp"

namespace mydocker::config {
namespace {

// Returns the first line with a control character, or 0. yaml-cpp takes some of them as the end of
// the file, and would ignore the settings after them.
std::size_t line_of_control(const std::string& text) {
  std::size_t line = 1;
  for (const char letter : text) {
    const bool blank = letter == '\n' || letter == '\t' || letter == '\r';
    const auto byte = static_cast<unsigned char>(letter);
    if (!blank && (byte < 0x20 || byte == 0x7f)) return line;
    line += letter == '\n' ? 1U : 0U;
  }
  return 0;
}

}  // namespace

Error yaml_error(const std::string& file, std::size_t line, const std::string& what) {
  return {ErrorKind::invalid_argument, file + ":" + std::to_string(line) + ": " + what};
}

Error unknown_key_error(const std::string& file, const YamlValue& setting,
                        const std::vector<std::string>& known) {
  std::string what = "unknown key " + base::quoted(setting.key);
  if (const auto close = base::nearest(setting.key, known))
    return yaml_error(file, setting.line, what + ", did you mean \"" + *close + "\"?");
  std::string list;
  for (const auto& key : known) list += (list.empty() ? "" : ", ") + key;
  return yaml_error(file, setting.line, what + ", the known keys are " + list);
}

Result<YamlValue> parse_yaml(const std::string& text, const std::string& file) {
  if (const std::size_t line = line_of_control(text); line != 0)
    return yaml_error(file, line, "a control character is not allowed, write it as an escape");
  YamlTreeBuilder builder;
  try {
    std::istringstream stream(text);
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
    return builder.take();
  } catch (const Refused& refused) {
    return yaml_error(file, refused.line, refused.what);
  } catch (const YAML::Exception& error) {
    return yaml_error(file, line_of(error.mark), "not YAML: " + error.msg);
  } catch (const std::exception& error) {
    return yaml_error(file, 1, std::string("not YAML: ") + error.what());
  }
}

}  // namespace mydocker::config
