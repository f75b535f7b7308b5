// Reading and writing C++ values as JSON, field by field: each struct lists its fields once, in a
// function `fields(codec, value)`, and that list serves Writer and Reader alike.
//
// Reader trusts nothing: it stops at the first field that is missing or of the wrong type, and
// names it by its path ("plan[2].resource.mtu"). Does not: leave this folder; the JSON library is
// nobody else's business.
#pragma once

#include <concepts>
#include <cstdint>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mydocker/net_types.hpp"
#include "mydocker/options.hpp"
#include "mydocker/result.hpp"

namespace mydocker::json {

using Json = nlohmann::json;

// A document is refused if it is longer, or nested deeper than anything here is.
inline constexpr std::size_t kDocumentLimit = std::size_t{1} << 20;  // in bytes
inline constexpr int kDepthLimit = 16;

// For constrained overloads of fields(): `noun` is a Noun, const or not.
template <class T, class Noun>
concept Is = std::same_as<std::remove_const_t<T>, Noun>;

template <class T>
concept Textual = Is<T, IpAddress> || Is<T, IpPrefix> || Is<T, MacAddress>;

// An enumeration says what its values are called in documents: names_of(EnumType{}), by value.
template <class T>
concept Named = std::is_enum_v<T>;

class Writer {
 public:
  template <class T>
  void operator()(const char* key, const T& value) {
    put(object_[key], value);
  }
  // A field that documents have not always had: it is left out where it says nothing.
  template <class T>
  void later(const char* key, const T& value) {
    if (value != T{}) (*this)(key, value);
  }
  [[nodiscard]] Json take() { return std::move(object_); }

  static void put(Json& out, bool value) { out = value; }
  static void put(Json& out, const std::string& value) { out = value; }
  static void put(Json& out, std::integral auto value) { out = value; }
  static void put(Json& out, const Textual auto& value) { out = value.text(); }
  static void put(Json& out, Named auto value) {
    out = std::string(names_of(value)[static_cast<std::size_t>(value)]);
  }
  static void put(Json& out, const std::map<std::string, std::string>& value) {
    out = value.empty() ? Json::object() : Json(value);
  }
  static void put(Json& out, const Options& value) { put(out, value.values()); }
  template <class T>
  static void put(Json& out, const std::optional<T>& value) {
    out = nullptr;
    if (value) put(out, *value);
  }
  template <class T>
  static void put(Json& out, const std::vector<T>& values) {
    out = Json::array();
    for (const T& value : values) put(out.emplace_back(), value);
  }
  template <class T>
  requires std::is_class_v<T> &&(!Textual<T>)static void put(Json& out, const T& value) {
    Writer writer;
    fields(writer, value);
    out = writer.take();
  }

 private:
  Json object_ = Json::object();
};

class Reader {
 public:
  // `path` is what `in` is called in messages; empty for a whole document.
  Reader(const Json& in, std::string path, ErrorKind blame)
      : in_(in), path_(std::move(path)), blame_(blame) {
    if (!in_.is_object()) refuse(path_, "an object");
  }

  template <class T>
  void operator()(const char* key, T& value) {
    if (error_) return;
    const std::string path = path_.empty() ? key : path_ + "." + key;
    const auto found = in_.find(key);
    if (found == in_.end())
      error_ = Error(blame_, "field \"" + path + "\" is missing");
    else
      get(*found, path, value);
  }

  template <class T>
  void later(const char* key, T& value) {
    value = T{};
    if (in_.is_object() && in_.contains(key)) (*this)(key, value);
  }

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::optional<Error>& error() { return error_; }
  void fail(Error error) {
    if (!error_) error_ = std::move(error);
  }

  void get(const Json& in, const std::string& path, bool& value);
  void get(const Json& in, const std::string& path, std::string& value);
  void get(const Json& in, const std::string& path, std::int64_t& value);
  void get(const Json& in, const std::string& path, std::uint32_t& value);
  void get(const Json& in, const std::string& path, std::uint16_t& value);
  void get(const Json& in, const std::string& path, std::map<std::string, std::string>& value);
  void get(const Json& in, const std::string& path, Options& value);

  template <Textual T>
  void get(const Json& in, const std::string& path, T& value) {
    std::string text;
    get(in, path, text);
    if (error_) return;
    auto parsed = T::parse(text);
    if (parsed.ok())
      value = *parsed;
    else
      error_ = Error(blame_, "field \"" + path + "\": " + parsed.error().message());
  }
  template <Named T>
  void get(const Json& in, const std::string& path, T& value) {
    const auto& names = names_of(value);
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (!in.is_string() || in.get_ref<const std::string&>() != names[i]) continue;
      value = static_cast<T>(i);
      return;
    }
    std::string expected;
    for (const std::string_view name : names)
      expected += (expected.empty() ? "" : ", ") + std::string(name);
    refuse(path, "one of " + expected);
  }
  template <class T>
  void get(const Json& in, const std::string& path, std::optional<T>& value) {
    value.reset();
    if (!in.is_null()) get(in, path, value.emplace());
  }
  template <class T>
  void get(const Json& in, const std::string& path, std::vector<T>& values) {
    values.clear();
    if (!in.is_array()) return refuse(path, "a list");
    for (std::size_t i = 0; i < in.size() && !error_; ++i)
      get(in[i], path + "[" + std::to_string(i) + "]", values.emplace_back());
  }
  template <class T>
  requires std::is_class_v<T> &&
      (!Textual<T>)void get(const Json& in, const std::string& path, T& value) {
    Reader reader(in, path, blame_);
    fields(reader, value);
    error_ = std::move(reader.error());
  }

 private:
  void refuse(const std::string& path, const std::string& expected);

  const Json& in_;
  std::string path_;
  ErrorKind blame_;
  std::optional<Error> error_;
};

// The text of a value as a document. Bytes that are not UTF-8 come out as U+FFFD.
std::string text_of(const Json& document);
template <class T>
std::string document_of(const T& value) {
  Json document;
  Writer::put(document, value);
  return text_of(document);
}

// `blame` is the kind of every error: whose fault a bad document is.
Result<Json> parse(std::string_view document, ErrorKind blame);
template <class T>
Result<T> value_of(const Json& document, ErrorKind blame) {
  T value;
  Reader reader(document, "", blame);
  fields(reader, value);
  if (reader.error()) return *std::move(reader.error());
  return value;
}

}  // namespace mydocker::json
