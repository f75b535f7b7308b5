#include "cni/delegate.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <string>
#include <utility>
#include <vector>

#include "cni/failure.hpp"
#include "engine_document.hpp"
#include "runtime/base/errno_text.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/base/text.hpp"
#include "runtime/base/unique_fd.hpp"

namespace mydocker::cli::cni {
namespace {

struct ChildResult {
  int exit_code = 0;   // exit code of the program; 128 + the signal if a signal ended it
  std::string output;  // the standard output of the program
};

constexpr mode_t kUsualMask = 022;

Failure child_error(const std::string& what, int number) {
  const auto error = base::errno_error(what, number);
  return {Code::input_output, error.message()};
}

// Returns a file in memory with this text, positioned at its start.
CniResult<base::UniqueFd> input_file(const std::string& text) {
  base::UniqueFd file(memfd_create("cni-input", MFD_CLOEXEC));
  if (file.get() < 0) return child_error("create a file in memory", errno);
  std::string_view rest = text;
  while (!rest.empty()) {
    const auto written = write(file.get(), rest.data(), rest.size());
    if (written < 0) return child_error("write a file in memory", errno);
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
  if (lseek(file.get(), 0, SEEK_SET) != 0) return child_error("rewind a file in memory", errno);
  return file;
}

std::vector<std::string> environment_lines(
    const std::vector<std::pair<std::string, std::string>>& variables) {
  std::vector<std::string> lines;
  for (char** line = environ; *line != nullptr; ++line) {
    const std::string text = *line;
    const auto name = text.substr(0, text.find('='));
    if (std::ranges::find(variables, name, &std::pair<std::string, std::string>::first) ==
        variables.end())
      lines.push_back(text);
  }
  for (const auto& [name, value] : variables)
    lines.push_back(std::string(name).append("=").append(value));
  return lines;
}

// Starts the program. Returns 0 or an errno value.
int spawn(const std::string& program, std::vector<std::string> lines, int in, int out, pid_t& pid) {
  std::vector<char*> environment;
  environment.reserve(lines.size() + 1);
  for (auto& line : lines) environment.push_back(line.data());
  environment.push_back(nullptr);
  std::string name = program;
  std::array<char*, 2> words{name.data(), nullptr};
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  sigset_t defaults;
  sigemptyset(&defaults);
  sigaddset(&defaults, SIGPIPE);
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setsigdefault(&attributes, &defaults);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
  const mode_t mask = umask(kUsualMask);
  const int failed =
      posix_spawn(&pid, program.c_str(), &actions, &attributes, words.data(), environment.data());
  umask(mask);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return failed;
}

std::string read_all(int descriptor) {
  std::string text;
  std::array<char, 4096> buffer;
  for (;;) {
    const auto count = read(descriptor, buffer.data(), buffer.size());
    if (count > 0) text.append(buffer.data(), static_cast<std::size_t>(count));
    if (count == 0 || (count < 0 && errno != EINTR)) return text;
  }
}

// Runs the program with `input` as its standard input, and waits until it has ended. `variables`
// replace environment variables of this process. The program starts with the default signal actions
// and the usual umask.
CniResult<ChildResult> run_child(const std::string& program,
                                 const std::vector<std::pair<std::string, std::string>>& variables,
                                 const std::string& input) {
  MYDOCKER_TRY(const auto in, input_file(input));
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return child_error("create a pipe", errno);
  const base::UniqueFd reader(ends[0]);
  base::UniqueFd writer(ends[1]);
  pid_t pid = 0;
  const int failed = spawn(program, environment_lines(variables), in.get(), writer.get(), pid);
  if (failed != 0) return child_error("start " + base::quoted(program), failed);
  writer = base::UniqueFd();
  ChildResult result;
  result.output = read_all(reader.get());
  int status = 0;
  while (waitpid(pid, &status, 0) < 0)
    if (errno != EINTR) return child_error("wait for " + base::quoted(program), errno);
  constexpr int kSignalBase = 128;
  result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : kSignalBase + WTERMSIG(status);
  return result;
}

std::string path_text(const CniEnvironment& environment) {
  return base::joined(environment.path, ":");
}

Failure delegate_failure(const std::string& name, const ChildResult& child) {
  const std::string subject = "ipam plug-in " + base::quoted(name);
  const Json json = Json::parse(child.output).value_or({});
  const auto code = json["code"].unsigned_integer();
  if (!code || !json["msg"].is_string())
    return {Code::failed, subject + " failed with exit code " + std::to_string(child.exit_code)};
  Failure failure(Code::failed, subject + ": " + json["msg"].string(), json["details"].string());
  failure.code = static_cast<unsigned>(*code);
  return failure;
}

}  // namespace

CniResult<Delegate> Delegate::find(const CniEnvironment& environment, const NetworkConfig& config) {
  for (const auto& folder : environment.path) {
    const auto program = folder + "/" + config.ipam;
    if (access(program.c_str(), X_OK) == 0) return Delegate(program, config.ipam, config.text);
  }
  return Failure(Code::configuration,
                 "ipam plug-in " + base::quoted(config.ipam) + " is not in CNI_PATH " +
                     base::quoted(path_text(environment)),
                 "install it in one of these folders, for example with the Debian package "
                 "containernetworking-plugins");
}

CniResult<Json> Delegate::run(const std::string& command) const {
  return run_with({{"CNI_COMMAND", command}});
}

CniResult<Json> Delegate::run(const std::string& command, const std::string& container_id,
                              const std::string& interface) const {
  return run_with({{"CNI_COMMAND", command},
                   {"CNI_CONTAINERID", container_id},
                   {"CNI_IFNAME", interface},
                   {"CNI_NETNS", ""}});
}

CniResult<Json> Delegate::run_with(const Variables& variables) const {
  MYDOCKER_TRY(const auto child, run_child(program_, variables, input_));
  if (child.exit_code != 0) return delegate_failure(name_, child);
  if (child.output.find_first_not_of(" \t\r\n") == std::string::npos) return Json::object();
  auto json = Json::parse(child.output);
  if (!json || !json->is_object())
    return Failure(Code::json, "ipam plug-in " + base::quoted(name_) + " wrote no JSON object");
  return *std::move(json);
}

bool Delegate::has_newest_version() const {
  const auto versions = run("VERSION");
  if (!versions) return false;
  const auto supported = texts_field(*versions, "supportedVersions");
  return supported && std::ranges::find(*supported, kNewestVersion) != supported->end();
}

CniResult<DelegatedAddresses> DelegatedAddresses::from(const Json& result) {
  DelegatedAddresses chosen;
  MYDOCKER_TRY(const auto ips, list_field(result, "ips"));
  for (const auto& ip : ips.items()) {
    MYDOCKER_TRY(auto address, text_field(ip, "address"));
    MYDOCKER_TRY(auto gateway, text_field(ip, "gateway"));
    chosen.addresses.push_back(std::move(address));
    if (!gateway.empty()) chosen.gateways.push_back(std::move(gateway));
  }
  MYDOCKER_TRY(const auto routes, list_field(result, "routes"));
  for (const auto& route : routes.items()) {
    MYDOCKER_TRY(auto destination, text_field(route, "dst"));
    MYDOCKER_TRY(auto gateway, text_field(route, "gw"));
    chosen.routes.push_back({std::move(destination), std::move(gateway)});
  }
  MYDOCKER_TRY(chosen.dns, object_field(result, "dns"));
  if (chosen.addresses.empty())
    return Failure(Code::configuration, "the ipam plug-in returned no address");
  return chosen;
}

}  // namespace mydocker::cli::cni
