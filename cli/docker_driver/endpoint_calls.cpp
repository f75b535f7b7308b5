// Calls for endpoints. A running container has one endpoint for each of its networks.
#include "docker_driver/docker_network.hpp"
#include "engine_connection.hpp"
#include "engine_document.hpp"

namespace mydocker::cli::docker_driver {
namespace {

constexpr std::string_view kDockerPrefix = "com.docker.network.";

// The addresses and the MAC that Docker has chosen. An empty field means that Docker has chosen
// none.
struct Interface {
  std::string v4;
  std::string v6;
  std::string mac;
};

Result<Interface> requested_interface(const Json& request) {
  MYDOCKER_TRY(const Json json, object_field(request, "Interface"));
  Interface interface;
  MYDOCKER_TRY(interface.v4, text_field(json, "Address"));
  MYDOCKER_TRY(interface.v6, text_field(json, "AddressIPv6"));
  MYDOCKER_TRY(interface.mac, text_field(json, "MacAddress"));
  return interface;
}

// Derives the MAC from the address. A container can start again with the same address. Then it has
// the same MAC, and other containers need not learn a new one.
std::string derived_mac_of(const Target& target, const Interface& interface) {
  const auto& address = interface.v4.empty() ? interface.v6 : interface.v4;
  const auto role = address.empty() ? target.attachment.id : without_length(address);
  return derived_mac(target.network, role).text();
}

// Returns the options of `docker network connect --driver-opt`. Options that begin with
// kDockerPrefix belong to Docker and are left out.
Result<std::vector<std::string>> driver_options(const Json& request) {
  MYDOCKER_TRY(const Json options, object_field(request, "Options"));
  std::vector<std::string> words;
  for (const auto& [key, value] : options.fields())
    if (value.is_string() && !key.starts_with(kDockerPrefix))
      words.push_back(std::string(key).append("=").append(value.string()));
  return words;
}

Result<app::ConnectRequest> connect_request(const RemoteCall& call, const Target& target) {
  app::ConnectRequest request;
  request.network = target.network;
  request.container = model::container_name(target.attachment);
  request.attachment = target.attachment;
  request.container_half = model::ContainerHalf::engine;
  request.link_name = derived_link_name("dk-", target.attachment.id);
  MYDOCKER_TRY(const auto interface, requested_interface(call.request));
  if (!interface.v4.empty()) request.addresses = {without_length(interface.v4)};
  if (!interface.v6.empty()) request.addresses_v6 = {without_length(interface.v6)};
  request.mac = interface.mac.empty() ? derived_mac_of(target, interface) : interface.mac;
  MYDOCKER_TRY(request.options, driver_options(call.request));
  return request;
}

// Returns the addresses and the MAC that Docker has not chosen. Docker accepts only these in the
// answer.
Json chosen_interface(const Json& request, const model::Endpoint& endpoint) {
  const auto given = requested_interface(request);
  Json interface = Json::object();
  if (given && given->mac.empty()) interface["MacAddress"] = endpoint.mac.text();
  return {{"Interface", interface}};
}

Result<app::EndpointReport> existing_endpoint(const RemoteCall& call, const Target& target) {
  MYDOCKER_TRY(auto report, call.runtime.find_attachment(target.network, target.attachment));
  if (report) return *std::move(report);
  return Error(ErrorKind::not_found, "mydocker has no endpoint " + target.attachment.id)
      .hint("start the container again");
}

bool is_default(const Route& route) { return route.destination.length == 0; }

Json static_route(const Route& route) {
  constexpr int kNextHop = 0;  // numbers of route types in Docker's protocol
  constexpr int kConnected = 1;
  Json json{{"Destination", route.destination.text()},
            {"RouteType", route.via ? kNextHop : kConnected}};
  if (route.via) json["NextHop"] = route.via->text();
  return json;
}

void add_route(const Route& route, Json& result) {
  if (route.type != RouteType::unicast) return;
  if (!is_default(route))
    result["StaticRoutes"].push_back(static_route(route));
  else if (route.via)
    result[route.via->is_v4() ? "Gateway" : "GatewayIPv6"] = route.via->text();
}

}  // namespace

// Creates the endpoint. If Docker repeats the call, the endpoint already exists, and the call
// succeeds.
Result<Json> create_endpoint(const RemoteCall& call) {
  MYDOCKER_TRY(const auto target, existing_target(call));
  MYDOCKER_TRY(const auto old, call.runtime.find_attachment(target.network, target.attachment));
  if (old) return chosen_interface(call.request, old->endpoint);
  MYDOCKER_TRY(const auto request, connect_request(call, target));
  MYDOCKER_TRY(const auto connected,
               wait_while_busy([&] { return call.runtime.connect(request); }));
  return chosen_interface(call.request, connected.endpoint.endpoint);
}

Result<Json> delete_endpoint(const RemoteCall& call) {
  MYDOCKER_TRY(const auto target, find_target(call));
  if (!target) return Json::object();
  app::DisconnectRequest request;
  request.network = target->network;
  request.container = model::container_name(target->attachment);
  request.attachment = target->attachment;
  MYDOCKER_CHECK(wait_while_busy([&] { return call.runtime.disconnect(request); }));
  return Json::object();
}

Result<Json> endpoint_info(const RemoteCall& call) {
  MYDOCKER_TRY(const auto target, existing_target(call));
  MYDOCKER_TRY(const auto report, existing_endpoint(call, target));
  return Json{{"Value",
               {{"mydocker.network", network_name(target.attachment.network)},
                {"mydocker.hostInterface", report.host_link}}}};
}

// Returns the data with which Docker configures the container. Docker numbers the interfaces of a
// container itself: eth0, eth1, ...
Result<Json> join(const RemoteCall& call) {
  MYDOCKER_TRY(const auto target, existing_target(call));
  MYDOCKER_TRY(const auto report, existing_endpoint(call, target));
  Json result{{"InterfaceName", {{"SrcName", report.endpoint.link_name}, {"DstPrefix", "eth"}}},
              {"StaticRoutes", Json::array()},
              {"DisableGatewayService", true}};
  MYDOCKER_TRY(const auto routes,
               call.runtime.routes_for_engine(target.network, target.attachment));
  for (const auto& route : routes) add_route(route, result);
  return result;
}

}  // namespace mydocker::cli::docker_driver
