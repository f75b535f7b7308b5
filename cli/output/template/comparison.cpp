#include <algorithm>

#include "output/template/functions.hpp"

namespace mydocker::cli::templates {
namespace {

enum class Order : std::uint8_t { less, equal, greater };

// Compares two texts, two numbers, or two booleans. Other pairs are errors.
Result<Order> compare(const Value& one, const Value& other) {
  const auto comparable = [](const Value& value) {
    return !value.is_nothing() && value.json->is_primitive();
  };
  const bool alike = comparable(one) && comparable(other) &&
                     ((one.json->is_number() && other.json->is_number()) ||
                      one.json->type() == other.json->type());
  if (!alike)
    return Error(ErrorKind::invalid_argument,
                 "cannot compare " + kind_of(one) + " with " + kind_of(other));
  if (*one.json == *other.json) return Order::equal;
  return *one.json < *other.json ? Order::less : Order::greater;
}

template <Order... accepted>
Result<Value> ordered(const Arguments& arguments, const Shape& /*shape*/) {
  MYDOCKER_TRY(const auto order, compare(arguments[0], arguments[1]));
  return Value::of(((order == accepted) || ...));
}

// Compares for equality. Nothing (nil) is allowed, as in {{if ne .X nil}}.
Result<bool> same(const Value& one, const Value& other) {
  if (one.is_nothing() || other.is_nothing()) return one.is_nothing() && other.is_nothing();
  MYDOCKER_TRY(const auto order, compare(one, other));
  return order == Order::equal;
}

// Returns true if the first argument equals one of the others.
Result<Value> any_equal(const Arguments& arguments, const Shape& /*shape*/) {
  for (std::size_t i = 1; i < arguments.size(); ++i) {
    MYDOCKER_TRY(const bool found, same(arguments.front(), arguments[i]));
    if (found) return Value::of(true);
  }
  return Value::of(false);
}

Result<Value> unequal(const Arguments& arguments, const Shape& /*shape*/) {
  MYDOCKER_TRY(const bool found, same(arguments[0], arguments[1]));
  return Value::of(!found);
}

Result<Value> negated(const Arguments& arguments, const Shape& /*shape*/) {
  return Value::of(!is_true(arguments.front()));
}

}  // namespace

std::vector<FunctionEntry> comparisons() {
  using enum Order;
  return {{"eq", 2, kAnyNumber, any_equal},
          {"ne", 2, 2, unequal},
          {"lt", 2, 2, ordered<less>},
          {"le", 2, 2, ordered<less, Order::equal>},
          {"gt", 2, 2, ordered<greater>},
          {"ge", 2, 2, ordered<greater, Order::equal>},
          {"not", 1, 1, negated}};
}

}  // namespace mydocker::cli::templates
