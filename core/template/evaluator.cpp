#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "mydocker/result.hpp"
#include "runtime/base/nearest.hpp"
#include "runtime/base/quoted.hpp"
#include "template/functions.hpp"
#include "template/tree.hpp"
#include "template/value.hpp"

namespace mydocker::templates {
namespace {

Error no_field(const Json& object, const std::string& name) {
  std::vector<std::string> names;
  std::string list;
  for (const auto& field : object.fields()) {
    names.push_back(field.key);
    list += (list.empty() ? "." : " .") + field.key;
  }
  Error error(ErrorKind::not_found, "no field " + base::quoted("." + name));
  if (const auto meant = base::nearest(name, names))
    error = std::move(error).hint("did you mean " + base::quoted("." + *meant) + "?");
  return std::move(error).hint("known fields: " + (list.empty() ? "none" : list));
}

// Returns the value of a field. Returns nothing if a map with user-defined keys does not have the
// key. Error not_found: an object does not have the field.
Result<Value> field_of(const Value& value, const std::string& name, const Shape& shape) {
  if (value.is_nothing() || !value.json->is_object())
    return Error(ErrorKind::not_found,
                 kind_of(value) + " has no field " + base::quoted("." + name));
  const auto alias = value.map ? shape.aliases.end() : shape.aliases.find(name);
  std::string_view key = name;
  if (!value.json->contains(key) && alias != shape.aliases.end()) key = alias->second;
  const Json* found = value.json->find(key);
  if (found == nullptr) {
    if (value.map) return Value();
    const auto standard = shape.defaults.find(name);
    if (standard == shape.defaults.end()) return no_field(*value.json, name);
    return Value{std::make_shared<const Json>(standard->second), shape.maps.contains(name)};
  }
  const bool map = !value.map && (shape.maps.contains(key) || shape.lookups.contains(key));
  return value.part(*found, map);
}

// Evaluates a field with one argument, such as {{.Label "team"}}. The argument is a key of the map
// `value`. Returns the value for this key, or "" if the map does not have it. `fields` is the path
// that led to `value`. Error invalid_argument: the field is not a lookup field (Shape::lookups).
Result<Value> look_up(const Value& value, const std::vector<Value>& arguments,
                      const std::vector<std::string>& fields, const Shape& shape) {
  if (fields.empty() || !shape.lookups.contains(fields.back()))
    return Error(ErrorKind::invalid_argument,
                 fields.empty()
                     ? "this is not a function, so it takes no arguments"
                     : "field " + base::quoted("." + fields.back()) + " takes no argument");
  if (arguments.size() != 1) return Error(ErrorKind::invalid_argument, "one key is needed");
  MYDOCKER_TRY(const auto key, text_argument(arguments.front()));
  const Json* found = value.json->find(key);
  return found == nullptr ? Value::of("") : value.part(*found, false);
}

Error placed(Position place, const Error& error) {
  Error result(error.kind(), error_at(place, error.message()).message());
  for (const auto& hint : error.hints()) result = std::move(result).hint(hint);
  return result;
}

class Evaluation {
 public:
  Evaluation(Value root, const Shape& shape) : shape_(shape) {
    variables_.emplace_back("$", std::move(root));
  }

  Result<void> list(const std::vector<Node>& nodes, const Value& dot) {
    for (const auto& node : nodes) MYDOCKER_CHECK(one(node, dot));
    return {};
  }
  std::string take_text() { return std::move(text_); }

 private:
  Result<void> one(const Node& node, const Value& dot) {
    switch (node.kind) {
      case Node::Kind::text:
        text_ += node.text;
        return {};
      case Node::Kind::action: {
        MYDOCKER_TRY(const auto value, pipeline(node.pipeline, dot));
        store(node.pipeline, {value});
        if (node.pipeline.targets.empty()) text_ += text_of(value, shape_);
        return {};
      }
      case Node::Kind::range:
        return in_scope([&] { return range(node, dot); });
      case Node::Kind::conditional:
      case Node::Kind::with:
        return in_scope([&] { return choice(node, dot); });
    }
    return {};
  }

  // Runs `inside`, then removes the template variables that `inside` has declared.
  template <class Inside>
  Result<void> in_scope(Inside inside) {
    const std::size_t known = variables_.size();
    auto result = inside();
    variables_.resize(known);
    return result;
  }

  Result<void> choice(const Node& node, const Value& dot) {
    MYDOCKER_TRY(const auto value, pipeline(node.pipeline, dot));
    store(node.pipeline, {value});
    if (!is_true(value)) return list(node.otherwise, dot);
    return list(node.body, node.kind == Node::Kind::with ? value : dot);
  }

