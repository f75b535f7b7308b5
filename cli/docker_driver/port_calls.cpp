// Calls for published ports. Docker names the ports of a container in the network with its default
// route.
#include <map>

#include "docker_driver/docker_network.hpp"
#include "engine_document.hpp"

namespace mydocker::cli::docker_driver {
namespace {

Error wrong_binding(const Json& binding) {
  return {ErrorKind::invalid_argument, "port binding " + binding.dump() + " has a wrong field"};
}

// Returns the number, or 0 if the field is missing.
Result<int> number_of(const Json& binding, const char* field) {
  if (!binding.contains(field)) return 0;
  const auto number = binding[field].integer();
  if (!number || !std::in_range<int>(*number)) return wrong_binding(binding);
  return static_cast<int>(*number);
}

// Returns the protocol. Docker's documents contain its number (RFC 790).
Result<std::string> protocol_of(const Json& binding) {
  static const std::map<int, std::string> names{{6, "tcp"}, {17, "udp"}, {132, "sctp"}};
  MYDOCKER_TRY(const int number, number_of(binding, "Proto"));
  const auto name = names.find(number);
  if (name == names.end()) return wrong_binding(binding);
  return name->second;
}

// Returns the host port or host ports as an argument of --publish. If the port is 0, mydocker
// chooses it. A range means that the first free port of the range is used.
Result<std::string> host_ports(const Json& binding) {
  MYDOCKER_TRY(const int first, number_of(binding, "HostPort"));
  MYDOCKER_TRY(const int last, number_of(binding, "HostPortEnd"));
  if (first == 0) return std::string();
  return std::to_string(first) + (last > first ? "-" + std::to_string(last) : "");
}

// Returns one element of com.docker.network.portmap as an argument of --publish.
Result<std::string> port_word(const Json& binding) {
  if (!binding.is_object()) return wrong_binding(binding);
  MYDOCKER_TRY(auto protocol, protocol_of(binding));
  MYDOCKER_TRY(const int port, number_of(binding, "Port"));
  MYDOCKER_TRY(auto host, host_ports(binding));
  MYDOCKER_TRY(auto address, text_field(binding, "HostIP"));
  return publish_argument(
      {std::move(address), std::move(host), std::to_string(port), std::move(protocol)});
}

Result<std::vector<std::string>> port_words(const Json& request) {
  MYDOCKER_TRY(const Json options, object_field(request, "Options"));
  MYDOCKER_TRY(const Json bindings, list_field(options, "com.docker.network.portmap"));
  std::vector<std::string> words;
  for (const auto& binding : bindings.items()) {
    MYDOCKER_TRY(auto word, port_word(binding));
    words.push_back(std::move(word));
  }
  return words;
}

}  // namespace

// Publishes the ports. If Docker repeats the call, the ports are published already, and the call
// succeeds.
Result<Json> publish_ports(const RemoteCall& call) {
  MYDOCKER_TRY(const auto words, port_words(call.request));
  if (words.empty()) return Json::object();
  MYDOCKER_TRY(const auto target, existing_target(call));
  MYDOCKER_TRY(const auto report, call.runtime.find_attachment(target.network, target.attachment));
  if (report && !report->endpoint.ports.empty()) return Json::object();
  MYDOCKER_CHECK(
      call.runtime.publish({target.network, model::container_name(target.attachment), words}));
  return Json::object();
}

// Stops publishing the ports. Succeeds if the endpoint does not exist.
Result<Json> release_ports(const RemoteCall& call) {
  MYDOCKER_TRY(const auto target, find_target(call));
  if (!target) return Json::object();
  MYDOCKER_TRY(const auto report,
               call.runtime.find_attachment(target->network, target->attachment));
  if (!report || report->endpoint.ports.empty()) return Json::object();
  MYDOCKER_CHECK(call.runtime.unpublish(
      {target->network, model::container_name(target->attachment), {"all"}}));
  return Json::object();
}

}  // namespace mydocker::cli::docker_driver
