#include "cni/delegate.hpp"

#include <unistd.h>

#include <algorithm>

#include "cni/child_process.hpp"
#include "json_fields.hpp"
#include "runtime/base/quoted.hpp"

namespace mydocker::cli::cni {
namespace {

std::string path_text(const Environment& environment) {
  std::string text;
  for (const auto& folder : environment.path) text += (text.empty() ? "" : ":") + folder;
  return text;
}

Failure delegate_failure(const std::string& name, const ChildResult& child) {
  const std::string subject = "ipam plug-in " + base::quoted(name);
  const auto json = Json::parse(child.output, nullptr, false);
  const bool is_error = json.is_object() && json.contains("code") && json["code"].is_number() &&
                        json.contains("msg") && json["msg"].is_string();
  if (!is_error)
    return {Code::failed, subject + " failed with exit code " + std::to_string(child.exit_code)};
  Failure failure(Code::failed, subject + ": " + json["msg"].get<std::string>());
  failure.code = json["code"].get<unsigned>();
  if (json.contains("details") && json["details"].is_string())
    failure.details = json["details"].get<std::string>();
  return failure;
}

}  // namespace

Outcome<Delegate> Delegate::find(const Environment& environment, const NetworkConfig& config) {
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

Outcome<Json> Delegate::run(const std::string& command) const {
  return run_with({{"CNI_COMMAND", command}});
}

Outcome<Json> Delegate::run(const std::string& command, const std::string& container_id,
                            const std::string& interface) const {
  return run_with({{"CNI_COMMAND", command},
                   {"CNI_CONTAINERID", container_id},
                   {"CNI_IFNAME", interface},
                   {"CNI_NETNS", ""}});
}

Outcome<Json> Delegate::run_with(const Variables& variables) const {
  MYDOCKER_TRY(const auto child, run_child(program_, variables, input_));
  if (child.exit_code != 0) return delegate_failure(name_, child);
  if (child.output.find_first_not_of(" \t\r\n") == std::string::npos) return Json(Json::object());
  auto json = Json::parse(child.output, nullptr, false);
  if (!json.is_object())
    return Failure(Code::json, "ipam plug-in " + base::quoted(name_) + " wrote no JSON object");
  return json;
}

bool Delegate::has_newest_version() const {
  const auto versions = run("VERSION");
  if (!versions) return false;
  const auto supported = texts_field(*versions, "supportedVersions");
  return supported && std::ranges::find(*supported, kNewestVersion) != supported->end();
}

Outcome<DelegatedAddresses> DelegatedAddresses::from(const Json& result) {
  DelegatedAddresses chosen;
  MYDOCKER_TRY(const auto ips, list_field(result, "ips"));
  for (const auto& ip : ips) {
    MYDOCKER_TRY(auto address, text_field(ip, "address"));
    MYDOCKER_TRY(auto gateway, text_field(ip, "gateway"));
    chosen.addresses.push_back(std::move(address));
    if (!gateway.empty()) chosen.gateways.push_back(std::move(gateway));
  }
  MYDOCKER_TRY(const auto routes, list_field(result, "routes"));
  for (const auto& route : routes) {
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
