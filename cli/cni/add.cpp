// The CNI command ADD: connects a container to a network.
#include <sys/stat.h>

#include <string>

#include "cni/commands.hpp"
#include "cni/delegate.hpp"
#include "cni/environment.hpp"
#include "cni/network_config.hpp"
#include "engine_connection.hpp"
#include "runtime/app/reports.hpp"
#include "runtime/base/quoted.hpp"

namespace mydocker::cli::cni {
namespace {

Json& list_in(Json& result, const char* key) {
  Json& list = result[key];
  if (!list.is_array()) list = Json::array();
  return list;
}

void add_interfaces(const CniEnvironment& environment, const app::EndpointReport& report,
                    Json& interfaces) {
  if (!report.host_link.empty()) {
    Json host{{"name", report.host_link}};
    if (!report.host_mac.is_zero()) host["mac"] = report.host_mac.text();
    interfaces.push_back(std::move(host));
  }
  Json inside{{"name", environment.interface}};
  if (!report.endpoint.mac.is_zero()) inside["mac"] = report.endpoint.mac.text();
  inside["sandbox"] = environment.netns;
  interfaces.push_back(std::move(inside));
}

// Adds the addresses to the result. `interface` is the index of the container's interface.
void add_addresses_to(const NetworkConfig& config, const app::EndpointReport& report,
                      std::size_t interface, Json& ips) {
  for (const auto& address : report.endpoint.addresses) {
    Json ip;
    if (config.version < Version::v1_0_0) ip["version"] = address.address.is_v4() ? "4" : "6";
    ip["address"] = address.text();
    if (const auto gateway = gateway_of(report, address)) ip["gateway"] = *gateway;
    ip["interface"] = interface;
    ips.push_back(std::move(ip));
  }
}

void add_routes_to(const NetworkConfig& config, const app::EndpointReport& report, Json& routes) {
  for (const auto& route : report.routes) {
    if (route.type != RouteType::unicast) continue;
    Json json{{"dst", route.destination.text()}};
    if (route.via) json["gw"] = route.via->text();
    if (config.version >= Version::v1_1_0 && route.metric != 0) json["priority"] = route.metric;
    routes.push_back(std::move(json));
  }
}

CniResult<Done> check_namespace(const CniEnvironment& environment) {
  struct stat status {};
  if (stat(environment.netns.c_str(), &status) == 0) return Done{};
  return Failure(Code::environment,
                 "CNI_NETNS " + base::quoted(environment.netns) + " does not exist",
                 "the runtime creates the network namespace before ADD");
}

CniResult<app::ConnectRequest> connect_words(const CniCall& call) {
  app::ConnectRequest request;
  request.network = call.config.network();
  request.attachment = call.attachment();
  request.container = model::container_name(*request.attachment);
  request.netns_path = call.environment.netns;
  request.link_name = call.environment.interface;
  request.options = call.config.endpoint_options;
  request.expected = expected_network(call.config);
  MYDOCKER_CHECK(add_capabilities(call, request));
  return request;
}

// Connects the container. A missing network is created first, if the configuration defines it.
Result<app::ConnectReport> connect_to_network(const CniCall& call,
                                              const app::ConnectRequest& request,
                                              const model::NetworkSpec& definition) {
  if (call.config.existing) return wait_while_busy([&] { return call.runtime.connect(request); });
  return connect_or_create(call.runtime, request, definition);
}

}  // namespace

Json result_json(const CniEnvironment& environment, const NetworkConfig& config,
                 const app::EndpointReport& report, const Json& dns) {
  Json result{{"cniVersion", ""}};
  result.update(config.previous);
  result["cniVersion"] = config.version_text;
  add_interfaces(environment, report, list_in(result, "interfaces"));
  const std::size_t inside = result["interfaces"].size() - 1;
  add_addresses_to(config, report, inside, list_in(result, "ips"));
  add_routes_to(config, report, list_in(result, "routes"));
  if (!dns.empty() || !result.contains("dns")) result["dns"] = dns;
  return result;
}

CniResult<app::EndpointReport> connect_container(const CniCall& call,
                                                 const app::ConnectRequest& request,
                                                 const model::NetworkSpec& definition) {
  MYDOCKER_TRY(const auto connected, connect_to_network(call, request, definition));
  if (!connected.endpoint.endpoint.link_name.empty()) return connected.endpoint;
  (void)disconnect(call, *request.attachment);
  return Failure(Code::configuration,
                 "the driver of network " + base::quoted(request.network) +
                     " creates no interface, but a CNI plug-in must create " +
                     base::quoted(call.environment.interface),
                 "use a network of another driver: mydocker driver ls");
}

CniResult<Json> add(const CniCall& call) {
  MYDOCKER_CHECK(check_namespace(call.environment));
  MYDOCKER_TRY(const auto request, connect_words(call));
  MYDOCKER_TRY(const Json dns, dns_of(call.config));
  if (call.config.uses_dhcp()) return add_leased(call, request, dns);
  if (!call.config.ipam.empty()) return add_delegated(call, request, dns);
  MYDOCKER_TRY(const auto endpoint, connect_container(call, request, call.config.definition));
  return result_json(call.environment, call.config, endpoint, dns);
}

}  // namespace mydocker::cli::cni
