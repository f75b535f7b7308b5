#include "man_pages/man_pages.hpp"

#include <algorithm>
#include <fstream>

#include "command.hpp"
#include "output/help.hpp"
#include "output/roff.hpp"
#include "output/standard_streams.hpp"
#include "runtime/base/quoted.hpp"

namespace mydocker::cli {
namespace {

constexpr const char* kProgram = "mydocker";
constexpr const char* kFilePage = "mydocker-network.yaml(5)";

std::string page_name(const Group& group) { return "mydocker-" + std::string(group.name); }

// Returns the name of a page. It has no spaces, because man(1) does not accept them.
std::string page_name(const Command& command) {
  std::string name = "mydocker-" + std::string(command.group) + "-" + std::string(command.name);
  std::ranges::replace(name, ' ', '-');
  return name;
}

RoffPage::Origin origin(std::string_view version) {
  return {.source = "mydocker " + std::string(version)};
}

ManPage finished(const std::string& name, const RoffPage& page) {
  return {name + ".1", page.text()};
}

// Returns the summary of a command as a clause for the section NAME. It begins with a small letter.
std::string clause(std::string_view summary) {
  std::string text(summary);
  if (!text.empty() && text.front() >= 'A' && text.front() <= 'Z')
    text.front() = static_cast<char>(text.front() - 'A' + 'a');
  return text;
}

void add_options(RoffPage& page, std::span<const Option> options) {
  for (const auto& option : options) {
    if (option.hidden) continue;
    std::string term;
    if (option.letter != 0) term = std::string("-") + option.letter + ", ";
    term.append("--").append(option.name);
    std::string meaning = std::string(option.help) + ".";
    if (option.takes == Takes::values) meaning += " Can be given several times.";
    page.item(term, option.placeholder, meaning);
  }
}

// Adds the sections that are the same on every page.
void add_end(RoffPage& page, const std::string& example, const std::vector<std::string>& see_also) {
  page.section("EXAMPLES");
  page.example(example);
  page.section("EXIT STATUS");
  for (const auto& [code, meaning] : kExitMeanings) page.item(std::to_string(code), "", meaning);
  page.section("FILES");
  page.item("/var/lib/mydocker/network/definitions.db", "", "Network definitions.");
  page.item(
      "/run/mydocker/network/runtime.db", "",
      "Active networks and endpoints until the next boot, and the journal of unfinished changes.");
  page.item("/run/mydocker/network/services", "",
            "Process numbers, logs and files of the services of networks.");
  page.item("/etc/mydocker/network.yaml", "", "Configuration file.");
  page.item("/run/netns/CONTAINER", "", "Default network namespace of a container.");
  page.section("SEE ALSO");
  for (const auto& name : see_also) page.reference(name, &name == &see_also.back());
}

ManPage page_of(const Command& command, const Group& group, std::string_view version) {
  RoffPage page(page_name(command), origin(version), clause(command.summary));
  page.section("SYNOPSIS");
  page.synopsis(usage_of(command));
  page.section("DESCRIPTION");
  page.paragraph(std::string(command.summary) + ".");
  if (!command.description.empty()) page.paragraph(command.description);
  for (const auto alias : command.aliases) page.paragraph("Alias: " + std::string(alias) + ".");
  page.section("OPTIONS");
  add_options(page, command.options);
  page.paragraph("Global options are described in mydocker(1).");
  std::vector<std::string> others{"mydocker(1)", page_name(group) + "(1)"};
  for (const Command* other : group.commands)
    if (other != &command) others.push_back(page_name(*other) + "(1)");
  others.emplace_back(kFilePage);
  add_end(page, std::string(command.example), others);
  return finished(page_name(command), page);
}

ManPage page_of(const Group& group, std::string_view version) {
  RoffPage page(page_name(group), origin(version), clause(group.summary));
  page.section("SYNOPSIS");
  page.synopsis(std::string("mydocker ") + std::string(group.name) + " COMMAND [OPTIONS] ...");
  page.section("DESCRIPTION");
  page.paragraph(std::string(group.summary) + ". The commands:");
  std::vector<std::string> others{"mydocker(1)"};
  for (const Command* command : group.commands) {
    page.item(command->name, "", std::string(command->summary) + ".");
    others.push_back(page_name(*command) + "(1)");
  }
  page.section("OPTIONS");
  page.paragraph("Global options are described in mydocker(1).");
  others.emplace_back(kFilePage);
  add_end(page, std::string(group.example), others);
  return finished(page_name(group), page);
}

ManPage page_of_program(std::string_view version) {
  RoffPage page(kProgram, origin(version), clause(kProgramSummary));
  page.section("SYNOPSIS");
  page.synopsis("mydocker [OPTIONS] GROUP COMMAND [OPTIONS] ...");
  page.section("DESCRIPTION");
  page.paragraph(std::string(kProgramSummary) + ". The groups of commands:");
  std::vector<std::string> others;
  for (const auto& group : groups()) {
    page.item(group.name, "", std::string(group.summary) + ".");
    others.push_back(page_name(group) + "(1)");
  }
  for (const auto& word : program_words())
    page.item(word.name, word.placeholder, std::string(word.summary) + ".");
  page.section("OPTIONS");
  page.paragraph(
      "These options are accepted by each command, before, between and after its words.");
  add_options(page, global_options());
  others.emplace_back(kFilePage);
  add_end(page, std::string(groups().front().example), others);
  return finished(kProgram, page);
}

}  // namespace

std::vector<ManPage> man_pages(std::string_view version) {
  std::vector<ManPage> pages{page_of_program(version)};
  for (const auto& group : groups()) {
    pages.push_back(page_of(group, version));
    for (const Command* command : group.commands)
      pages.push_back(page_of(*command, group, version));
  }
  return pages;
}

bool write_man_pages(const std::string& folder, std::string_view version) {
  for (const auto& page : man_pages(version)) {
    const std::string path = folder + "/" + page.file;
    std::ofstream file(path);
    file << page.text << std::flush;
    if (file) continue;
    print_error(Error(ErrorKind::kernel, "cannot write " + base::quoted(path)));
    return false;
  }
  return true;
}

}  // namespace mydocker::cli
