#include "completion/partial_command_line.hpp"

#include <algorithm>

#include "command.hpp"
#include "option_parser.hpp"

namespace mydocker::cli {
namespace {

void give(PartialCommandLine& line, const Option& option, const std::string& value) {
  const bool own =
      line.command != nullptr && find_option(line.command->options, option.name) == &option;
  (own ? line.arguments : line.globals).add_option(std::string(option.name), {value});
}

void take_long(PartialCommandLine& line, const std::string& word) {
  const std::size_t equals = word.find('=');
  const Option* option = option_named(line, std::string_view(word).substr(0, equals).substr(2));
  if (option == nullptr) return;
  if (equals != std::string::npos) {
    give(line, *option, word.substr(equals + 1));
  } else if (option->takes == Takes::nothing) {
    give(line, *option, "");
  } else {
    line.open = option;
  }
}

// Parses short options: "-qf", "-dbridge", "-d".
void take_letters(PartialCommandLine& line, const std::string& word) {
  for (std::size_t at = 1; at < word.size(); ++at) {
    const Option* option = option_lettered(line, word[at]);
    if (option == nullptr) return;
    if (option->takes == Takes::nothing) {
      give(line, *option, "");
      continue;
    }
    if (at + 1 < word.size()) {
      give(line, *option, word.substr(word[at + 1] == '=' ? at + 2 : at + 1));
    } else {
      line.open = option;
    }
    return;
  }
}

void take_name(PartialCommandLine& line, const std::string& word) {
  if (line.command == nullptr && word == "help") return;
  if (line.group == nullptr) {
    line.group = find_group(word);
    line.invalid = line.group == nullptr;
  } else if (line.command == nullptr) {
    const auto name = line.prefix + (line.prefix.empty() ? "" : " ") + word;
    line.command = find_command(*line.group, name);
    const bool begins = std::ranges::any_of(line.group->commands, [&](const Command* command) {
      return command->name.starts_with(name + " ");
    });
    line.invalid = line.command == nullptr && !begins;
    if (begins) line.prefix = name;
  } else {
    line.arguments.add_operand(word);
  }
}

}  // namespace

std::vector<const Option*> options_of(const PartialCommandLine& line) {
  std::vector<const Option*> options;
  if (line.command != nullptr)
    for (const auto& option : line.command->options) options.push_back(&option);
  for (const auto& global : global_options()) {
    const bool taken = std::ranges::any_of(
        options, [&](const Option* option) { return option->name == global.name; });
    if (!taken) options.push_back(&global);
  }
  return options;
}

const Option* option_named(const PartialCommandLine& line, std::string_view name) {
  for (const Option* option : options_of(line))
    if (option->name == name) return option;
  return nullptr;
}

const Option* option_lettered(const PartialCommandLine& line, char letter) {
  for (const Option* option : options_of(line))
    if (option->letter == letter) return option;
  return nullptr;
}

PartialCommandLine read_partial_command_line(const std::vector<std::string>& words) {
  PartialCommandLine line;
  for (const auto& word : words) {
    if (line.open != nullptr) {
      give(line, *line.open, word);
      line.open = nullptr;
    } else if (line.options_ended || word.size() < 2 || word.front() != '-') {
      take_name(line, word);
    } else if (word == "--") {
      line.options_ended = true;
    } else if (word.starts_with("--")) {
      take_long(line, word);
    } else {
      take_letters(line, word);
    }
  }
  return line;
}

}  // namespace mydocker::cli
