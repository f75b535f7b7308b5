#include "output/help_text.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "command_table.hpp"

namespace mydocker::cli {
namespace {

constexpr std::size_t kLineLength = 100;

// Terms and their explanations.
using Rows = std::vector<std::pair<std::string, std::string>>;

// Two columns. A long explanation continues below its own start.
std::string columns(const Rows& rows) {
  std::size_t width = 0;
  for (const auto& row : rows) width = std::max(width, row.first.size());
  const std::string margin(width + 5, ' ');
  std::string text;
  for (const auto& [term, explanation] : rows) {
    std::string line = "  " + term + std::string(width - term.size() + 3, ' ');
    std::string rest = explanation;
    while (line.size() + rest.size() > kLineLength) {
      const std::size_t cut = rest.rfind(' ', kLineLength - line.size());
      if (cut == std::string::npos) break;
      text += line + rest.substr(0, cut) + "\n";
      rest.erase(0, cut + 1);
      line = margin;
    }
    text.append(line).append(rest) += '\n';
  }
  return text;
}

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

std::string example_text(std::string_view example) {
  return example.empty() ? "" : "\nExample:\n" + std::string(example);
}

std::string names_of(const Command& command) {
  std::string names(command.name);
  for (const auto alias : command.aliases) names.append(", ").append(alias);
  return names;
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
  return "Usage: mydocker [OPTIONS] COMMAND\n\n" + std::string(kProgramSummary) +
         "\n\nCommands:\n" + columns(rows) +
         options_text("Options, of every command:", global_options()) +
         example_text(groups().front().example) +
         "\nMore about a command: mydocker COMMAND --help\n";
}

std::string help_text(const Group& group) {
  Rows rows;
  for (const Command* command : group.commands)
    rows.emplace_back(names_of(*command), command->summary);
  const std::string path = "mydocker " + std::string(group.name);
  return "Usage: " + path + " COMMAND\n\n" + std::string(group.summary) + "\n\nCommands:\n" +
         columns(rows) + example_text(group.example) + "\nMore about a command: " + path +
         " COMMAND --help\nOptions of every command: mydocker --help\n";
}

std::string help_text(const Command& command) {
  std::string text = "Usage: " + usage_of(command) + "\n\n" + std::string(command.summary) + "\n";
  if (!command.aliases.empty()) text += "\nNames: " + names_of(command) + "\n";
  return text + options_text("Options:", command.options) + example_text(command.example) +
         "\nOptions of every command: mydocker --help\n";
}

}  // namespace mydocker::cli
