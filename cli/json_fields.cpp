#include "json_fields.hpp"

#include "runtime/base/quoted.hpp"

namespace mydocker::cli {
namespace {

const Json* find_value(const Json& object, const std::string& key) {
  const auto found = object.find(key);
  return found == object.end() || found->is_null() ? nullptr : &*found;
}

Error wrong_type(const std::string& key, const std::string& expected) {
  return {ErrorKind::invalid_argument, "field " + base::quoted(key) + " is not " + expected};
}

}  // namespace

Result<std::string> text_field(const Json& object, const std::string& key) {
  const Json* value = find_value(object, key);
  if (value == nullptr) return std::string();
  if (!value->is_string()) return wrong_type(key, "a text");
  return value->get<std::string>();
}

Result<std::string> required_text(const Json& object, const std::string& key) {
  MYDOCKER_TRY(auto text, text_field(object, key));
  if (!text.empty()) return text;
  return Error(ErrorKind::invalid_argument, "field " + base::quoted(key) + " is missing");
}

Result<bool> flag_field(const Json& object, const std::string& key) {
  const Json* value = find_value(object, key);
  if (value == nullptr) return false;
  if (!value->is_boolean()) return wrong_type(key, "true or false");
  return value->get<bool>();
}

Result<std::vector<std::string>> texts_field(const Json& object, const std::string& key) {
  std::vector<std::string> texts;
  const Json* value = find_value(object, key);
  if (value == nullptr) return texts;
  if (value->is_string()) return std::vector<std::string>{value->get<std::string>()};
  if (!value->is_array()) return wrong_type(key, "a list of texts");
  for (const auto& one : *value) {
    if (!one.is_string()) return wrong_type(key, "a list of texts");
    texts.push_back(one.get<std::string>());
  }
  return texts;
}

Result<std::vector<std::string>> pairs_field(const Json& object, const std::string& key) {
  std::vector<std::string> words;
  MYDOCKER_TRY(const Json pairs, object_field(object, key));
  for (const auto& [name, value] : pairs.items()) {
    if (value.is_structured() || value.is_null())
      return wrong_type(std::string(key).append(".").append(name), "a text");
    const auto text = value.is_string() ? value.get<std::string>() : value.dump();
    words.push_back(std::string(name).append("=").append(text));
  }
  return words;
}

Result<Json> object_field(const Json& object, const std::string& key) {
  const Json* value = find_value(object, key);
  if (value == nullptr) return Json(Json::object());
  if (!value->is_object()) return wrong_type(key, "an object");
  return *value;
}

Result<Json> list_field(const Json& object, const std::string& key) {
  const Json* value = find_value(object, key);
  if (value == nullptr) return Json(Json::array());
  if (!value->is_array()) return wrong_type(key, "a list");
  return *value;
}

}  // namespace mydocker::cli
