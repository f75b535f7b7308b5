#include "output/json_text.hpp"

#include <algorithm>
#include <array>

#include <yaml-cpp/yaml.h>

#include "runtime/base/printable.hpp"

namespace mydocker::cli {
namespace {

constexpr bool kAsciiOnly = true;

std::string dumped(const Json& document, int indent) {
  return document.dump(indent, ' ', kAsciiOnly, Json::error_handler_t::replace) + "\n";
}

// Texts that YAML 1.1 or 1.2 reads as another type.
constexpr std::array kReservedWords{"false", "n", "no", "null", "off", "on", "true", "y", "yes"};

// Returns true if the text needs no quotes: it begins with a letter and has no special characters
// of YAML.
bool is_plain(std::string text) {
  std::ranges::transform(text, text.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  const auto is_letter = [](char c) { return c >= 'a' && c <= 'z'; };
  const auto is_plain_here = [&](char c) {
    return is_letter(c) || (c >= '0' && c <= '9') ||
           std::string_view("_./-").find(c) != std::string_view::npos;
  };
  return !text.empty() && is_letter(text.front()) && std::ranges::all_of(text, is_plain_here) &&
         std::ranges::find(kReservedWords, text) == kReservedWords.end();
}

void emit_text(YAML::Emitter& out, const std::string& text) {
  if (!is_plain(text)) out << YAML::DoubleQuoted;
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
