#include "command_line.hpp"

#include <algorithm>
#include <optional>

#include "command.hpp"
#include "option_parser.hpp"
#include "runtime/base/nearest.hpp"
#include "runtime/base/quoted.hpp"

namespace mydocker::cli {
namespace {

using Words = std::vector<std::string>;

// Returns the words of the command that are known so far, such as "mydocker network create".
std::string path_of(const CommandLine& line) {
  std::string path = "mydocker";
  if (line.group != nullptr) path += " " + std::string(line.group->name);
  if (line.command != nullptr) return path + " " + std::string(line.command->name);
  if (line.subgroup != nullptr) path += " " + std::string(line.subgroup->name);
  return path;
}

// Returns "ip " after the word "ip" of a two-word command. Otherwise returns an empty text.
std::string prefix_of(const CommandLine& line) {
  return line.subgroup == nullptr ? "" : std::string(line.subgroup->name) + " ";
}

std::string help_of(const CommandLine& line) { return path_of(line) + " --help"; }

Error usage_error(const CommandLine& line, const std::string& message,
                  const std::optional<std::string>& meant = std::nullopt) {
  Error error(ErrorKind::invalid_argument, message);
  if (meant) error = std::move(error).hint("did you mean " + base::quoted(*meant) + "?");
  return std::move(error).hint(help_of(line));
}

// Returns the options that are allowed at this point. If a global option has the same name or
// letter as an option of the command, it is left out.
std::vector<Option> options_here(const CommandLine& line) {
  std::vector<Option> options;
  if (line.command != nullptr)
    options.assign(line.command->options.begin(), line.command->options.end());
  const auto taken = [own = options](const Option& global) {
    for (const auto& option : own)
      if (option.name == global.name || (global.letter != 0 && option.letter == global.letter))
        return true;
    return false;
  };
  for (const auto& global : global_options())
    if (!taken(global)) options.push_back(global);
  return options;
}

// Parses options and operands into the arguments of the line. `words` begin after the words of the
// command.
Result<void> take_words(CommandLine& line, const Words& words) {
  if (words.empty()) return {};
  const std::vector<Option> options = options_here(line);
  auto found = read_option_arguments(words, options);
  if (!found) return std::move(found).error().hint(help_of(line));
  for (const auto& [option, values] : *found) {
    if (option == nullptr) {
      line.arguments.add_operand(values.front());
      continue;
    }
    const std::string name(option->name);
    if (!option->refused.empty())
      return Error(ErrorKind::invalid_argument,
                   "option " + base::quoted("--" + name) + ": " + std::string(option->refused))
          .hint(std::string(option->help));
    const bool own = line.command != nullptr && find_option(line.command->options, name) != nullptr;
    Arguments& arguments = own ? line.arguments : line.globals;
    const bool once = option->takes == Takes::value || option->takes == Takes::flag;
    if (once && arguments.has(name))
      return usage_error(line, "option " + base::quoted("--" + name) + " is given twice");
    arguments.add_option(name, values);
  }
  return {};
}

// Counts the global options that begin at the word `at`. Their values are counted too.
std::size_t count_globals(const Words& words, std::size_t at) {
  const std::size_t start = at;
  while (at < words.size() && words[at].starts_with("-") && words[at] != "--") {
    const std::string name = words[at].substr(0, words[at].find('='));
    const bool adjacent = name.size() != words[at].size();
    const Option* option =
        name.starts_with("--") ? find_option(global_options(), name.substr(2)) : nullptr;
    const bool takes_next = option != nullptr && option->takes != Takes::nothing &&
                            option->takes != Takes::flag && !adjacent;
    at += takes_next ? 2 : 1;
  }
  return std::min(at, words.size()) - start;
}

// Returns the words that can be next: groups, commands, or the second words of two-word commands.
std::vector<std::string> words_here(const CommandLine& line) {
  std::vector<std::string> words;
  if (line.group == nullptr) {
    for (const auto& group : groups()) words.emplace_back(group.name);
    for (const auto& word : program_words()) words.emplace_back(word.name);
    return words;
  }
  const std::string before = prefix_of(line);
  for (const Command* command : line.group->commands) {
    if (!command->name.starts_with(before)) continue;
    words.emplace_back(command->name.substr(before.size()));
    // Two-word aliases such as "ip list" are left out, because their first word is already in the
    // list.
    for (const auto alias : command->aliases)
      if (alias.find(' ') == std::string_view::npos) words.emplace_back(alias);
  }
  return words;
}

std::optional<std::string> synonym_of(std::span<const Synonym> synonyms, std::string_view word) {
  const auto found = std::ranges::find(synonyms, word, &Synonym::word);
  if (found == synonyms.end()) return std::nullopt;
  return std::string(found->meant);
}

// Returns a command with its group: "ls" becomes "network ls". Returns nothing if no group has such
// a command.
std::optional<std::string> with_group(std::string_view word) {
  for (const auto& group : groups()) {
    const auto meant =
        find_command(group, word) != nullptr ? std::string(word) : synonym_of(group.synonyms, word);
    if (meant) return std::string(group.name) + " " + *meant;
  }
  return std::nullopt;
}

// Returns the suggestion for "did you mean". A synonym has priority over a word with a similar
// spelling.
std::optional<std::string> meant_word(const CommandLine& line, const std::string& word) {
  const bool first = line.group == nullptr;
  auto meant = synonym_of(first ? group_synonyms() : line.group->synonyms, word);
  if (meant && meant->starts_with(prefix_of(line))) return meant->substr(prefix_of(line).size());
  if (first && !meant) meant = with_group(word);
  return first && meant ? meant : base::nearest(word, words_here(line));
}

Error unknown_word(const CommandLine& line, const std::string& word) {
  const std::string of = line.group == nullptr ? "" : " of " + base::quoted(path_of(line));
  const bool of_program =
      std::ranges::find(program_words(), word, &ProgramWord::name) != program_words().end();
  return usage_error(line, "unknown command " + base::quoted(word) + of,
                     of_program ? "mydocker " + word : meant_word(line, word));
}

// Parses the first word: a group or "version". The word "help" was handled by take_command_word().
Result<void> take_first_word(CommandLine& line, const std::string& word) {
  if (line.purpose == Purpose::version)
    return usage_error(line, "too many operands: " + base::quoted(word));
  line.group = find_group(word);
  if (line.group != nullptr) return {};
  if (word != "version" || line.purpose == Purpose::help) return unknown_word(line, word);
  line.purpose = Purpose::version;
  return {};
}

Result<void> take_command_word(CommandLine& line, const std::string& word) {
  if (word == "help" && line.purpose != Purpose::version) {
    line.purpose = Purpose::help;
    return {};
  }
  if (line.group == nullptr) return take_first_word(line, word);
  if (line.subgroup == nullptr && find_subgroup(*line.group, word) != nullptr) {
    line.subgroup = find_subgroup(*line.group, word);
    return {};
  }
  const std::string before = prefix_of(line);
  line.command = find_command(*line.group, before + word);
  if (line.command == nullptr) return unknown_word(line, word);
  return {};
}

// Finds the command. The words after the command are stored in `rest`.
Result<void> take_command(CommandLine& line, const Words& words, Words& rest) {
  std::size_t at = 0;
  while (line.command == nullptr) {
    const std::size_t globals = count_globals(words, at);
    const auto from = words.begin() + static_cast<std::ptrdiff_t>(at);
    MYDOCKER_CHECK(take_words(line, Words(from, from + static_cast<std::ptrdiff_t>(globals))));
    at += globals;
    if (at == words.size()) return {};
    MYDOCKER_CHECK(take_command_word(line, words[at++]));
  }
  rest.assign(words.begin() + static_cast<std::ptrdiff_t>(at), words.end());
  return {};
}

Result<void> check_operands(const CommandLine& line) {
  const auto& wanted = line.command->operands;
  const auto& given = line.arguments.operands();
  const bool open_end = !wanted.empty() && wanted.back().count != Count::one;
  const bool last_needed = wanted.empty() || wanted.back().count != Count::any;
  if (given.size() + (last_needed ? 0 : 1) < wanted.size())
    return usage_error(line, "missing operand " + std::string(wanted[given.size()].placeholder));
  if (given.size() > wanted.size() && !open_end)
    return usage_error(line, "too many operands: " + base::quoted(given[wanted.size()]));
  return {};
}

}  // namespace

Result<CommandLine> parse_command_line(const std::vector<std::string>& words) {
  CommandLine line;
  Words rest;
  MYDOCKER_CHECK(take_command(line, words, rest));
  MYDOCKER_CHECK(take_words(line, rest));
  if (line.globals.has("help")) line.purpose = Purpose::help;
  if (line.purpose != Purpose::run) return line;
  if (line.globals.has("version")) {
    line.purpose = Purpose::version;
  } else if (line.command == nullptr) {
    line.purpose = Purpose::help;
  } else {
    MYDOCKER_CHECK(check_operands(line));
  }
  return line;
}

}  // namespace mydocker::cli
