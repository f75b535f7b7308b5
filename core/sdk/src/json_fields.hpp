// What Writer (json_writer.hpp) and Reader (json_reader.hpp) agree on: each struct lists its fields
// once, in a function `fields(codec, value)`, and that list serves both.
#pragma once

#include <concepts>
#include <set>
#include <string_view>
#include <type_traits>
#include <variant>

#include "mydocker/plan.hpp"

namespace mydocker::json {

// For constrained overloads of fields(): `resource` is a Resource, const or not.
template <class T, class Kind>
concept SameAs = std::same_as<std::remove_const_t<T>, Kind>;

template <class T>
concept Textual = SameAs<T, IpAddress> || SameAs<T, IpPrefix> || SameAs<T, MacAddress>;

// An enumeration says what its values are called in documents: names_of(EnumType{}), by value.
template <class T>
concept Named = std::is_enum_v<T>;

template <class T, class Variant>
inline constexpr bool kIsOneOf = false;
template <class T, class... Types>
inline constexpr bool kIsOneOf<T, std::variant<Types...>> = (std::same_as<T, Types> || ...);

// Of most values a newer peer may say more, and what is not asked for is skipped. But what a plan
// says and nobody understands would be missing from the network in silence: it is refused.
template <class T>
concept StrictFields = kIsOneOf<T, Resource> || std::same_as<T, PlanEntry>;

// The names of a value's fields.
class FieldNames {
 public:
  void operator()(std::string_view key, const auto& /*value*/) { names_.insert(key); }
  void optional(std::string_view key, const auto& /*value*/) { names_.insert(key); }
  [[nodiscard]] bool has(std::string_view key) const { return names_.contains(key); }

 private:
  std::set<std::string_view> names_;
};

}  // namespace mydocker::json
