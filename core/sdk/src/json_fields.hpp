// What Writer (json_writer.hpp) and Reader (json_reader.hpp) agree on: each struct lists its fields
// once, in a function `fields(codec, value)`, and that list serves both.
#pragma once

#include <concepts>
#include <type_traits>

#include "mydocker/net_types.hpp"

namespace mydocker::json {

// For constrained overloads of fields(): `noun` is a Noun, const or not.
template <class T, class Noun>
concept Is = std::same_as<std::remove_const_t<T>, Noun>;

template <class T>
concept Textual = Is<T, IpAddress> || Is<T, IpPrefix> || Is<T, MacAddress>;

// An enumeration says what its values are called in documents: names_of(EnumType{}), by value.
template <class T>
concept Named = std::is_enum_v<T>;

}  // namespace mydocker::json
