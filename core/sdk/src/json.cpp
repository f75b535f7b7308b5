#include "mydocker/json.hpp"

#include <algorithm>

namespace mydocker {
namespace {

// The value of a field or element that does not exist.
const Json kNull;

}  // namespace

Json::Json(std::initializer_list<Field> fields) : value_(Object(fields)) {}

Json Json::object(Object fields) {
  Json object;
  object.value_ = std::move(fields);
  return object;
}

const std::string& Json::string() const noexcept {
  static const std::string none;
  const auto* text = std::get_if<std::string>(&value_);
  return text == nullptr ? none : *text;
}

std::optional<std::int64_t> Json::integer() const noexcept {
  const auto* number = std::get_if<std::int64_t>(&value_);
  return number == nullptr ? std::nullopt : std::optional(*number);
}

std::optional<std::uint64_t> Json::unsigned_integer() const noexcept {
  if (const auto* large = std::get_if<std::uint64_t>(&value_)) return *large;
  const auto small = integer();
  if (!small || *small < 0) return std::nullopt;
  return static_cast<std::uint64_t>(*small);
}

double Json::number() const noexcept {
  if (const auto* small = std::get_if<std::int64_t>(&value_)) return static_cast<double>(*small);
  if (const auto* large = std::get_if<std::uint64_t>(&value_)) return static_cast<double>(*large);
  const auto* real = std::get_if<double>(&value_);
  return real == nullptr ? 0 : *real;
}

std::span<const Json> Json::items() const& noexcept {
  const auto* items = std::get_if<Array>(&value_);
  return items == nullptr ? std::span<const Json>() : *items;
}

std::span<Json> Json::items() & noexcept {
  auto* items = std::get_if<Array>(&value_);
  return items == nullptr ? std::span<Json>() : *items;
}

std::span<const Json::Field> Json::fields() const& noexcept {
  const auto* fields = std::get_if<Object>(&value_);
  return fields == nullptr ? std::span<const Field>() : *fields;
}

std::size_t Json::size() const noexcept { return items().size() + fields().size(); }

bool Json::empty() const noexcept {
  return is_null() || ((is_array() || is_object()) && size() == 0);
}

const Json* Json::find(std::string_view key) const noexcept {
  const auto found = std::ranges::find(fields(), key, &Field::key);
  return found == fields().end() ? nullptr : &found->value;
}

const Json& Json::operator[](std::string_view key) const noexcept {
  const auto* found = find(key);
  return found == nullptr ? kNull : *found;
}

const Json& Json::operator[](std::size_t index) const noexcept {
  return index < items().size() ? items()[index] : kNull;
}

Json& Json::field(std::string_view key) {
  if (!is_object()) value_ = Object();
  auto& fields = std::get<Object>(value_);
  const auto found = std::ranges::find(fields, key, &Field::key);
  return found == fields.end() ? fields.emplace_back(Field{std::string(key), {}}).value
                               : found->value;
}

void Json::update(const Json& other) {
  for (const auto& [key, value] : other.fields()) field(key) = value;
}

void Json::erase(std::string_view key) {
  if (auto* fields = std::get_if<Object>(&value_))
    std::erase_if(*fields, [key](const Field& field) { return field.key == key; });
}

void Json::push_back(Json item) {
  if (!is_array()) value_ = Array();
  std::get<Array>(value_).push_back(std::move(item));
}

bool operator==(const Json& one, const Json& other) noexcept {
  if (one.is_object() && other.is_object())
    return one.size() == other.size() && std::ranges::all_of(one.fields(), [&](const auto& field) {
             const auto* found = other.find(field.key);
             return found != nullptr && *found == field.value;
           });
  if (one.is<double>() || other.is<double>())
    return one.is_number() && other.is_number() && one.number() == other.number();
  return one.value_ == other.value_;
}

}  // namespace mydocker
