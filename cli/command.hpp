// The types of the command table: groups, commands, options and operands.
//
// Parsing, usage lines, help texts, man pages and completion all read these tables. So they always
// agree. The parser is in command_line.hpp. The output is in output/.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "arguments.hpp"

namespace mydocker::cli {

class CommandContext;

// How an option takes a value.
// - nothing: the option has no value.
// - value: one value; the option may be given once.
// - values: one value; the option may be given several times.
// - flag: --name=true or --name=false; --name alone is true.
enum class Takes : std::uint8_t { nothing, value, values, flag };

// An option of a command or of the whole program. All texts are literals, which an Option does not
// own.
struct Option {
  std::string_view name;  // "subnet", given as --subnet
  char letter = 0;        // letter 'd', given as -d; 0: none
  Takes takes = Takes::nothing;
  std::string_view placeholder{};              // name of the value in help texts: "PREFIX"
  std::string_view help;                       // description, one clause
  std::span<const std::string_view> values{};  // all possible values, for completion
  // Whether the option is parsed but not shown in the help; the command refuses it.
  bool hidden = false;
  // Why the option is never accepted. In this case, `help` is the hint of the error.
  std::string_view refused{};
};

// An option of docker or podman that is not supported on purpose. `why` is the error. `instead` is
// the hint.
constexpr Option refused_option(std::string_view name, Takes takes, std::string_view why,
                                std::string_view instead) {
  return {.name = name, .takes = takes, .help = instead, .hidden = true, .refused = why};
}

// How often an operand may be given.
enum class Count : std::uint8_t { one, one_or_more, any };

// An operand of a command. Only the last operand of a command may have a count other than `one`.
struct Operand {
  std::string_view placeholder;  // "NETWORK"
  Count count = Count::one;      // only the last operand may have another count
  bool fresh = false;  // whether the operand is the name of a new object; it has no completion
};

// A command: its words, its options and its function. Each command is defined once, as a constant
// (kCreate, kList).
struct Command {
  std::string_view group;  // "network"
  std::string_view name;   // "create", or two words: "ip ls"
  std::span<const std::string_view> aliases;
  std::string_view summary;  // one line of text
  std::span<const Operand> operands;
  std::span<const Option> options;
  std::string_view example;  // command lines; each is indented and ends with a newline
  // Runs the command and prints its errors. Returns the exit code (standard_streams.hpp).
  int (*run)(CommandContext& context, const Arguments& arguments);
  std::string_view description{};  // further paragraphs for the man page
};

// The first word of two-word commands such as "ip ls". The texts are literals, which it does not
// own.
struct Subgroup {
  std::string_view name;  // "ip"
  std::string_view summary;
};

// A word from another tool, and the mydocker command that does the same. It is not an alias: it
// only appears in "did you mean" hints.
struct Synonym {
  std::string_view word;
  std::string_view meant;  // a command, for example "rm", or with options: "reload --dry-run"
};

// A group of commands: `mydocker network`, `mydocker driver`. A Group does not own its commands.
struct Group {
  std::string_view name;
  std::string_view summary;
  std::span<const Command* const> commands;
  std::string_view example;
  std::span<const Subgroup> subgroups{};
  std::span<const Synonym> synonyms{};
};

// A word that is not a group and prints a text: "help" or "version".
struct ProgramWord {
  std::string_view name;         // "help"
  std::string_view placeholder;  // optional words after it, for help texts
  std::string_view summary;
};

// The option of several commands. main() reads it. In these commands, -v means this option, and not
// --version.
inline constexpr Option kVerbose{
    .name = "verbose", .letter = 'v', .help = "Print the reason and the full command of each step"};

// The command table: all groups and commands, and the global options.

std::span<const Group> groups();
std::span<const Option> global_options();

// These functions find a group or a command by name or alias. They return null if they find
// nothing.
const Group* find_group(std::string_view word);
const Command* find_command(const Group& group, std::string_view word);
const Subgroup* find_subgroup(const Group& group, std::string_view word);

// Returns the synonyms of groups. The synonyms of commands are in Group.
std::span<const Synonym> group_synonyms();
std::span<const ProgramWord> program_words();  // returns "help" and "version"

}  // namespace mydocker::cli
