#include "output/help.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "command.hpp"
#include "output/text_layout.hpp"

namespace mydocker::cli {
namespace {

constexpr std::size_t kWidestTerm = 24;
constexpr std::size_t kColumnGap = 3;

// Pairs of a term and its explanation, such as an option and its help.
using Rows = std::vector<std::pair<std::string, std::string>>;

// Returns two columns: the terms and their explanations. The further lines of a long explanation
// begin in the second column. If a term is wider than kWidestTerm, its explanation begins on the
// next line.
std::string columns(const Rows& rows) {
  std::size_t width = 0;
  for (const auto& row : rows)
    if (row.first.size() <= kWidestTerm) width = std::max(width, row.first.size());
  const std::size_t indent = 2 + width + kColumnGap;
  std::string text;
  for (const auto& [term, explanation] : rows) {
    const std::string lines = indented_lines(explanation, indent, line_width());
    text += "  " + term;
    text += term.size() <= width ? lines.substr(2 + term.size()) : "\n" + lines;
  }
  return text;
}

std::string paragraph(std::string_view text) { return indented_lines(text, 0, line_width()); }

std::string option_term(const Option& option) {
  std::string term = option.letter == 0 ? "    " : std::string("-") + option.letter + ", ";
  term.append("--").append(option.name);
  if (option.takes == Takes::flag) term += "[=false]";
  if (option.takes == Takes::value || option.takes == Takes::values)
    term.append(" ").append(option.placeholder);
  if (option.takes == Takes::values) term += " ...";
  return term;
}

std::string options_text(const std::string& title, std::span<const Option> options) {
  if (options.empty()) return "";
  Rows rows;
  for (const auto& option : options)
    if (!option.hidden) rows.emplace_back(option_term(option), std::string(option.help));
  return "\n" + title + "\n" + columns(rows);
}

// Returns a command line of an example. If it is too long, it continues on the next line.
std::string example_line(std::string_view line) {
  constexpr std::size_t kIndent = 2;
  constexpr std::string_view kContinuation = " \\\n      ";
  if (display_width(line) <= line_width()) return std::string(line) + "\n";
  std::string text(kIndent, ' ');
  const auto parts = wrapped(line, line_width() - kContinuation.size());
  for (std::size_t n = 0; n < parts.size(); ++n)
    text.append(n == 0 ? "" : kContinuation).append(parts[n]);
  return text + "\n";
}

std::string example_text(std::string_view example) {
  if (example.empty()) return "";
  std::string text = "\nExample:\n";
  while (!example.empty()) {
    const auto end = std::min(example.find('\n'), example.size());
    text += example_line(example.substr(0, end));
    example.remove_prefix(std::min(end + 1, example.size()));
  }
  return text;
}

// Returns the name and the aliases of a command. The common `prefix` is removed, for example "ip ".
std::string names_of(const Command& command, std::string_view prefix = "") {
  std::string names(command.name.substr(prefix.size()));
  for (const auto alias : command.aliases)
    names.append(", ").append(alias.starts_with(prefix) ? alias.substr(prefix.size()) : alias);
  return names;
}

std::string word_term(const ProgramWord& word) {
  std::string term(word.name);
  return word.placeholder.empty() ? term : term + " " + std::string(word.placeholder);
}

// Returns the commands whose names begin with `prefix`.
Rows rows_of(const Group& group, std::string_view prefix) {
  Rows rows;
  for (const Command* command : group.commands)
    if (command->name.starts_with(prefix))
      rows.emplace_back(names_of(*command, prefix), command->summary);
  return rows;
}

std::string text_of_commands(const std::string& path, std::string_view summary, const Rows& rows,
                             std::string_view example) {
  return "Usage: " + path + " COMMAND\n\n" + paragraph(summary) + "\nCommands:\n" + columns(rows) +
         example_text(example) + "\nHelp for a command: " + path +
         " COMMAND --help\nGlobal options: mydocker --help\n";
}

}  // namespace

std::string usage_of(const Command& command) {
  std::string usage = "mydocker ";
  usage.append(command.group).append(" ").append(command.name).append(" [OPTIONS]");
  for (const auto& operand : command.operands) {
    const std::string placeholder(operand.placeholder);
    usage += operand.count == Count::any ? " [" + placeholder + "...]" : " " + placeholder;
    if (operand.count == Count::one_or_more) usage += "...";
  }
  return usage;
}

std::string help_text() {
  Rows rows;
  for (const auto& group : groups()) rows.emplace_back(group.name, group.summary);
  for (const auto& word : program_words()) rows.emplace_back(word_term(word), word.summary);
  return "Usage: mydocker [OPTIONS] COMMAND\n\n" + paragraph(kProgramSummary) + "\nCommands:\n" +
         columns(rows) + options_text("Global options:", global_options()) +
         example_text(groups().front().example) + "\nHelp for a command: mydocker COMMAND --help\n";
}

std::string help_text(const Group& group) {
  return text_of_commands("mydocker " + std::string(group.name), group.summary, rows_of(group, ""),
                          group.example);
}

std::string help_text(const Group& group, const Subgroup& subgroup) {
  const std::string prefix = std::string(subgroup.name) + " ";
  std::string examples;
  for (const Command* command : group.commands)
    if (command->name.starts_with(prefix)) examples += command->example;
  return text_of_commands("mydocker " + std::string(group.name) + " " + std::string(subgroup.name),
                          subgroup.summary, rows_of(group, prefix), examples);
}

std::string help_text(const Command& command) {
  std::string text = "Usage: " + usage_of(command) + "\n\n" + paragraph(command.summary);
  if (!command.aliases.empty()) text += "\nAliases: " + names_of(command) + "\n";
  return text + options_text("Options:", command.options) + example_text(command.example) +
         "\nGlobal options: mydocker --help\n";
}

}  // namespace mydocker::cli
