// Parses the words of a command line into a command, its arguments and the global options.
//
// Options may be before or after the operands. Global options may also be before the command, and
// between its words. "--" ends the options. The word "help" before the command or between its words
// prints help. A line without a command also prints help. The parser does not check the values:
// each command does this.
//
// Example: {"-q", "network", "rm", "web"} -> command kRemove, globals "quiet", operand "web".
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "arguments.hpp"
#include "command.hpp"
#include "mydocker/result.hpp"

namespace mydocker::cli {

// What the program must do: run the command, print help, or print the version.
enum class Purpose : std::uint8_t { run, help, version };

// A parsed command line. The group and the command belong to the command table.
struct CommandLine {
  Purpose purpose = Purpose::run;
  const Group* group = nullptr;        // null: the line is about the whole program
  const Subgroup* subgroup = nullptr;  // set if the line has the first word of a two-word command
  const Command* command = nullptr;    // null: the line is about the group or the subgroup
  Arguments globals;
  Arguments arguments;
};

// Parses a command line. `words` do not include the program's name. Errors (invalid_argument) have
// one line and hints.
Result<CommandLine> parse_command_line(const std::vector<std::string>& words);

}  // namespace mydocker::cli
