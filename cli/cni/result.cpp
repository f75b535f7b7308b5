#include "cni/result.hpp"

#include "endpoint_gateway.hpp"

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

}  // namespace

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

}  // namespace mydocker::cli::cni
