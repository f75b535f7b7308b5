#include <algorithm>

#include "output/document.hpp"
#include "output/network_rows.hpp"

namespace mydocker::cli {
namespace {

constexpr Column kAddressColumns[] = {{"NETWORK", "Network"}, {"ADDRESS", "Address"},
                                      {"FOR", "For"},         {"HOLDER", "Holder"},
                                      {"SINCE", "Since"},     {"STATE", "State"}};

// An address in use: by a container, by the network, or by a reservation.
struct Holder {
  IpPrefix address;
  std::string_view use;  // "gateway", "reserved" or "container"
  std::string name;
  std::int64_t since = 0;
  const app::EndpointReport* container = nullptr;  // null if it is not a container
};

std::vector<Holder> holders_of(const app::NetworkReport& report) {
  const auto& network = report.network;
  std::vector<Holder> holders;
  for (const auto& subnet : network.subnets) {
    const unsigned length = subnet.prefix.length;
    if (subnet.gateway)
      holders.push_back({{*subnet.gateway, length}, "gateway", network.link_name, network.created});
    for (const auto& [name, address] : subnet.reserved)
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
  row["State"] = container == nullptr ? "" : container->alive ? "connected" : "dead";
  return row;
}

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

}  // namespace mydocker::cli
