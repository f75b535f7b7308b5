// Writes C++ values as the text of a document. The fields have the order of fields(). Only the
// files of this folder use this header.
#pragma once

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <concepts>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "json_fields.hpp"
#include "mydocker/options.hpp"

namespace mydocker::json {

// Writes one document. text() returns it.
class Writer {
 public:
  template <class T>
  void operator()(std::string_view key, const T& value) {
    json_.Key(key.data(), static_cast<rapidjson::SizeType>(key.size()));
    put(value);
  }
  // Writes a field that older documents do not have. The field is left out if its value is
  // `fallback`.
  template <class T>
  void optional(std::string_view key, const T& value, const T& fallback = T{}) {
    if (value != fallback) (*this)(key, value);
  }
  [[nodiscard]] std::string text() const { return {text_.GetString(), text_.GetSize()}; }

  void put(bool value) { json_.Bool(value); }
  void put(std::signed_integral auto value) { json_.Int64(value); }
  void put(std::unsigned_integral auto value) { json_.Uint64(value); }
  void put(std::string_view value);
  void put(const std::string& value) { put(std::string_view(value)); }
  void put(const std::map<std::string, std::string>& values);
  void put(const Options& value) { put(value.values()); }
  void put(const Textual auto& value) { put(value.text()); }
  void put(Named auto value) { put(names_of(value)[static_cast<std::size_t>(value)]); }
  template <class T>
  void put(const std::optional<T>& value) {
    if (value)
      put(*value);
    else
      json_.Null();
  }
  template <class T>
  void put(const std::vector<T>& values) {
    json_.StartArray();
    for (const T& value : values) put(value);
    json_.EndArray();
  }
  template <class T>
  requires std::is_class_v<T> &&(!Textual<T>)void put(const T& value) {
    json_.StartObject();
    fields(*this, value);
    json_.EndObject();
  }

 private:
  rapidjson::StringBuffer text_;
  rapidjson::Writer<rapidjson::StringBuffer> json_{text_};
};

// Returns the value as the text of a document. Bytes that are not UTF-8 become U+FFFD.
template <class T>
std::string document_of(const T& value) {
  Writer writer;
  writer.put(value);
  return writer.text();
}

// Functions that check UTF-8 (RFC 3629: no surrogates, nothing above U+10FFFF, no overlong forms).

bool is_utf8(std::string_view text);

// Returns the text with U+FFFD for each byte that does not belong to a character.
std::string as_utf8(std::string_view text);

}  // namespace mydocker::json
