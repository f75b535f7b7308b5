#include "output/json_text.hpp"

#include <yaml-cpp/yaml.h>

#include "runtime/base/printable.hpp"
#include "runtime/base/yaml_text.hpp"

namespace mydocker::cli {
namespace {

constexpr bool kAsciiOnly = true;

std::string dumped(const Json& document, int indent) {
  return document.dump(indent, ' ', kAsciiOnly, Json::error_handler_t::replace) + "\n";
}

void emit_text(YAML::Emitter& out, const std::string& text) {
  if (!base::is_plain_yaml(text)) out << YAML::DoubleQuoted;
  out << text;
}

void emit(YAML::Emitter& out, const Json& value) {
  if (value.is_string()) {
    emit_text(out, value.get_ref<const std::string&>());
  } else if (value.is_null()) {
    out << YAML::Null;
  } else if (!value.is_structured()) {
    out << value.dump();  // numbers and booleans are written as in JSON
  } else if (value.empty()) {
    out << YAML::Flow;
    if (value.is_array()) out << YAML::BeginSeq << YAML::EndSeq;
    if (value.is_object()) out << YAML::BeginMap << YAML::EndMap;
  } else if (value.is_array()) {
    out << YAML::BeginSeq;
    for (const auto& item : value) emit(out, item);
    out << YAML::EndSeq;
  } else {
    out << YAML::BeginMap;
    for (const auto& item : value.items()) {
      out << YAML::Key;
      emit_text(out, item.key());
      out << YAML::Value;
      emit(out, item.value());
    }
    out << YAML::EndMap;
  }
}

}  // namespace

std::string indented(const Json& document) { return dumped(document, 4); }

std::string on_one_line(const Json& document) { return dumped(document, -1); }

Json printable(const Json& document) {
  if (document.is_string()) return base::printable(document.get_ref<const std::string&>());
  if (!document.is_structured()) return document;
  Json result = document.is_array() ? Json::array() : Json::object();
  for (const auto& item : document.items()) {
    if (document.is_array()) {
      result.push_back(printable(item.value()));
    } else {
      result[base::printable(item.key())] = printable(item.value());
    }
  }
  return result;
}

std::string yaml(const Json& document) {
  YAML::Emitter out;
  out.SetOutputCharset(YAML::EscapeNonAscii);
  emit(out, document);
  return std::string(out.c_str(), out.size()) + "\n";
}

}  // namespace mydocker::cli
