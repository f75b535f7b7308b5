#include "oci_hook/container_state.hpp"

#include <algorithm>
#include <sstream>
#include <string_view>

#include "output/json_text.hpp"
#include "runtime/base/nearest.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/model/names.hpp"

namespace mydocker::cli::oci_hook {
namespace {

Error wrong_state(const std::string& why) {
  return Error(ErrorKind::invalid_argument, "container state on standard input: " + why)
      .hint("an OCI runtime starts this program as a hook; see docs/how-to/runc.md");
}

using Requests = std::vector<app::ConnectRequest>;

constexpr std::string_view kPrefix = "io.mydocker.";

// Returns the parts between commas, without spaces around them.
std::vector<std::string> list_from(const std::string& text) {
  std::vector<std::string> parts;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, ',');) {
    const auto first = part.find_first_not_of(" \t");
    if (first == std::string::npos) continue;
    parts.push_back(part.substr(first, part.find_last_not_of(" \t") - first + 1));
  }
  return parts;
}

Result<void> check_names(const ContainerState& state) {
  static const std::vector<std::string> known{"io.mydocker.networks", "io.mydocker.addresses",
                                              "io.mydocker.macs",     "io.mydocker.interfaces",
                                              "io.mydocker.ports",    "io.mydocker.aliases"};
  for (const auto& [name, value] : state.annotations) {
    if (!name.starts_with(kPrefix) || std::ranges::find(known, name) != known.end()) continue;
    const auto near = base::nearest(name, known);
    return Error(ErrorKind::invalid_argument, "unknown annotation " + base::quoted(name))
        .hint(near ? "did you mean \"" + *near + "\"?" : "see docs/how-to/runc.md");
  }
  return {};
}

std::vector<std::string> values_of(const ContainerState& state, const std::string& name) {
  const auto found = state.annotations.find(std::string(kPrefix) + name);
  return found == state.annotations.end() ? std::vector<std::string>() : list_from(found->second);
}

// Calls `use` for each pair NETWORK=VALUE of an annotation. Its arguments are the request for this
// network and the value.
template <class Use>
Result<void> for_each_pair(const ContainerState& state, const std::string& name, Requests& requests,
                           const Use& use) {
  for (const auto& pair : values_of(state, name)) {
    const auto at = pair.find('=');
    const auto request = std::ranges::find(requests, pair.substr(0, std::min(at, pair.size())),
                                           &app::ConnectRequest::network);
    if (at == std::string::npos || request == requests.end())
      return Error(ErrorKind::invalid_argument,
                   "annotation " + base::quoted(std::string(kPrefix) + name) + ": " +
                       base::quoted(pair) + " is not NETWORK=VALUE")
          .hint("NETWORK must be a network of the annotation io.mydocker.networks");
    use(*request, pair.substr(at + 1));
  }
  return {};
}

// Adds an alias to the request. Only drivers that resolve names accept aliases, as an option.
void add_alias(app::ConnectRequest& request, const std::string& alias) {
  auto& aliases = request.role_options[OptionRole::aliases];
  aliases += (aliases.empty() ? "" : ",") + alias;
}

Result<Requests> one_for_each_network(const ContainerState& state) {
  Requests requests;
  for (const auto& network : values_of(state, "networks")) {
    if (std::ranges::find(requests, network, &app::ConnectRequest::network) != requests.end())
      return Error(ErrorKind::invalid_argument,
                   "annotation \"io.mydocker.networks\" names " + base::quoted(network) + " twice");
    app::ConnectRequest request;
    request.network = network;
    request.container = state.id;
    request.pid = std::to_string(state.pid);
    request.link_name = "eth" + std::to_string(requests.size());
    requests.push_back(std::move(request));
  }
  return requests;
}

}  // namespace

Result<ContainerState> ContainerState::parse(const std::string& text) {
  const Json json = Json::parse(text).value_or({});
  if (!json.is_object()) return wrong_state("the text is not a JSON object");
  ContainerState state;
  if (!json["id"].is_string()) return wrong_state("field \"id\" is missing");
  state.id = json["id"].string();
  MYDOCKER_CHECK(model::check_container_name(state.id));
  if (const auto pid = json["pid"].integer()) state.pid = *pid;
  const Json& annotations = json["annotations"];
  if (annotations.is_null()) return state;
  if (!annotations.is_object()) return wrong_state("field \"annotations\" is not an object");
  for (const auto& [key, value] : annotations.fields())
    if (value.is_string()) state.annotations[key] = value.string();
  return state;
}

Result<Requests> connect_requests(const ContainerState& state) {
  MYDOCKER_CHECK(check_names(state));
  MYDOCKER_TRY(auto requests, one_for_each_network(state));
  using Request = app::ConnectRequest;
  using Text = std::string;
  MYDOCKER_CHECK(
      for_each_pair(state, "addresses", requests, [](Request& request, const Text& address) {
        const bool is_v4 = address.find(':') == Text::npos;
        (is_v4 ? request.addresses : request.addresses_v6).push_back(address);
      }));
  MYDOCKER_CHECK(for_each_pair(state, "macs", requests,
                               [](Request& request, const Text& mac) { request.mac = mac; }));
  MYDOCKER_CHECK(
      for_each_pair(state, "interfaces", requests,
                    [](Request& request, const Text& name) { request.link_name = name; }));
  MYDOCKER_CHECK(for_each_pair(state, "aliases", requests, add_alias));
  const auto ports = values_of(state, "ports");
  if (!ports.empty() && requests.empty())
    return Error(ErrorKind::invalid_argument,
                 R"(annotation "io.mydocker.ports" needs "io.mydocker.networks")");
  if (!ports.empty()) requests.front().ports = ports;
  for (auto& request : requests)
    request.attachment = model::Attachment{"oci", request.network, state.id, *request.link_name};
  return requests;
}

}  // namespace mydocker::cli::oci_hook
