// Reads and writes the text of a JSON tree.
#include <rapidjson/encodings.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/prettywriter.h>

#include <algorithm>
#include <ostream>

#include "json_reader.hpp"
#include "mydocker/json.hpp"

namespace mydocker {
namespace {

// The limits of a document of another program.
constexpr json::Limits kForeignLimits{.bytes = std::size_t{16} << 20, .depth = 64};

// --- text to tree

Json number_of(const json::Value& value) {
  if (value.IsInt64()) return value.GetInt64();
  if (value.IsUint64()) return value.GetUint64();
  return value.GetDouble();
}

// Returns a key that the object has twice. Returns nothing if there is none.
std::optional<std::string_view> repeated_key(const json::Value& object) {
  std::vector<std::string_view> keys;
  keys.reserve(object.MemberCount());
  for (const auto& field : object.GetObject()) keys.push_back(json::text_of(field.name));
  std::ranges::sort(keys);
  const auto found = std::ranges::adjacent_find(keys);
  return found == keys.end() ? std::nullopt : std::optional(*found);
}

Result<Json> tree_of(const json::Value& value);

Result<Json> array_of(const json::Value& value) {
  Json::Array items;
  items.reserve(value.Size());
  for (const auto& item : value.GetArray()) {
    MYDOCKER_TRY(auto child, tree_of(item));
    items.push_back(std::move(child));
  }
  return Json(std::move(items));
}

Result<Json> object_of(const json::Value& value) {
  if (const auto key = repeated_key(value))
    return Error(ErrorKind::invalid_argument, "field \"" + std::string(*key) + "\" is given twice");
  Json::Object fields;
  fields.reserve(value.MemberCount());
  for (const auto& field : value.GetObject()) {
    MYDOCKER_TRY(auto child, tree_of(field.value));
    fields.push_back({std::string(json::text_of(field.name)), std::move(child)});
  }
  return Json::object(std::move(fields));
}

Result<Json> tree_of(const json::Value& value) {
  if (value.IsArray()) return array_of(value);
  if (value.IsObject()) return object_of(value);
  if (value.IsString()) return Json(json::text_of(value));
  if (value.IsBool()) return Json(value.GetBool());
  if (value.IsNumber()) return number_of(value);
  return Json();
}

// --- tree to text

// Takes the first character from the text. Returns U+FFFD if it is not UTF-8.
unsigned take_character(std::string_view& text) {
  constexpr unsigned kReplacement = 0xfffd;
  rapidjson::MemoryStream in(text.data(), std::min<std::size_t>(text.size(), 4));
  unsigned code = 0;
  const bool valid = rapidjson::UTF8<>::Decode(in, &code);
  text.remove_prefix(valid ? in.Tell() : 1);
  return valid ? code : kReplacement;
}

// Adds one unit of UTF-16, for example \u00fc.
void add_unit(std::string& out, unsigned unit) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  out += "\\u";
  for (const unsigned shift : {12U, 8U, 4U, 0U}) out += kDigits[(unit >> shift) & 0xfU];
}

void add_character(std::string& out, unsigned code) {
  constexpr std::string_view kNamed = "\"\\\b\f\n\r\t";
  constexpr std::string_view kNames = "\"\\bfnrt";
  const bool ascii = code < 0x7f;
  const auto name = ascii ? kNamed.find(static_cast<char>(code)) : std::string_view::npos;
  if (name != std::string_view::npos) {
    out += '\\';
    out += kNames[name];
  } else if (ascii && code >= ' ') {
    out += static_cast<char>(code);
  } else if (code <= 0xffff) {
    add_unit(out, code);
  } else {
    add_unit(out, 0xd800U + ((code - 0x10000U) >> 10U));
    add_unit(out, 0xdc00U + (code & 0x3ffU));
  }
}

// Writes a text or a key. RapidJSON's own escapes have capital letters and leave DEL unescaped.
template <class Writer>
void write_text(Writer& writer, std::string_view text) {
  std::string quoted = "\"";
  while (!text.empty()) add_character(quoted, take_character(text));
  quoted += '"';
  writer.RawValue(quoted.data(), quoted.size(), rapidjson::kStringType);
}

template <class Writer>
void write(Writer& writer, const Json& value) {
  if (value.is_object()) {
    writer.StartObject();
    for (const auto& [key, child] : value.fields()) {
      write_text(writer, key);
      write(writer, child);
    }
    writer.EndObject();
  } else if (value.is_array()) {
    writer.StartArray();
    for (const auto& child : value.items()) write(writer, child);
    writer.EndArray();
  } else if (value.is_string()) {
    write_text(writer, value.string());
  } else if (value.is_bool()) {
    writer.Bool(value.is_true());
  } else if (const auto small = value.integer()) {
    writer.Int64(*small);
  } else if (const auto large = value.unsigned_integer()) {
    writer.Uint64(*large);
  } else if (value.is_number()) {
    writer.Double(value.number());
  } else {
    writer.Null();
  }
}

}  // namespace

Result<Json> Json::parse(std::string_view text) {
  MYDOCKER_TRY(const auto document,
               json::Document::parse(text, ErrorKind::invalid_argument, kForeignLimits));
  return tree_of(document.root());
}

std::string Json::dump(std::optional<unsigned> indent) const {
  rapidjson::StringBuffer text;
  if (indent) {
    rapidjson::PrettyWriter writer(text);
    writer.SetIndent(' ', *indent);
    write(writer, *this);
  } else {
    rapidjson::Writer writer(text);
    write(writer, *this);
  }
  return {text.GetString(), text.GetSize()};
}

std::ostream& operator<<(std::ostream& out, const Json& document) { return out << document.dump(); }

}  // namespace mydocker
