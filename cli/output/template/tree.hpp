// What a template is after parsing: text, actions, and blocks that hold more of them.
#pragma once

#include <cstdint>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "output/template/tokens.hpp"

namespace mydocker::cli::templates {

struct Pipeline;

// One word of a command, with the fields that are taken from it: $v.IPAM.Driver.
struct Operand {
  enum class Kind : std::uint8_t { dot, variable, literal, function, pipeline };
  Kind kind = Kind::dot;
  Place place;
  std::string name;                       // of a variable or function
  nlohmann::ordered_json literal;         // null for nil
  std::shared_ptr<const Pipeline> inner;  // what stands in parentheses
  std::vector<std::string> fields;
};

// A function and its arguments, or a value.
struct Call {
  std::vector<Operand> words;  // at least one
};

// Each call is the last argument of the next.
struct Pipeline {
  Place place;
  std::vector<std::string> targets;  // $k, $v of {{range $k, $v := ...}}
  bool declares = false;             // := and not =
  std::vector<Call> calls;
};

struct Node {
  enum class Kind : std::uint8_t { text, action, conditional, range, with };
  Kind kind = Kind::text;
  std::string text;
  Pipeline pipeline;
  std::vector<Node> body;
  std::vector<Node> otherwise;  // after {{else}}
};

}  // namespace mydocker::cli::templates
