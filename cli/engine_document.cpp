#include "engine_document.hpp"

#include <unistd.h>
#include <algorithm>
#include <cctype>
#include <cerrno>
#include <vector>

#include "runtime/base/errno_text.hpp"
#include "runtime/base/quoted.hpp"

namespace mydocker::cli {
namespace {

constexpr std::size_t kLargestInput = std::size_t{16} << 20U;

const Json* find_value(const Json& object, const std::string& key) {
  const Json* found = object.find(key);
  return found == nullptr || found->is_null() ? nullptr : found;
}

Error wrong_type(const std::string& key, const std::string& expected) {
  return {ErrorKind::invalid_argument, "field " + base::quoted(key) + " is not " + expected};
}

}  // namespace

Result<std::string> read_standard_input() {
  std::string text;
  std::vector<char> buffer(65536);
  for (;;) {
    const auto count = read(STDIN_FILENO, buffer.data(), buffer.size());
    if (count == 0) return text;
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return base::errno_error("read standard input", errno);
    text.append(buffer.data(), static_cast<std::size_t>(count));
    if (text.size() > kLargestInput)
      return Error(ErrorKind::kernel, "standard input has more than 16 MiB");
  }
}

Result<std::string> text_field(const Json& object, const std::string& key) {
  const Json* value = find_value(object, key);
  if (value == nullptr) return std::string();
  if (!value->is_string()) return wrong_type(key, "a text");
  return value->string();
}

Result<std::string> required_text(const Json& object, const std::string& key) {
  MYDOCKER_TRY(auto text, text_field(object, key));
  if (!text.empty()) return text;
  return Error(ErrorKind::invalid_argument, "field " + base::quoted(key) + " is missing");
}

Result<bool> flag_field(const Json& object, const std::string& key) {
  const Json* value = find_value(object, key);
  if (value == nullptr) return false;
  if (!value->is_bool()) return wrong_type(key, "true or false");
  return value->is_true();
}

Result<std::vector<std::string>> texts_field(const Json& object, const std::string& key) {
  std::vector<std::string> texts;
  const Json* value = find_value(object, key);
  if (value == nullptr) return texts;
  if (value->is_string()) return std::vector<std::string>{value->string()};
  if (!value->is_array()) return wrong_type(key, "a list of texts");
  for (const auto& one : value->items()) {
    if (!one.is_string()) return wrong_type(key, "a list of texts");
    texts.push_back(one.string());
  }
  return texts;
}

Result<std::vector<std::string>> pairs_field(const Json& object, const std::string& key) {
  std::vector<std::string> words;
  MYDOCKER_TRY(const Json pairs, object_field(object, key));
  for (const auto& [name, value] : pairs.fields()) {
    if (value.is_array() || value.is_object() || value.is_null())
      return wrong_type(std::string(key).append(".").append(name), "a text");
    const auto text = value.is_string() ? value.string() : value.dump();
    words.push_back(std::string(name).append("=").append(text));
  }
  return words;
}

Result<Json> object_field(const Json& object, const std::string& key) {
  const Json* value = find_value(object, key);
  if (value == nullptr) return Json::object();
  if (!value->is_object()) return wrong_type(key, "an object");
  return *value;
}

Result<Json> list_field(const Json& object, const std::string& key) {
  const Json* value = find_value(object, key);
  if (value == nullptr) return Json::array();
  if (!value->is_array()) return wrong_type(key, "a list");
  return *value;
}

std::string publish_argument(const PortFields& fields) {
  const auto& address = fields.host_address;
  std::string text = address.find(':') == std::string::npos ? address : "[" + address + "]";
  if (!text.empty()) text += ":";
  if (!text.empty() || !fields.host.empty()) text += fields.host + ":";
  std::string protocol = fields.protocol.empty() ? "tcp" : fields.protocol;
  std::ranges::transform(protocol, protocol.begin(), [](unsigned char letter) {
    return static_cast<char>(std::tolower(letter));
  });
  return text + fields.container + "/" + protocol;
}

}  // namespace mydocker::cli
