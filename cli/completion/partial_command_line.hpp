// Parses an incomplete command line for completion.
//
// Unlike command_line.hpp, it accepts every input and reports no errors. candidates.hpp computes
// the candidates.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "arguments.hpp"
#include "command.hpp"

namespace mydocker::cli {

// The parsed part of an incomplete command line. The pointers refer to the command table.
struct PartialCommandLine {
  const Group* group = nullptr;
  const Command* command = nullptr;
  std::string prefix;  // first word of a two-word command: "ip" of "ip ls"
  Arguments globals;
  Arguments arguments;
  const Option* open = nullptr;  // the option that still needs its value
  bool options_ended = false;    // whether the line has "--"
  bool invalid = false;          // whether a word is not a command
};

// Parses the line. `words` include neither the program's name nor the word under the cursor.
PartialCommandLine read_partial_command_line(const std::vector<std::string>& words);

// Returns the options that are allowed here: the options of the command, then the global options. A
// global option with the name of a command's option is left out.
std::vector<const Option*> options_of(const PartialCommandLine& line);

// These functions find one of options_of() by name or by letter. They return null if they find
// nothing.
const Option* option_named(const PartialCommandLine& line, std::string_view name);
const Option* option_lettered(const PartialCommandLine& line, char letter);

}  // namespace mydocker::cli
