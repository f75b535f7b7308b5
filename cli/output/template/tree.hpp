// The tree of a parsed template: text, actions, and blocks with more nodes.
#pragma once

#include <cstdint>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "output/template/tokens.hpp"

namespace mydocker::cli::templates {

struct Pipeline;

// An operand of a call, with its field path: $v.IPAM.Driver.
struct Operand {
  enum class Kind : std::uint8_t { dot, variable, literal, function, pipeline };
  Kind kind = Kind::dot;
  Place place;
  std::string name;                       // name of a variable or function
  nlohmann::ordered_json literal;         // null for nil
  std::shared_ptr<const Pipeline> inner;  // the pipeline in parentheses
  std::vector<std::string> fields;
};

// A function with arguments, or one value.
struct Call {
  std::vector<Operand> words;  // at least one
};

// A pipeline: the result of each call is the last argument of the next call.
struct Pipeline {
  Place place;
  std::vector<std::string> targets;  // $k, $v of {{range $k, $v := ...}}
  bool declares = false;             // := and not =
  std::vector<Call> calls;
};

// A node: text, an action, or a block ({{if}}, {{range}}, {{with}}) with its body.
struct Node {
  enum class Kind : std::uint8_t { text, action, conditional, range, with };
  Kind kind = Kind::text;
  std::string text;
  Pipeline pipeline;
  std::vector<Node> body;
  std::vector<Node> otherwise;  // after {{else}}
};

}  // namespace mydocker::cli::templates
