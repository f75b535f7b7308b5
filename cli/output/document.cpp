#include "output/document.hpp"

#include <ctime>

#include "output/json_text.hpp"
#include "runtime/app/reports.hpp"
#include "runtime/model/address_rules.hpp"
#include "runtime/model/declared_network.hpp"
#include "runtime/model/host_port.hpp"

namespace mydocker::cli {
namespace {

const char* name_of(Medium medium) {
  switch (medium) {
    case Medium::ethernet:
      return "ethernet";
    case Medium::loopback:
      return "loopback";
    case Medium::wireless:
      return "wireless";
    case Medium::other:
      return "other";
  }
  return "other";
}

Json link_json(const LinkFact& link) {
  Json json{{"Name", link.name},
            {"Kind", link.kind},
            {"MTU", link.mtu},
            {"Up", link.up},
            {"Medium", name_of(link.medium)},
            {"Master", link.master}};
  for (const auto& address : link.addresses) json["Addresses"].push_back(address.text());
  return json;
}

// Adds those host facts that mydocker reads only for drivers with a need for them.
void add_needed(Json& json, const HostFacts& facts) {
  for (const auto& route : facts.routes)
    json["Routes"].push_back({{"To", route.to.text()}, {"Link", link_json(route.link)}});
  for (const auto& endpoint : facts.endpoints)
    json["Endpoints"].push_back({{"EndpointID", endpoint.id}, {"Name", endpoint.container}});
}

Json facts_json(const HostFacts& facts) {
  Json links = Json::array();
  for (const auto& link : facts.links) links.push_back(link_json(link));
  Json json;
  json["DefaultRoute"] = facts.default_route ? link_json(*facts.default_route) : Json();
  json["Links"] = std::move(links);
  json["IPv6"] = facts.ipv6;
  json["AdvertisedLink"] = facts.advertised_link;
  add_needed(json, facts);
  return json;
}

// Adds the fields Plan (lines "resource: reason") and HostFacts. HostFacts is null if there is no
// plan.
void add_plan(Json& json, const app::PlanReport& plan) {
  json["Plan"] = plan.lines;
  json["HostFacts"] = plan.facts ? facts_json(*plan.facts) : Json();
}

Json object_of(const std::map<std::string, std::string>& texts) {
  Json object = Json::object();
  for (const auto& [key, value] : texts) object[key] = value;
  return object;
}

Json object_of(const std::map<std::string, IpAddress>& addresses) {
  Json object = Json::object();
  for (const auto& [name, address] : addresses) object[name] = address.text();
  return object;
}

// Adds the driver status, if the driver reports one.
void add_status(Json& json, const app::PlanReport& plan) {
  if (!plan.status.empty()) json["DriverStatus"] = object_of(plan.status);
}

Json routes_json(const std::vector<model::StaticRoute>& routes) {
  Json array = Json::array();
  for (const auto& route : routes) {
    Json json{{"Destination", route.destination.text()},
              {"Gateway", route.via ? route.via->text() : ""}};
    if (route.type != RouteType::unicast) json["Type"] = name_of(route.type);
    if (route.metric != 0) json["Metric"] = route.metric;
    array.push_back(std::move(json));
  }
  return array;
}

// Each member is named here. So the compiler reports a member that is missing in the JSON.
Json subnet_json(const model::Subnet& subnet) {
  const auto& [prefix, gateway, range, aux_addresses, reservations, host_addresses] = subnet;
  Json json{{"Subnet", prefix.text()}};
  if (range) json["IPRange"] = model::range_text(*range);
  if (gateway) json["Gateway"] = gateway->text();
  if (!aux_addresses.empty()) json["AuxiliaryAddresses"] = object_of(aux_addresses);
  if (!reservations.empty()) json["Reservations"] = object_of(reservations);
  if (!host_addresses.empty()) json["HostAddresses"] = object_of(host_addresses);
  return json;
}

bool has_family(const model::Network& network, Family family) {
  for (const auto& subnet : network.subnets)
    if (subnet.prefix.address.family() == family) return true;
  return false;
}

// Returns the first address of the family. Docker's field is an empty string if there is none.
std::string address_text(const model::Endpoint& endpoint, Family family) {
  for (const auto& address : endpoint.addresses)
    if (address.address.family() == family) return address.text();
  return "";
}

// Returns each port of the container with its bindings on the host, as in `docker inspect`.
Json ports_json(const model::Endpoint& endpoint) {
  Json json = Json::object();
  for (const auto& published : endpoint.ports) {
    const auto& port = published.port;
    const auto key = [&port](int inside) {
      return std::to_string(inside) + "/" + std::string(name_of(port.protocol));
    };
    const auto hosts = model::host_ports(port, endpoint);
    for (const auto& host : hosts)
      json[key(port.container_port + (host.port - port.host_port))].push_back(
          {{"HostIp", host.address.text()}, {"HostPort", std::to_string(host.port)}});
    for (int n = 0; hosts.empty() && n < port.count; ++n)
      json[key(port.container_port + n)] = Json::array();
  }
  return json;
}

// Returns the options of the network. Docker shows the name of the network's main link as one of
// them.
Json options_json(const app::NetworkReport& report) {
  Json options = object_of(report.network.options);
  if (!report.link_option.empty()) options[report.link_option] = report.network.link_name;
  return options;
}

// Adds the fields of Docker that have the same value for all networks of mydocker.
void add_constants(Json& json) {
  json["Attachable"] = false;
  json["Ingress"] = false;
  json["ConfigFrom"] = {{"Network", ""}};
  json["ConfigOnly"] = false;
}

Json status_json(const app::NetworkReport& report) {
  Json subnets = Json::object();
  for (const auto& use : report.use) {
    Json& one = subnets[use.subnet.text()];
    one["IPsInUse"] = use.in_use;
    one["DynamicIPsAvailable"] = use.available;
  }
  Json json;
  json["IPAM"]["Subnets"] = std::move(subnets);
  return json;
}

std::string formatted(std::int64_t seconds, const char* format) {
  const auto time = static_cast<std::time_t>(seconds);
  std::tm parts{};
  if (gmtime_r(&time, &parts) == nullptr) return "";
  char text[64];
  return {text, std::strftime(text, sizeof text, format, &parts)};
}

}  // namespace

const char* state_text(const app::EndpointReport& report) {
  if (!report.finished) return "unfinished";
  return report.alive ? "connected" : "dead";
}

Json container_json(const app::EndpointReport& report) {
  const auto& endpoint = report.endpoint;
  Json addresses = Json::array();
  for (const auto& address : endpoint.addresses) addresses.push_back(address.text());
  Json extra = Json::array();
  for (const auto& address : endpoint.extra_addresses) extra.push_back(address.text());
  Json json{{"Name", endpoint.container},
            {"EndpointID", endpoint.id},
            {"MacAddress", endpoint.mac.is_zero() ? "" : endpoint.mac.text()},
            {"IPv4Address", address_text(endpoint, Family::v4)},
            {"IPv6Address", address_text(endpoint, Family::v6)},
            {"Addresses", std::move(addresses)},
            {"LinkLocalIPs", std::move(extra)},
            {"InterfaceName", endpoint.link_name},
            {"HostInterfaceName", report.host_link},
            {"Namespace", endpoint.netns_path},
            {"Ports", ports_json(endpoint)},
            {"Options", object_of(endpoint.options)},
            {"Alive", report.alive},
            {"State", state_text(report)},
            {"Gateway", report.ipv4.gateway},
            {"IPv6Gateway", report.ipv6.gateway},
            {"GwPriority", endpoint.gateway_priority},
            {"DefaultRoute", report.ipv4.network},
            {"IPv6DefaultRoute", report.ipv6.network}};
  if (!endpoint.attachment.engine.empty())
    json["Engine"] = {{"Name", endpoint.attachment.engine},
                      {"Network", endpoint.attachment.network},
                      {"ContainerID", endpoint.attachment.id},
                      {"Interface", endpoint.attachment.interface}};
  return json;
}

Json network_json(const app::NetworkReport& report, Detail detail) {
  const auto& network = report.network;
  Json subnets = Json::array();
  for (const auto& subnet : network.subnets) subnets.push_back(subnet_json(subnet));
  Json containers = Json::object();
  for (const auto& endpoint : report.endpoints) {
    Json& container = containers[endpoint.endpoint.container];
    container = container_json(endpoint);
    add_status(container, endpoint.plan);
    if (detail == Detail::verbose) add_plan(container, endpoint.plan);
  }
  Json json{{"Name", network.name},
            {"Id", network.id},
            {"Created", time_text(network.created)},
            {"Scope", "local"},
            {"Driver", network.driver},
            {"EnableIPv4", has_family(network, Family::v4)},
            {"EnableIPv6", has_family(network, Family::v6)}};
  json["IPAM"] = {{"Driver", model::ipam_driver_of(network)},
                  {"Options", object_of(network.ipam_options)},
                  {"Config", std::move(subnets)}};
  json["Internal"] = network.internal;
  add_constants(json);
  json["Containers"] = std::move(containers);
  json["Options"] = options_json(report);
  json["Labels"] = object_of(network.labels);
  json["Status"] = status_json(report);
  json["Routes"] = routes_json(network.routes);
  json["LinkName"] = report.interface;
  json["Applied"] = report.applied;
  add_status(json, report.plan);
  if (detail == Detail::verbose) add_plan(json, report.plan);
  return json;
}

const templates::Shape& network_shape() {
  static const templates::Shape shape{
      .maps = {"AuxiliaryAddresses", "Containers", "DriverStatus", "HostAddresses", "Labels",
               "Options", "Ports", "Reservations", "Subnets"},
      .aliases = {{"ID", "Id"},
                  {"NetworkInterface", "LinkName"},
                  {"Interface", "InterfaceName"},
                  {"HostInterface", "HostInterfaceName"}},
      .defaults = {{"AuxiliaryAddresses", Json::object()},
                   {"Reservations", Json::object()},
                   {"HostAddresses", Json::object()},
                   {"DriverStatus", Json::object()},
                   {"Gateway", ""},
                   {"IPRange", ""},
                   {"Plan", Json::array()},
                   {"HostFacts", Json()},
                   {"Engine", Json::object()}}};
  return shape;
}

std::string time_text(std::int64_t seconds) { return formatted(seconds, "%Y-%m-%dT%H:%M:%SZ"); }

std::string docker_time_text(std::int64_t seconds) {
  return formatted(seconds, "%Y-%m-%d %H:%M:%S +0000 UTC");
}

}  // namespace mydocker::cli
