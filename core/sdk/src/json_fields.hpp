// The fields of a struct are listed once, in a function `fields(codec, value)`. Writer
// (json_writer.hpp) and Reader (json_reader.hpp) both use this list.
#pragma once

#include <concepts>
#include <set>
#include <string_view>
#include <type_traits>

#include "mydocker/plan.hpp"

namespace mydocker::json {

// A concept for overloads of fields(): T is Kind, const or not.
template <class T, class Kind>
concept SameAs = std::same_as<std::remove_const_t<T>, Kind>;

template <class T>
concept Textual = SameAs<T, IpAddress> || SameAs<T, IpPrefix> || SameAs<T, MacAddress>;

// An enumeration for which a function names_of(EnumType{}) returns the names of its values in
// documents.
template <class T>
concept Named = std::is_enum_v<T>;

// Unknown fields of these types are refused. An unknown field of a plan may be a safety rule. If it
// were skipped, the network would silently lack the rule. Unknown fields of all other types are
// skipped.
template <class T>
concept StrictFields = ResourceKind<T> || std::same_as<T, NextHop> || std::same_as<T, NftRule> ||
    std::same_as<T, PlanEntry>;

// Collects the names of a value's fields.
class FieldNames {
 public:
  void operator()(std::string_view key, const auto& /*value*/) { names_.insert(key); }
  template <class T>
  void optional(std::string_view key, const T& /*value*/, const T& /*fallback*/ = T{}) {
    names_.insert(key);
  }
  [[nodiscard]] bool has(std::string_view key) const { return names_.contains(key); }

 private:
  std::set<std::string_view> names_;
};

}  // namespace mydocker::json
