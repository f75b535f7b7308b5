// A JSON document as a tree of values (RFC 8259).
//
// Documents of drivers are read into structs (documents.hpp). The tree is for documents whose
// fields are not known before: those of other programs, and the output of the command line.
//
//   Json network{{"Name", "web"}, {"Labels", Json::object()}};
//   network["Subnets"].push_back("10.0.0.0/24");
//   MYDOCKER_TRY(const Json answer, Json::parse(text));
//   const std::string address = answer["ips"][0]["address"].string();
//
// Reading never fails: a missing field or element is null, and a value of another kind is empty.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iosfwd>
#include <limits>
#include <optional>
#include <ranges>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "mydocker/result.hpp"

namespace mydocker {

class Json;

// A field of an object.
template <class Value>
struct JsonField {
  std::string key;
  Value value;
  bool operator==(const JsonField& other) const = default;
};

// Values that become an array: a container of texts, numbers or Json.
template <class Values>
concept JsonItems = std::ranges::input_range<const Values&> &&
                    !std::convertible_to<const Values&, std::string_view> &&
                    std::convertible_to<std::ranges::range_reference_t<const Values&>, Json>;

// One value, with its children. The constructors are implicit, so that a document can be written as
// nested lists of pairs.
class Json {
 public:
  using Field = JsonField<Json>;
  using Array = std::vector<Json>;
  using Object = std::vector<Field>;  // in the order of the document; each key is there once

  Json() = default;  // null
  Json(std::nullptr_t /*null*/) {}
  Json(std::string text) : value_(std::move(text)) {}
  Json(std::string_view text) : value_(std::string(text)) {}
  Json(const char* text) : value_(std::string(text)) {}
  Json(double number) : value_(number) {}
  Json(std::same_as<bool> auto truth) : value_(truth) {}
  template <std::integral T>
  requires(!std::same_as<T, bool>) Json(T number) {
    // Only a number that is too large for int64_t is an uint64_t, so equal numbers have one type.
    if (std::in_range<std::int64_t>(number))
      value_ = static_cast<std::int64_t>(number);
    else
      value_ = static_cast<std::uint64_t>(number);
  }
  Json(Array items) : value_(std::move(items)) {}
  Json(const JsonItems auto& values) : value_(Array(std::begin(values), std::end(values))) {}
  // Creates an object.
  Json(std::initializer_list<Field> fields);

  static Json array(Array items = {}) { return items; }
  static Json object() { return object(Object()); }
  // `fields` must not have a key twice.
  static Json object(Object fields);

  // Parses a document of at most 16 MiB in UTF-8. invalid_argument: it is longer, is nested more
  // than 64 times, has a field twice, or is not JSON.
  static Result<Json> parse(std::string_view text);
  // Returns the document in ASCII, on one line or indented by this number of spaces. Bytes that are
  // not UTF-8 become U+FFFD.
  [[nodiscard]] std::string dump(std::optional<unsigned> indent = {}) const;

  [[nodiscard]] bool is_null() const noexcept { return is<std::monostate>(); }
  [[nodiscard]] bool is_bool() const noexcept { return is<bool>(); }
  [[nodiscard]] bool is_integer() const noexcept {
    return is<std::int64_t>() || is<std::uint64_t>();
  }
  [[nodiscard]] bool is_number() const noexcept { return is_integer() || is<double>(); }
  [[nodiscard]] bool is_string() const noexcept { return is<std::string>(); }
  [[nodiscard]] bool is_array() const noexcept { return is<Array>(); }
  [[nodiscard]] bool is_object() const noexcept { return is<Object>(); }

  [[nodiscard]] bool is_true() const noexcept {
    const auto* truth = std::get_if<bool>(&value_);
    return truth != nullptr && *truth;
  }
  [[nodiscard]] const std::string& string() const noexcept;
  // Return the integer. Return nothing if this is another kind, or does not fit into the type.
  [[nodiscard]] std::optional<std::int64_t> integer() const noexcept;
  [[nodiscard]] std::optional<std::uint64_t> unsigned_integer() const noexcept;
  // Returns the nearest double of a number. 0 if this is no number.
  [[nodiscard]] double number() const noexcept;
  // The children belong to this value, so a temporary value has none to give.
  [[nodiscard]] std::span<const Json> items() const& noexcept;
  [[nodiscard]] std::span<Json> items() & noexcept;
  [[nodiscard]] std::span<const Field> fields() const& noexcept;
  std::span<const Json> items() const&& = delete;
  std::span<const Field> fields() const&& = delete;

  // Returns the number of elements or fields.
  [[nodiscard]] std::size_t size() const noexcept;
  // Returns whether this is null, or an array or object without children.
  [[nodiscard]] bool empty() const noexcept;

  // Returns null if this is no object, or has no such field.
  [[nodiscard]] const Json* find(std::string_view key) const noexcept;
  [[nodiscard]] bool contains(std::string_view key) const noexcept { return find(key) != nullptr; }
  [[nodiscard]] const Json& operator[](std::string_view key) const noexcept;
  [[nodiscard]] const Json& operator[](std::size_t index) const noexcept;

  // Returns the field, which is added if it is missing. A value of another kind becomes an object.
  Json& operator[](const std::convertible_to<std::string_view> auto& key) { return field(key); }
  // Sets each field of the other object.
  void update(const Json& other);
  void erase(std::string_view key);
  // Adds an element. A value of another kind becomes an array.
  void push_back(Json item);

  // The order of fields does not matter. Numbers are equal if their values are.
  friend bool operator==(const Json& one, const Json& other) noexcept;

 private:
  Json& field(std::string_view key);
  template <class T>
  [[nodiscard]] bool is() const noexcept {
    return std::holds_alternative<T>(value_);
  }

  std::variant<std::monostate, bool, std::int64_t, std::uint64_t, double, std::string, Array,
               Object>
      value_;
};

std::ostream& operator<<(std::ostream& out, const Json& document);

}  // namespace mydocker
