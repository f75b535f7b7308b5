#include "cni/environment.hpp"

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <sstream>
#include <string_view>

#include "runtime/base/quoted.hpp"
#include "runtime/model/names.hpp"

namespace mydocker::cli::cni {
namespace {

constexpr std::size_t kLongestInterface = 15;

std::string variable(const char* name) {
  const char* text = std::getenv(name);
  return text == nullptr ? "" : text;
}

std::vector<std::string> split_at(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, separator);)
    if (!part.empty()) parts.push_back(part);
  return parts;
}

std::optional<CniCommand> command_from(const std::string& word) {
  if (word == "ADD") return CniCommand::add;
  if (word == "DEL") return CniCommand::del;
  if (word == "CHECK") return CniCommand::check;
  if (word == "STATUS") return CniCommand::status;
  if (word == "GC") return CniCommand::gc;
  if (word == "VERSION") return CniCommand::version;
  return std::nullopt;
}

// Returns what is wrong with an interface name, or an empty text.
std::string interface_problem(const std::string& name) {
  if (name.empty()) return "CNI_IFNAME is not set";
  const std::string subject = "CNI_IFNAME " + base::quoted(name);
  if (name.size() > kLongestInterface) return subject + " is longer than 15 characters";
  const bool has_wrong_letter =
      name.find_first_of("/: \t\n\v\f\r") != std::string::npos || name == "." || name == "..";
  return has_wrong_letter ? subject + " is not a name of an interface" : "";
}

std::string container_problem(const std::string& id) {
  if (id.empty()) return "CNI_CONTAINERID is not set";
  const auto checked = model::check_container_name(id);
  return checked ? "" : "CNI_CONTAINERID: " + checked.error().message();
}

void add_problem(std::string& problems, const std::string& problem) {
  if (!problem.empty()) problems += (problems.empty() ? "" : "; ") + problem;
}

// Reads CNI_ARGS, which has the form KEY=VALUE;KEY=VALUE.
void read_args(CniEnvironment& environment, std::string& problems) {
  for (const auto& part : split_at(variable("CNI_ARGS"), ';')) {
    const auto at = part.find('=');
    if (at == std::string::npos || at == 0)
      add_problem(problems, "CNI_ARGS: " + base::quoted(part) + " is not KEY=VALUE");
    else
      environment.args[part.substr(0, at)] = part.substr(at + 1);
  }
}

bool is_for_attachment(CniCommand command) {
  return command == CniCommand::add || command == CniCommand::del || command == CniCommand::check;
}

}  // namespace

CniResult<CniEnvironment> CniEnvironment::read() {
  const std::string word = variable("CNI_COMMAND");
  const auto command = command_from(word);
  if (!command)
    return Failure(Code::environment,
                   word.empty() ? "CNI_COMMAND is not set"
                                : "CNI_COMMAND " + base::quoted(word) + " is unknown",
                   "a container runtime sets it: ADD, DEL, CHECK, STATUS, GC or VERSION");
  CniEnvironment environment{
      *command, variable("CNI_CONTAINERID"),        variable("CNI_NETNS"), variable("CNI_IFNAME"),
      {},       split_at(variable("CNI_PATH"), ':')};
  std::string problems;
  if (is_for_attachment(*command)) {
    add_problem(problems, container_problem(environment.container_id));
    add_problem(problems, interface_problem(environment.interface));
    if (*command != CniCommand::del && environment.netns.empty())
      add_problem(problems, "CNI_NETNS is not set");
    read_args(environment, problems);
  }
  if (!problems.empty()) return Failure(Code::environment, problems);
  return environment;
}

}  // namespace mydocker::cli::cni
