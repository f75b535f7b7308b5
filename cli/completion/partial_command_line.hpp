// A command line that is still being typed, as far as completion has to understand it.
//
// Unlike command_line it takes what is there and never complains. Does not: know what the words
// could become (candidates does).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "arguments.hpp"
#include "command.hpp"

namespace mydocker::cli {

struct PartialCommandLine {
  const Group* group = nullptr;
  const Command* command = nullptr;
  std::string prefix;  // the first word of a command of two, as "ip" of "ip ls"
  Arguments globals;
  Arguments arguments;
  const Option* open = nullptr;  // the option whose value comes next
  bool options_ended = false;    // "--" was seen
  bool invalid = false;          // a word that is no command
};

// `words` without the program's name and without the word under the cursor.
PartialCommandLine read_partial_command_line(const std::vector<std::string>& words);

// The options that may be given now: those of the command, then the global ones of other names.
std::vector<const Option*> options_of(const PartialCommandLine& line);

// By name or by letter; null if it is none of options_of().
const Option* option_named(const PartialCommandLine& line, std::string_view name);
const Option* option_lettered(const PartialCommandLine& line, char letter);

}  // namespace mydocker::cli
