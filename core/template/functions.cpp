#include "template/functions.hpp"

#include <algorithm>

#include "runtime/base/quoted.hpp"

namespace mydocker::templates {
namespace {

enum class Order : std::uint8_t { less, equal, greater };

template <class T>
Order order_of(const T& one, const T& other) {
  if (one == other) return Order::equal;
  return one < other ? Order::less : Order::greater;
}

// Compares two texts, two numbers, or two booleans. Two values of different types are an error.
Result<Order> compare(const Value& one, const Value& other) {
  if (!one.is_nothing() && !other.is_nothing()) {
    const Json& left = *one.json;
    const Json& right = *other.json;
    if (left.is_string() && right.is_string()) return order_of(left.string(), right.string());
    if (left.is_bool() && right.is_bool()) return order_of(left.is_true(), right.is_true());
    if (left.integer() && right.integer()) return order_of(*left.integer(), *right.integer());
    if (left.is_number() && right.is_number()) return order_of(left.number(), right.number());
  }
  return Error(ErrorKind::invalid_argument,
               "cannot compare " + kind_of(one) + " with " + kind_of(other));
}

template <Order... accepted>
Result<Value> ordered(const ArgumentValues& arguments, const Shape& /*shape*/) {
  MYDOCKER_TRY(const auto order, compare(arguments[0], arguments[1]));
  return Value::of(((order == accepted) || ...));
}

// Returns whether the values are equal. A value can be nil, as in {{if ne .X nil}}.
Result<bool> same(const Value& one, const Value& other) {
  if (one.is_nothing() || other.is_nothing()) return one.is_nothing() && other.is_nothing();
  MYDOCKER_TRY(const auto order, compare(one, other));
  return order == Order::equal;
}

// Returns whether the first argument equals one of the other arguments.
Result<Value> any_equal(const ArgumentValues& arguments, const Shape& /*shape*/) {
  for (std::size_t i = 1; i < arguments.size(); ++i) {
    MYDOCKER_TRY(const bool found, same(arguments.front(), arguments[i]));
    if (found) return Value::of(true);
  }
  return Value::of(false);
}

Result<Value> unequal(const ArgumentValues& arguments, const Shape& /*shape*/) {
  MYDOCKER_TRY(const bool found, same(arguments[0], arguments[1]));
  return Value::of(!found);
}

Result<Value> negated(const ArgumentValues& arguments, const Shape& /*shape*/) {
  return Value::of(!is_true(arguments.front()));
}

// Returns the value at a key of a map, or at a position of a list. If the map does not have the
// key, the result is "".
Result<Value> index_one(const Value& value, const Value& key) {
  if (value.is_nothing()) return Error(ErrorKind::invalid_argument, "index of nothing");
  if (value.json->is_array()) {
    MYDOCKER_TRY(const auto at, number_argument(key));
    if (at < 0 || static_cast<std::size_t>(at) >= value.json->size())
      return Error(ErrorKind::invalid_argument,
                   "the list has no item " + std::to_string(at) + ", it has " +
                       std::to_string(value.json->size()) + " (counted from 0)");
    return value.part((*value.json)[static_cast<std::size_t>(at)], false);
  }
  if (!value.json->is_object()) return wrong_argument("a list or a map", value);
  MYDOCKER_TRY(const auto name, text_argument(key));
  const Json* found = value.json->find(name);
  return found == nullptr ? Value::of("") : value.part(*found, false);
}

Result<Value> index(const ArgumentValues& arguments, const Shape& /*shape*/) {
  Value value = arguments.front();
  for (std::size_t i = 1; i < arguments.size(); ++i) {
    MYDOCKER_TRY(value, index_one(value, arguments[i]));
  }
  return value;
}

Result<Value> length(const ArgumentValues& arguments, const Shape& /*shape*/) {
  const Value& value = arguments.front();
  if (value.is_nothing()) return Value::of(0);
  if (value.json->is_string()) return Value::of(value.json->string().size());
  if (!value.json->is_array() && !value.json->is_object())
    return wrong_argument("text, a list or a map", value);
  return Value::of(value.json->size());
}

// Returns a part of a text (in characters) or of a list: {{slice .ID 0 12}}.
Result<Value> slice(const ArgumentValues& arguments, const Shape& /*shape*/) {
  const Value& value = arguments.front();
  const bool text = !value.is_nothing() && value.json->is_string();
  if (!text && (value.is_nothing() || !value.json->is_array()))
    return wrong_argument("text or a list", value);
  const std::string& whole = value.json->string();
  const std::size_t size = text ? characters_in(whole) : value.json->size();
  std::size_t limits[2] = {0, size};
  for (std::size_t i = 1; i < arguments.size(); ++i) {
    MYDOCKER_TRY(const auto limit, number_argument(arguments[i]));
    if (limit < 0 || static_cast<std::size_t>(limit) > size)
      return Error(ErrorKind::invalid_argument,
                   std::to_string(limit) + " is not between 0 and " + std::to_string(size));
    limits[i - 1] = static_cast<std::size_t>(limit);
  }
  const auto [from, to] = limits;
  if (from > to)
    return Error(ErrorKind::invalid_argument,
                 std::to_string(from) + " is greater than " + std::to_string(to));
  if (text) {
    const std::size_t start = first_characters(whole, from).size();
    return Value::of(
        std::string(first_characters(std::string_view(whole).substr(start), to - from)));
  }
  Json part = Json::array();
  for (std::size_t i = from; i < to; ++i) part.push_back((*value.json)[i]);
  return Value::of(std::move(part));
}

// "and" and "or" have an entry in the table, so that the parser knows their names. This function is
// never called, because the evaluator handles both.
Result<Value> never(const ArgumentValues& arguments, const Shape& /*shape*/) {
  return arguments.back();
}

const std::vector<FunctionEntry>& table() {
  static const std::vector<FunctionEntry> entries = [] {
    std::vector<FunctionEntry> all{{"and", 1, kAnyNumber, never},
                                   {"or", 1, kAnyNumber, never},
                                   {"index", 1, kAnyNumber, index},
                                   {"len", 1, 1, length},
                                   {"slice", 1, 3, slice}};
    for (const auto& more : {comparisons(), text_functions(), printing()})
      all.insert(all.end(), more.begin(), more.end());
    return all;
  }();
  return entries;
}

const FunctionEntry* find_function(std::string_view name) {
  const auto found = std::ranges::find(table(), name, &FunctionEntry::name);
  return found == table().end() ? nullptr : &*found;
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

bool is_function(std::string_view name) { return find_function(name) != nullptr; }

std::vector<std::string> function_names() {
  std::vector<std::string> names;
  for (const auto& entry : table()) names.emplace_back(entry.name);
  return names;
}

Result<Value> call_function(const std::string& name, const ArgumentValues& arguments,
                            const Shape& shape) {
  const FunctionEntry* entry = find_function(name);
  if (entry == nullptr)
    return Error(ErrorKind::invalid_argument, "no function " + base::quoted(name));
  if (arguments.size() < entry->least || arguments.size() > entry->most) {
    const bool few = arguments.size() < entry->least;
    const std::size_t limit = few ? entry->least : entry->most;
    return Error(ErrorKind::invalid_argument, name + " takes " + (few ? "at least " : "at most ") +
                                                  std::to_string(limit) +
                                                  (limit == 1 ? " argument" : " arguments") +
                                                  ", not " + std::to_string(arguments.size()));
  }
  return entry->function(arguments, shape).within(name);
}

Error wrong_argument(std::string_view wanted, const Value& got) {
  return {ErrorKind::invalid_argument, std::string(wanted) + " is needed, not " + kind_of(got)};
}

Result<std::string> text_argument(const Value& value) {
  if (value.is_nothing() || !value.json->is_string()) return wrong_argument("text", value);
  return value.json->string();
}

Result<std::int64_t> number_argument(const Value& value) {
  const auto number = value.is_nothing() ? std::nullopt : value.json->integer();
  if (!number) return wrong_argument("a whole number", value);
  return *number;
}

}  // namespace mydocker::templates
