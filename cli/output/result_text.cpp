#include "output/result_text.hpp"

#include <algorithm>
#include <sstream>

#include "output/document.hpp"
#include "runtime/base/printable.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/base/text.hpp"
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

// Returns which default routes the container has. Each of IPv4 and IPv6 has one through this
// network, through another network, or none.
std::string default_route_text(const app::ConnectReport& report) {
  std::string gateways;
  std::string other;
  bool own = false;
  for (const auto* route : {&report.endpoint.ipv4, &report.endpoint.ipv6}) {
    if (!route->network.empty() && route->network != report.name) other = route->network;
    if (route->network != report.name) continue;
    own = true;
    if (!route->gateway.empty()) append(gateways, ", ", route->gateway);
  }
  if (own) return gateways.empty() ? "default route" : "default route via " + gateways;
  return other.empty() ? "no default route" : "default route by network " + base::quoted(other);
}

// Returns the published ports. A port with PortMode::routed uses no port of the host. So only the
// container's port is shown.
std::string ports_text(const model::Endpoint& endpoint) {
  std::string text;
  for (const auto& [port, since] : endpoint.ports) {
    const bool routed = model::host_ports(port, endpoint).empty();
    append(text, " ", routed ? model::container_word_of(port) : model::word_of(port));
  }
  return text.empty() ? "" : ", ports " + text;
}

using app::NetworkChange;

std::string listed(const std::vector<std::string>& names) {
  return base::joined(names, ", ", base::quoted);
}

std::string subject(char sign, const NetworkChange& change) {
  return std::string(1, sign) + " network " + base::quoted(change.name);
}

std::string users_text(const NetworkChange& change) {
  return change.users.empty() ? "" : "in use by " + listed(change.users);
}

std::string created(const NetworkChange& change) {
  std::string text = subject('+', change) + ": driver " + change.spec.driver;
  for (const auto& subnet : change.spec.subnets) text += ", subnet " + subnet;
  return text + "\n";
}

std::string changed(const NetworkChange& change) {
  std::string text;
  for (const auto& field : change.fields) {
    text += subject('~', change) + ": " + field.what + ": " + field.from + " -> " + field.to;
    if (!field.in_place) {
      const auto users = users_text(change);
      text += " (must be recreated" + (users.empty() ? "" : ", but is " + users) + ")";
    }
    text += "\n";
  }
  return text;
}

std::string removed(const NetworkChange& change) {
  const auto users = users_text(change);
  return subject('-', change) + (users.empty() ? "" : " (but is " + users + ")") + "\n";
}

std::string count_text(std::size_t count) {
  return std::to_string(count) + (count == 1 ? " change" : " changes");
}

}  // namespace

std::string connection_text(const app::ConnectReport& report) {
  const auto& endpoint = report.endpoint.endpoint;
  const auto what = endpoint.link_name.empty()
                        ? std::string("no interface of its own")
                        : addresses_text(endpoint) + " on " + endpoint.link_name + ", " +
                              default_route_text(report);
  return base::printable(endpoint.container + ": " + what + ports_text(endpoint)) + "\n";
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

std::string changes_text(const std::vector<NetworkChange>& changes) {
  using Kind = NetworkChange::Kind;
  std::string text;
  for (const auto& change : changes) {
    if (change.kind == Kind::create) {
      text += created(change);
    } else if (change.kind == Kind::remove) {
      text += removed(change);
    } else {
      text += changed(change);
    }
  }
  return text;
}

std::string outcome_text(const std::vector<std::string>& done,
                         const std::vector<std::string>& not_done) {
  if (not_done.empty()) return count_text(done.size()) + "\n";
  return count_text(done.size()) + (done.empty() ? "" : " (" + listed(done) + ")") + ", " +
         std::to_string(not_done.size()) + " not done (" + listed(not_done) + ")\n";
}

std::string as_comments(const std::string& text) {
  std::string comments;
  std::istringstream lines(text.empty() ? "0 changes\n" : text);
  for (std::string line; std::getline(lines, line);) comments += "# " + line + "\n";
  return comments;
}

}  // namespace mydocker::cli
