// The tree of a parsed template. Its nodes are text, actions, and blocks that contain more nodes.
// parse() creates the tree, and evaluate() turns it into text.
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

// An operand of a call. It can end with a path of fields, as $v.IPAM.Driver does.
struct Argument {
  enum class Kind : std::uint8_t { dot, variable, literal, function, pipeline };
  Kind kind = Kind::dot;
  Position place;
  std::string name;                       // name of a variable or of a function
  Json literal;                           // JSON null for nil
  std::shared_ptr<const Pipeline> inner;  // the pipeline in parentheses
  std::vector<std::string> fields;
};

// A function with its arguments, or only one value.
struct FunctionCall {
  std::vector<Argument> words;  // at least one argument; the first may be the function
};

// A pipeline is a list of calls with "|" between them. The result of each call is the last argument
// of the next call.
struct Pipeline {
  Position place;
  std::vector<std::string> targets;  // the variables $k, $v of {{range $k, $v := ...}}
  bool declares = false;  // whether the variables are declared with :=, and not set with =
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

// Parses `source`. Error invalid_argument: the first error, with its place. Unknown functions and
// variables are errors too.
Result<std::vector<Node>> parse(std::string_view source);

// Returns the text of the template for `value`. Errors name the place in the template.
// - not_found: an object does not have the field (with "did you mean").
// - invalid_argument: a function does not accept its argument.
Result<std::string> evaluate(const std::vector<Node>& nodes, const Value& value,
                             const Shape& shape);

}  // namespace mydocker::templates
