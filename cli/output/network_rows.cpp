#include "output/network_rows.hpp"

#include <algorithm>

#include "output/document.hpp"

namespace mydocker::cli {
namespace {

constexpr std::size_t kShortId = 12;

constexpr Column kNetworkColumns[] = {
    {"NETWORK ID", "ID"}, {"NAME", "Name"}, {"DRIVER", "Driver"}, {"SUBNET", "Subnet"}};

std::string_view yes_or_no(bool yes) { return yes ? "true" : "false"; }

bool shows_family(const model::Network& network, Family family) {
  return std::ranges::any_of(network.subnets, [&](const auto& subnet) {
    return subnet.prefix.address.family() == family;
  });
}

// Labels as in Docker's lists: "team=blue,old=".
std::string labels_text(const model::Network& network) {
  std::string text;
  for (const auto& [key, value] : network.labels) {
    if (!text.empty()) text += ',';
    text.append(key).append("=").append(value);
  }
  return text;
}

Json texts(const std::map<std::string, std::string>& values) {
  Json object = Json::object();
  for (const auto& [key, value] : values) object[key] = value;
  return object;
}

Json subnet_row(const model::Subnet& subnet) {
  Json row{{"Subnet", subnet.prefix.text()}};
  row["Gateway"] = subnet.gateway ? subnet.gateway->text() : "";
  row["IPRange"] = subnet.range ? range_text(*subnet.range) : "";
  return row;
}

}  // namespace

std::string id_text(const std::string& id, IdLength length) {
  return id.substr(0, length == IdLength::whole ? std::string::npos : kShortId);
}

Json network_row(const app::NetworkReport& report, IdLength length) {
  const auto& network = report.network;
  Json row{{"CreatedAt", docker_time_text(network.created)},
           {"Driver", network.driver},
           {"ID", id_text(network.id, length)},
           {"IPv4", yes_or_no(shows_family(network, Family::v4))},
           {"IPv6", yes_or_no(shows_family(network, Family::v6))},
           {"Internal", yes_or_no(network.internal)},
           {"Labels", labels_text(network)},
           {"Name", network.name},
           {"Scope", "local"}};
  std::string prefixes;
  Json subnets = Json::array();
  for (const auto& subnet : network.subnets) {
    prefixes += (prefixes.empty() ? "" : ",") + subnet.prefix.text();
    subnets.push_back(subnet_row(subnet));
  }
  row["Created"] = time_text(network.created);
  row["NetworkInterface"] = network.link_name;
  row["Options"] = texts(network.options);
  row["Subnet"] = std::move(prefixes);
  row["Subnets"] = std::move(subnets);
  row["Label"] = texts(network.labels);
  return row;
}

const ListView& network_list() {
  static const ListView view{
      .columns = kNetworkColumns,
      .quiet = "ID",
      .raw = "network_id: {{.ID}}\nname: {{.Name}}\ndriver: {{.Driver}}\nscope: {{.Scope}}\n",
      .headings = {{"ID", "NETWORK ID"}},
      .shape = {
          .maps = {"Options"},
          .lookups = {"Label"},
          .aliases = {{"Id", "ID"}, {"IPv6Enabled", "IPv6"}, {"Interface", "NetworkInterface"}}}};
  return view;
}

}  // namespace mydocker::cli
