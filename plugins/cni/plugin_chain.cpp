#include "plugin_chain.hpp"

#include <unistd.h>

#include <algorithm>
#include <sstream>

#include "plugin_process.hpp"

namespace cni {
namespace {

using mydocker::Error;
using mydocker::ErrorKind;
using mydocker::Result;

constexpr const char* kSystemPath =
    "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

// Returns the path of the plug-in's program. It is the first file named `type` in the folders of
// `path`.
Result<std::string> program_of(const std::string& type, const std::string& path) {
  std::istringstream folders(path);
  for (std::string folder; std::getline(folders, folder, ':');) {
    auto program = std::string(folder).append("/").append(type);
    if (access(program.c_str(), X_OK) == 0) return program;
  }
  return Error(ErrorKind::not_found, "the plug-in \"" + type + "\" is not in " + path)
      .hint("install it there, or name its folder: -o path=FOLDER[:FOLDER...]");
}

// Converts the error that a plug-in has printed as JSON into one line.
Error plugin_error(const std::string& what, const PluginAnswer& answer) {
  constexpr int kTryAgain = 11;
  const Json json = Json::parse(answer.output).value_or({});
  if (!json["msg"].is_string())
    return {ErrorKind::kernel, what + " ended with exit code " + std::to_string(answer.exit_code)};
  std::string text = json["msg"].string();
  if (const auto& details = json["details"].string(); !details.empty()) text += "; " + details;
  std::replace(text.begin(), text.end(), '\n', ' ');
  const bool busy = json["code"] == kTryAgain;
  return {busy ? ErrorKind::busy : ErrorKind::kernel, what + ": " + text};
}

// Returns the result of ADD with the current path of the container's namespace. The path differs
// for each command, and plug-ins compare it with CNI_NETNS.
Json with_namespace(Json result, const std::string& netns) {
  if (!result.contains("interfaces") || netns.empty()) return result;
  for (auto& interface : result["interfaces"].items())
    if (interface.contains("sandbox")) interface["sandbox"] = netns;
  return result;
}

bool publishes_ports(const PluginList& list) {
  return std::any_of(list.plugins.begin(), list.plugins.end(), [](const Json& plugin) {
    return plugin["capabilities"]["portMappings"].is_true();
  });
}

}  // namespace

Result<Json> PluginChain::run(const char* command, const Json& plugin, const Json& previous) const {
  const std::string& type = plugin["type"].string();
  MYDOCKER_TRY(const auto program, program_of(type, attachment_.path));
  MYDOCKER_TRY(const auto capabilities, capabilities_of(attachment_));
  const PluginCall call{
      program,
      {kSystemPath, std::string("CNI_COMMAND=") + command,
       "CNI_CONTAINERID=" + attachment_.container, "CNI_NETNS=" + netns_,
       "CNI_IFNAME=" + attachment_.interface, "CNI_PATH=" + attachment_.path},
      configuration_for(list_, plugin, capabilities, with_namespace(previous, netns_)).dump()};
  MYDOCKER_TRY(const auto answer, run_plugin(call));
  if (answer.exit_code != 0) return plugin_error("plug-in \"" + type + "\", " + command, answer);
  Json result = Json::parse(answer.output).value_or({});
  return result.is_object() ? result : Json();
}

Result<void> PluginChain::can_begin() const {
  for (const auto& plugin : list_.plugins)
    MYDOCKER_CHECK(program_of(plugin["type"].string(), attachment_.path));
  if (attachment_.ports.empty() || publishes_ports(list_)) return {};
  return Error(ErrorKind::unsupported, R"(option "ports": no plug-in of ")" + attachment_.list +
                                           "\" has the capability portMappings")
      .hint("add the plug-in portmap to the list, or leave the option out");
}

Result<Json> PluginChain::add() const {
  Json result;
  for (const auto& plugin : list_.plugins) {
    auto answer = run("ADD", plugin, result);
    if (!answer) {
      (void)remove(result);
      return answer;
    }
    result = *std::move(answer);
  }
  return result;
}

Result<void> PluginChain::remove(const Json& result) const {
  Result<void> first;
  auto last_first = list_.plugins;
  std::reverse(last_first.begin(), last_first.end());
  for (const auto& plugin : last_first) {
    auto done = run("DEL", plugin, result);
    if (!done && first) first = std::move(done).error();
  }
  return first;
}

Result<bool> PluginChain::check(const Json& result) const {
  if (!list_.is_checked) return true;
  for (const auto& plugin : list_.plugins) {
    const auto done = run("CHECK", plugin, result);
    if (!done && done.error().kind() == ErrorKind::busy) return done.error();
    if (!done) return false;
  }
  return true;
}

}  // namespace cni
