#include "output/connection.hpp"

#include "output/document.hpp"
#include "runtime/base/printable.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/model/host_port.hpp"
#include "runtime/model/port_spec.hpp"

namespace mydocker::cli {
namespace {

void append(std::string& list, std::string_view separator, const std::string& word) {
  if (!list.empty()) list += separator;
  list += word;
}

std::string addresses_text(const model::Endpoint& endpoint) {
  std::string text;
  for (const auto* addresses : {&endpoint.addresses, &endpoint.extra_addresses})
    for (const auto& address : *addresses) append(text, ", ", address.text());
  return text.empty() ? "no address" : text;
}

// Describes the default routes of IPv4 and IPv6: through this network, or through another one.
std::string default_route_text(const app::ConnectReport& report) {
  std::string gateways;
  std::string other;
  bool ours = false;
  for (const auto* route : {&report.endpoint.ipv4, &report.endpoint.ipv6}) {
    if (!route->network.empty() && route->network != report.name) other = route->network;
    if (route->network != report.name) continue;
    ours = true;
    if (!route->gateway.empty()) append(gateways, ", ", route->gateway);
  }
  if (ours) return gateways.empty() ? "default route" : "default route via " + gateways;
  return other.empty() ? "no default route" : "default route by network " + base::quoted(other);
}

// A routed port uses no port of the host, so only the container's port is shown.
std::string ports_text(const model::Endpoint& endpoint) {
  std::string text;
  for (const auto& [port, since] : endpoint.ports) {
    const bool routed = model::host_ports(port, endpoint).empty();
    append(text, " ", routed ? model::container_word_of(port) : model::word_of(port));
  }
  return text.empty() ? "" : ", ports " + text;
}

}  // namespace

std::string connection_text(const app::ConnectReport& report) {
  const auto& endpoint = report.endpoint.endpoint;
  const std::string on = endpoint.link_name.empty() ? "" : " on " + endpoint.link_name;
  return base::printable(endpoint.container + ": " + addresses_text(endpoint) + on + ", " +
                         default_route_text(report) + ports_text(endpoint)) +
         "\n";
}

Json connection_json(const app::ConnectReport& report) {
  Json json{{"Network", report.name}};
  json.update(container_json(report.endpoint));
  return json;
}

const templates::Shape& connection_shape() {
  static const templates::Shape shape{
      .maps = {"Options", "Ports"},
      .aliases = {{"Interface", "InterfaceName"}, {"HostInterface", "HostInterfaceName"}}};
  return shape;
}

const Json& sample_connection() {
  static const Json sample = [] {
    app::ConnectReport report;
    auto& endpoint = report.endpoint.endpoint;
    endpoint.addresses = endpoint.extra_addresses = {{IpAddress(), 24}};
    endpoint.attachment.engine = "engine";
    PortView port;
    port.host_port = 8080;
    port.container_port = 80;
    endpoint.ports = {{port, 0}};
    return connection_json(report);
  }();
  return sample;
}

}  // namespace mydocker::cli
