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

class CommandContext;

// values: may be given several times. flag: --name=true or --name=false; --name alone is true.
enum class Takes : std::uint8_t { nothing, value, values, flag };

struct Option {
  std::string_view name;  // "subnet", given as --subnet
  char letter = 0;        // 'd', given as -d; 0: none
  Takes takes = Takes::nothing;
  std::string_view placeholder{};              // what stands for the value in a help text: "PREFIX"
  std::string_view help;                       // one clause
  std::span<const std::string_view> values{};  // those that are known beforehand, for completion
  bool hidden = false;         // understood, but not shown: what it asks for is refused
  std::string_view refused{};  // why, of a hidden one that is never accepted; `help` is the hint
};

// An option that people know from other tools and that is left out on purpose.
constexpr Option refused_option(std::string_view name, Takes takes, std::string_view why,
                                std::string_view instead) {
  return {.name = name, .takes = takes, .help = instead, .hidden = true, .refused = why};
}

enum class Count : std::uint8_t { one, one_or_more, any };

struct Operand {
  std::string_view placeholder;  // "NETWORK"
  Count count = Count::one;      // only of the last one anything else
  bool fresh = false;            // names what is not there yet: nothing to complete
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
  int (*run)(CommandContext& context, const Arguments& arguments);
  std::string_view description{};  // paragraphs for the man page, beside the summary
};

struct Group {
  std::string_view name;
  std::string_view summary;
  std::span<const Command* const> commands;
  std::string_view example;
};

}  // namespace mydocker::cli