  Result<void> range(const Node& node, const Value& dot) {
    MYDOCKER_TRY(const auto value, pipeline(node.pipeline, dot));
    const auto parts = parts_of(value);
    if (!parts)
      return error_at(node.pipeline.place, "range needs a list or a map, not " + kind_of(value));
    if (parts->empty()) return list(node.otherwise, dot);
    for (const auto& part : *parts) {
      const bool both = node.pipeline.targets.size() == 2;
      MYDOCKER_CHECK(in_scope([&] {
        store(node.pipeline,
              both ? ArgumentValues{part.key, part.value} : ArgumentValues{part.value});
        return list(node.body, part.value);
      }));
    }
    return {};
  }

  void store(const Pipeline& pipeline, const ArgumentValues& values) {
    for (std::size_t i = 0; i < pipeline.targets.size(); ++i) {
      if (pipeline.declares) {
        variables_.emplace_back(pipeline.targets[i], values[i]);
      } else {
        variable(pipeline.targets[i]) = values[i];
      }
    }
  }

  // Returns the value of a variable. The parser has checked that the variable exists.
  Value& variable(const std::string& name) {
    return std::find_if(variables_.rbegin(), variables_.rend(),
                        [&](const auto& known) { return known.first == name; })
        ->second;
  }

  Result<Value> pipeline(const Pipeline& pipeline, const Value& dot) {
    ArgumentValues last;  // the value before the |, if there is one
    for (const auto& call : pipeline.calls) {
      MYDOCKER_TRY(auto value, result_of(call, dot, last));
      last.clear();
      last.push_back(std::move(value));
    }
    return std::move(last.front());
  }

  Result<Value> result_of(const FunctionCall& call, const Value& dot, const ArgumentValues& last) {
    const Argument& first = call.words.front();
    if (first.kind == Argument::Kind::function && (first.name == "and" || first.name == "or"))
      return first_decisive(call, dot, last);
    ArgumentValues arguments;
    for (std::size_t i = 1; i < call.words.size(); ++i) {
      MYDOCKER_TRY(auto value, operand(call.words[i], dot));
      arguments.push_back(std::move(value));
    }
    arguments.insert(arguments.end(), last.begin(), last.end());
    if (first.kind == Argument::Kind::function) return function(first, arguments);
    MYDOCKER_TRY(const auto value, operand(first, dot));
    if (arguments.empty()) return value;
    auto found = look_up(value, arguments, first.fields, shape_);
    if (!found) return placed(first.place, found.error());
    return found;
  }

  // Evaluates "and" and "or". Both stop at the first argument that decides the result. Example:
  // {{if and .A .A.B}} does not evaluate .A.B if .A is false.
  Result<Value> first_decisive(const FunctionCall& call, const Value& dot,
                               const ArgumentValues& last) {
    const Argument& function = call.words.front();
    const bool wanted = function.name == "or";
    Value value;
    for (std::size_t i = 1; i < call.words.size(); ++i) {
      MYDOCKER_TRY(value, operand(call.words[i], dot));
      if (is_true(value) == wanted) return value;
    }
    if (!last.empty()) return last.front();
    if (call.words.size() == 1) return this->function(function, {});
    return value;
  }

  Result<Value> function(const Argument& operand, const ArgumentValues& arguments) {
    auto value = call_function(operand.name, arguments, shape_);
    if (!value) return placed(operand.place, value.error());
    return walk(operand, std::move(*value));
  }

  Result<Value> operand(const Argument& operand, const Value& dot) {
    switch (operand.kind) {
      case Argument::Kind::dot:
        return walk(operand, dot);
      case Argument::Kind::variable:
        return walk(operand, variable(operand.name));
      case Argument::Kind::literal:
        return walk(operand, Value::of(operand.literal));
      case Argument::Kind::function:
        return function(operand, {});
      case Argument::Kind::pipeline: {
        MYDOCKER_TRY(auto value, pipeline(*operand.inner, dot));
        return walk(operand, std::move(value));
      }
    }
    return Value();
  }

  Result<Value> walk(const Argument& operand, Value value) {
    for (const auto& name : operand.fields) {
      auto next = field_of(value, name, shape_);
      if (!next) return placed(operand.place, next.error());
      value = std::move(*next);
    }
    return value;
  }

  const Shape& shape_;
  std::vector<std::pair<std::string, Value>> variables_;  // the innermost variable is the last
  std::string text_;
};

}  // namespace

Result<std::string> evaluate(const std::vector<Node>& nodes, const Value& value,
                             const Shape& shape) {
  Evaluation evaluation(value, shape);
  MYDOCKER_CHECK(evaluation.list(nodes, value));
  return evaluation.take_text();
}

}  // namespace mydocker::templates
