#include "output/document.hpp"
#include "output/network_rows.hpp"
#include "runtime/model/host_port.hpp"
#include "runtime/model/port_spec.hpp"

namespace mydocker::cli {
namespace {

constexpr Column kPortColumns[] = {{"HOST ADDRESS", "HostAddress"},
                                   {"HOST PORT", "HostPort"},
                                   {"PROTOCOL", "Protocol"},
                                   {"NETWORK", "Network"},
                                   {"CONTAINER", "Container"},
                                   {"CONTAINER PORT", "ContainerPort"},
                                   {"SINCE", "Since"},
                                   {"STATE", "State"}};

std::string numbers(std::uint16_t first, std::uint16_t count) {
  const auto text = std::to_string(first);
  return count == 1 ? text : text + "-" + std::to_string(first + count - 1);
}

// The host addresses that reach the port: one, all of one family, or all ("*"). "-": none, because
// clients use the container's own address.
std::string host_address(const PortView& port, const model::Endpoint& endpoint) {
  const auto hosts = model::host_ports(port, endpoint);
  if (hosts.empty()) return "-";
  if (port.host_address) return port.host_address->text();
  const bool both = hosts.front().address.family() != hosts.back().address.family();
  const bool one_is_routed = endpoint.routed_v4 != endpoint.routed_v6;
  return both || !one_is_routed ? "*" : hosts.front().address.text();
}

Json row_of(const model::Network& network, const app::EndpointReport& report,
            const model::PortMapping& published, IdLength length) {
  const auto& port = published.port;
  const auto address = host_address(port, report.endpoint);
  return {{"Network", network.name},
          {"NetworkID", id_text(network.id, length)},
          {"Port", model::word_of(port)},
          {"HostAddress", address},
          {"HostPort", address == "-" ? address : numbers(port.host_port, port.count)},
          {"Protocol", std::string(name_of(port.protocol))},
          {"Container", report.endpoint.container},
          {"ContainerPort", numbers(port.container_port, port.count)},
          {"EndpointID", id_text(report.endpoint.id, length)},
          {"Since", time_text(published.since)},
          {"Alive", report.alive},
          {"State", report.alive ? "connected" : "dead"}};
}

}  // namespace

std::vector<Json> port_rows(const app::NetworkReport& report, IdLength length) {
  std::vector<Json> rows;
  for (const auto& endpoint : report.endpoints)
    for (const auto& published : endpoint.endpoint.ports)
      rows.push_back(row_of(report.network, endpoint, published, length));
  return rows;
}

const ListView& port_list() {
  static const ListView view{
      .columns = kPortColumns,
      .quiet = "Port",
      .raw = "network: {{.Network}}\ncontainer: {{.Container}}\nport: {{.Port}}\n",
      .headings = {{"NetworkID", "NETWORK ID"},
                   {"HostAddress", "HOST ADDRESS"},
                   {"HostPort", "HOST PORT"},
                   {"ContainerPort", "CONTAINER PORT"},
                   {"EndpointID", "ENDPOINT ID"}}};
  return view;
}

}  // namespace mydocker::cli
