// The words of a command line -> a command, its arguments, and what holds for every command.
//
// Options may stand before or after the operands; the global ones also before and between the words
// of the command. "--" ends them. Does not: judge values.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "arguments.hpp"
#include "command.hpp"
#include "mydocker/result.hpp"

namespace mydocker::cli {

enum class Action : std::uint8_t { run, help, version };

struct CommandLine {
  Action action = Action::run;
  const Group* group = nullptr;      // null: of the help, the whole tool's
  const Command* command = nullptr;  // null: of the help, the group's
  Arguments globals;
  Arguments arguments;
};

// `words` without the program's name. Errors are the user's, one line, with hints.
Result<CommandLine> parse_command_line(const std::vector<std::string>& words);

}  // namespace mydocker::cli
