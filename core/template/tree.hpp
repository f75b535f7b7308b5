// The tree of a parsed template: text, actions, and blocks with more nodes. parse() creates it, and
// evaluate() turns it into text.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "mydocker/json.hpp"
#include "mydocker/result.hpp"
#include "template/tokens.hpp"
#include "template/value.hpp"

namespace mydocker::templates {

struct Pipeline;

// An operand of a call, with its field path: $v.IPAM.Driver.
struct Argument {
  enum class Kind : std::uint8_t { dot, variable, literal, function, pipeline };
  Kind kind = Kind::dot;
  Position place;
  std::string name;                       // name of a variable or of a function
  Json literal;                           // JSON null for nil
  std::shared_ptr<const Pipeline> inner;  // the pipeline in parentheses
  std::vector<std::string> fields;
};

// A function with arguments, or one value.
struct FunctionCall {
  std::vector<Argument> words;  // at least one argument; the first may be the function
};

// A pipeline: the result of each call is the last argument of the next call.
struct Pipeline {
  Position place;
  std::vector<std::string> targets;  // the variables $k, $v of {{range $k, $v := ...}}
  bool declares = false;             // whether the sign is := and not =
  std::vector<FunctionCall> calls;
};

// A node: text, an action, or a block ({{if}}, {{range}}, {{with}}) with its body.
struct Node {
  enum class Kind : std::uint8_t { text, action, conditional, range, with };
  Kind kind = Kind::text;
  std::string text;
  Pipeline pipeline;
  std::vector<Node> body;
  std::vector<Node> otherwise;  // the nodes after {{else}}
};

// Maximum nesting of blocks and parentheses.
inline constexpr std::size_t kDeepest = 64;

// Parses `source`. invalid_argument: the first error, with its place. Unknown functions and
// variables are errors too.
Result<std::vector<Node>> parse(std::string_view source);

// Errors name the place in the template.
// - not_found: an object does not have the field (with "did you mean").
// - invalid_argument: a function does not accept its argument.
Result<std::string> evaluate(const std::vector<Node>& nodes, const Value& value,
                             const Shape& shape);

}  // namespace mydocker::templates
