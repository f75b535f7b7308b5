// Parses an incomplete command line for completion.
//
// Unlike command_line.hpp it accepts every input and reports no errors. The candidates are computed
// in candidates.hpp.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "arguments.hpp"
#include "command.hpp"

namespace mydocker::cli {

// The parsed part of an incomplete command line. Pointers refer to the command table (not owned).
struct PartialCommandLine {
  const Group* group = nullptr;
  const Command* command = nullptr;
  std::string prefix;  // first word of a two-word command: "ip" of "ip ls"
  Arguments globals;
  Arguments arguments;
  const Option* open = nullptr;  // the option that still needs its value
  bool options_ended = false;    // "--" was seen
  bool invalid = false;          // a word is not a command
};

// `words` do not include the program's name and the word under the cursor.
PartialCommandLine read_partial_command_line(const std::vector<std::string>& words);

// The options that are allowed here: those of the command, then the global ones with other names.
std::vector<const Option*> options_of(const PartialCommandLine& line);

// Find one of options_of() by name or by letter; null if not found.
const Option* option_named(const PartialCommandLine& line, std::string_view name);
const Option* option_lettered(const PartialCommandLine& line, char letter);

}  // namespace mydocker::cli
