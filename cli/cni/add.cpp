// ADD: connects a container.
#include <sys/stat.h>
#include <algorithm>
#include <set>
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

void add_interfaces(const Environment& environment, const app::EndpointReport& report,
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

// `interface` is the index of the container's interface.
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

// The result for this endpoint, in the version of the configuration. It follows `prevResult`: the
// interfaces, addresses and routes of earlier plug-ins come first.
Json result_json(const Environment& environment, const NetworkConfig& config,
                 const app::EndpointReport& report, const Json& dns) {
  Json result = config.previous.is_object() ? config.previous : Json::object();
  Json ordered{{"cniVersion", config.version_text}};
  ordered.update(result);
  ordered["cniVersion"] = config.version_text;
  Json& interfaces = list_in(ordered, "interfaces");
  add_interfaces(environment, report, interfaces);
  const std::size_t inside = interfaces.size() - 1;
  add_addresses_to(config, report, inside, list_in(ordered, "ips"));
  add_routes_to(config, report, list_in(ordered, "routes"));
  if (!dns.empty() || !ordered.contains("dns")) ordered["dns"] = dns;
  return ordered;
}

Outcome<Done> check_namespace(const Environment& environment) {
  struct stat status {};
  if (stat(environment.netns.c_str(), &status) == 0) return Done{};
  return Failure(Code::environment,
                 "CNI_NETNS " + base::quoted(environment.netns) + " does not exist",
                 "the runtime creates the network namespace before ADD");
}

Outcome<app::ConnectRequest> connect_words(const Call& call) {
  app::ConnectRequest request;
  request.network = call.config.network();
  request.attachment = call.attachment();
  request.container = model::container_name(*request.attachment);
  request.netns_path = call.environment.netns;
  request.link_name = call.environment.interface;
  request.options = call.config.endpoint_options;
  request.expected = expected_network(call.config);
  MYDOCKER_CHECK(add_capabilities(call.environment, call.config, request));
  return request;
}

// Connects the container. A missing network is created first, if the configuration defines it.
Result<app::ConnectReport> connect_container(const Call& call, const app::ConnectRequest& request,
                                             const model::NetworkSpec& definition) {
  if (call.config.existing) return wait_while_busy([&] { return call.runtime.connect(request); });
  return connect_or_create(call.runtime, request, definition);
}

// A driver that creates no interface, for example "none", is refused.
Outcome<app::EndpointReport> connect(const Call& call, const app::ConnectRequest& request,
                                     const model::NetworkSpec& definition) {
  MYDOCKER_TRY(const auto connected, connect_container(call, request, definition));
  if (!connected.endpoint.endpoint.link_name.empty()) return connected.endpoint;
  (void)disconnect(call, *request.attachment);
  return Failure(Code::configuration,
                 "the driver of network " + base::quoted(request.network) +
                     " creates no interface, but a CNI plug-in must create " +
                     base::quoted(call.environment.interface),
                 "use a network of another driver: mydocker driver ls");
}

// --- delegated addresses

// The subnets of a network whose addresses a delegated plug-in chooses.
Outcome<model::NetworkSpec> definition_for(const Call& call, const DelegatedAddresses& chosen) {
  auto definition = call.config.definition;
  definition.ipam_driver = "none";
  if (!definition.subnets.empty()) return definition;
  for (const auto& text : chosen.addresses) {
    MYDOCKER_TRY(const auto address, IpPrefix::parse(text));
    definition.subnets.push_back(address.network().text());
    if (!address.address.is_v4()) definition.ipv6 = "true";
  }
  const std::set<std::string> gateways(chosen.gateways.begin(), chosen.gateways.end());
  if (definition.gateways.empty()) definition.gateways.assign(gateways.begin(), gateways.end());
  return definition;
}

// Whether packets to this destination go through the wanted gateway, for example by the default
// route.
bool covers(const Route& route, const IpPrefix& destination, const std::string& gateway) {
  return route.destination.contains(destination) &&
         (gateway.empty() || (route.via && route.via->text() == gateway));
}

// The container must have each route that the plug-in wants. Networks have routes; endpoints do
// not.
Outcome<Done> check_routes(const DelegatedAddresses& chosen, const app::EndpointReport& report) {
  for (const auto& wanted : chosen.routes) {
    MYDOCKER_TRY(const auto destination, IpPrefix::parse(wanted.destination));
    const bool there = std::ranges::any_of(report.routes, [&](const Route& route) {
      return covers(route, destination, wanted.gateway);
    });
    if (!there)
      return Failure(
          Code::configuration,
          "the ipam plug-in requires a route to " + wanted.destination +
              ", but the network does not have it",
          R"(add it to the network: "routes": [")" + wanted.destination + R"(,GATEWAY"])");
  }
  return Done{};
}

Outcome<app::EndpointReport> connect_with(const Call& call, app::ConnectRequest request,
                                          const DelegatedAddresses& chosen) {
  for (const auto& text : chosen.addresses) {
    MYDOCKER_TRY(const auto address, IpPrefix::parse(text));
    request.expected->subnets.push_back(text);  // with the same length
    auto& list = address.address.is_v4() ? request.addresses : request.addresses_v6;
    list.push_back(address.address.text());
  }
  MYDOCKER_TRY(const auto definition, definition_for(call, chosen));
  MYDOCKER_TRY(auto endpoint, connect(call, request, definition));
  if (auto routes = check_routes(chosen, endpoint); !routes) {
    (void)disconnect(call, *request.attachment);
    return std::move(routes).error();
  }
  return endpoint;
}

// The plug-in is asked only if the attachment does not exist: its DEL after a failure would release
// the address of a live endpoint. The endpoint of a dead container is removed first.
Outcome<Json> add_delegated(const Call& call, const app::ConnectRequest& request, Json dns) {
  MYDOCKER_TRY(const auto delegate, Delegate::find(call.environment, call.config));
  MYDOCKER_TRY(const auto old,
               call.runtime.find_attachment(call.config.network(), *request.attachment));
  if (old && old->alive)
    return Failure(Code::already_exists, "container " + base::quoted(request.container) +
                                             " is already connected to network " +
                                             base::quoted(call.config.network()));
  if (old) MYDOCKER_CHECK(del(call));
  const auto undo = [&](Failure failure) {
    (void)delegate.run("DEL");
    return failure;
  };
  const auto answer = delegate.run("ADD");
  if (!answer) return undo(answer.error());
  const auto chosen = DelegatedAddresses::from(*answer);
  if (!chosen) return undo(chosen.error());
  const auto endpoint = connect_with(call, request, *chosen);
  if (!endpoint) return undo(endpoint.error());
  if (dns.empty()) dns = chosen->dns;
  return result_json(call.environment, call.config, *endpoint, dns);
}

}  // namespace

Outcome<Json> add(const Call& call) {
  MYDOCKER_CHECK(check_namespace(call.environment));
  MYDOCKER_TRY(const auto request, connect_words(call));
  MYDOCKER_TRY(const Json dns, dns_of(call.config));
  if (!call.config.ipam.empty()) return add_delegated(call, request, dns);
  MYDOCKER_TRY(const auto endpoint, connect(call, request, call.config.definition));
  return result_json(call.environment, call.config, endpoint, dns);
}

}  // namespace mydocker::cli::cni
