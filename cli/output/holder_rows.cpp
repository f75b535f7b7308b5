#include <algorithm>

#include "output/document.hpp"
#include "output/network_rows.hpp"
#include "runtime/model/host_port.hpp"
#include "runtime/model/port_spec.hpp"

namespace mydocker::cli {
namespace {

constexpr Column kAddressColumns[] = {{"NETWORK", "Network"}, {"ADDRESS", "Address"},
                                      {"FOR", "For"},         {"HOLDER", "Holder"},
                                      {"SINCE", "Since"},     {"STATE", "State"}};

// An address in use. A container or the network itself uses it, or it is reserved.
struct Holder {
  IpPrefix address;
  std::string_view use;  // "gateway", "reserved" or "container"
  std::string name;
  std::int64_t since = 0;
  const app::EndpointReport* container = nullptr;  // null: the holder is not a container
};

std::vector<Holder> holders_of(const app::NetworkReport& report) {
  const auto& network = report.network;
  std::vector<Holder> holders;
  for (const auto& subnet : network.subnets) {
    const unsigned length = subnet.prefix.length;
    if (subnet.gateway)
      holders.push_back({{*subnet.gateway, length}, "gateway", network.link_name, network.created});
    for (const auto* reserved : {&subnet.aux_addresses, &subnet.host_addresses})
      for (const auto& [name, address] : *reserved)
        holders.push_back({{address, length}, "reserved", name, network.created});
  }
  for (const auto& one : report.endpoints)
    for (const auto& address : one.endpoint.addresses)
      holders.push_back({address, "container", one.endpoint.container, one.endpoint.created, &one});
  std::ranges::stable_sort(holders, {}, &Holder::address);
  return holders;
}

Json row_of(const model::Network& network, const Holder& holder, IdLength length) {
  Json row{{"Network", network.name},
           {"NetworkID", id_text(network.id, length)},
           {"Address", holder.address.address.text()},
           {"Prefix", holder.address.text()},
           {"For", holder.use},
           {"Holder", holder.name},
           {"Since", time_text(holder.since)}};
  const auto* container = holder.container;
  row["Container"] = container != nullptr ? container->endpoint.container : "";
  row["EndpointID"] = container != nullptr ? id_text(container->endpoint.id, length) : "";
  row["MacAddress"] = container != nullptr && !container->endpoint.mac.is_zero()
                          ? container->endpoint.mac.text()
                          : "";
  row["Interface"] = container != nullptr ? container->endpoint.link_name : "";
  row["Alive"] = container == nullptr || container->alive;
  row["State"] = container == nullptr ? "" : state_text(*container);
  return row;
}

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

// Returns the host addresses on which the port is published: one address, all of one family, or all
// ("*"). Returns "-" if there is none, because clients use the container's own address.
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
          {"State", state_text(report)}};
}

constexpr Column kDriftColumns[] = {{"NETWORK", "Network"},
                                    {"CONTAINER", "Container"},
                                    {"RESOURCE", "Resource"},
                                    {"PROBLEM", "Problem"}};

}  // namespace

std::vector<Json> address_rows(const app::NetworkReport& report, IdLength length) {
  std::vector<Json> rows;
  for (const auto& holder : holders_of(report))
    rows.push_back(row_of(report.network, holder, length));
  return rows;
}

const ListView& address_list() {
  static const ListView view{
      .columns = kAddressColumns,
      .quiet = "Address",
      .raw = "network: {{.Network}}\naddress: {{.Address}}\nfor: {{.For}}\nholder: {{.Holder}}\n",
      .headings = {{"NetworkID", "NETWORK ID"}, {"MacAddress", "MAC ADDRESS"}}};
  return view;
}

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

Json drift_row(const app::DriftReport& report) {
  return Json{{"Network", report.network},
              {"Container", report.container},
              {"Resource", report.resource},
              {"Problem", report.problem}};
}

const ListView& drift_list() {
  static const ListView view{
      .columns = kDriftColumns,
      .quiet = "Network",
      .raw =
          "network: {{.Network}}\ncontainer: {{.Container}}\nresource: {{.Resource}}\nproblem: "
          "{{.Problem}}\n"};
  return view;
}

}  // namespace mydocker::cli
