// What a command is: its words, its options and operands, and what it does.
//
// Parsing, usage lines, help texts and "did you mean" all come from these tables, so none of them
// can disagree with another. Does not: parse (command_line does), print (output does).
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "arguments.hpp"

namespace mydocker::cli {

class Session;

enum class Takes : std::uint8_t { nothing, value, values };  // values: may be given several times

struct Option {
  std::string_view name;  // "subnet", given as --subnet
  char letter = 0;        // 'd', given as -d; 0: none
  Takes takes = Takes::nothing;
  std::string_view placeholder{};  // what stands for the value in a help text: "PREFIX"
  std::string_view help;           // one clause
};

enum class Count : std::uint8_t { one, one_or_more, any };

struct Operand {
  std::string_view placeholder;  // "NETWORK"
  Count count = Count::one;      // only of the last one anything else
};

struct Command {
  std::string_view group;  // "network"
  std::string_view name;   // "create", or of two words: "ip ls"
  std::span<const std::string_view> aliases;
  std::string_view summary;  // one line
  std::span<const Operand> operands;
  std::span<const Option> options;
  std::string_view example;  // command lines, each indented and ended by a newline
  // Returns the exit code; what went wrong has been said by then.
  int (*run)(Session& session, const Arguments& arguments);
};

struct Group {
  std::string_view name;
  std::string_view summary;
  std::span<const Command* const> commands;
  std::string_view example;
};

}  // namespace mydocker::cli
