#include "output/json_text.hpp"

#include <yaml-cpp/yaml.h>

#include "runtime/base/printable.hpp"
#include "runtime/base/yaml_text.hpp"

namespace mydocker::cli {
namespace {

void emit_text(YAML::Emitter& out, const std::string& text) {
  if (!base::is_plain_yaml(text)) out << YAML::DoubleQuoted;
  out << text;
}

void emit(YAML::Emitter& out, const Json& value) {
  if (value.is_string()) {
    emit_text(out, value.string());
  } else if (value.is_null()) {
    out << YAML::Null;
  } else if (!value.is_array() && !value.is_object()) {
    out << value.dump();  // numbers and booleans are written as in JSON
  } else if (value.empty()) {
    out << YAML::Flow;
    if (value.is_array()) out << YAML::BeginSeq << YAML::EndSeq;
    if (value.is_object()) out << YAML::BeginMap << YAML::EndMap;
  } else if (value.is_array()) {
    out << YAML::BeginSeq;
    for (const auto& item : value.items()) emit(out, item);
    out << YAML::EndSeq;
  } else {
    out << YAML::BeginMap;
    for (const auto& [key, child] : value.fields()) {
      out << YAML::Key;
      emit_text(out, key);
      out << YAML::Value;
      emit(out, child);
    }
    out << YAML::EndMap;
  }
}

}  // namespace

std::string indented(const Json& document) { return document.dump(4) + "\n"; }

std::string on_one_line(const Json& document) { return document.dump() + "\n"; }

Json printable(const Json& document) {
  if (document.is_string()) return base::printable(document.string());
  if (!document.is_array() && !document.is_object()) return document;
  Json result = document.is_array() ? Json::array() : Json::object();
  for (const auto& item : document.items()) result.push_back(printable(item));
  for (const auto& [key, value] : document.fields())
    result[base::printable(key)] = printable(value);
  return result;
}

std::string yaml(const Json& document) {
  YAML::Emitter out;
  out.SetOutputCharset(YAML::EscapeNonAscii);
  emit(out, document);
  return std::string(out.c_str(), out.size()) + "\n";
}

}  // namespace mydocker::cli
