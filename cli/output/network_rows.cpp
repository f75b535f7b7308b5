#include "output/network_rows.hpp"

#include <algorithm>

#include "output/document.hpp"
#include "runtime/base/text.hpp"
#include "runtime/model/address_rules.hpp"

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

// Returns labels as in Docker's lists: "team=blue,old=".
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
  row["IPRange"] = subnet.range ? model::range_text(*subnet.range) : "";
  return row;
}

Json subnet_rows(const model::Network& network) {
  Json rows = Json::array();
  for (const auto& subnet : network.subnets) rows.push_back(subnet_row(subnet));
  return rows;
}

std::string prefixes_text(const model::Network& network) {
  return base::joined(network.subnets, ",",
                      [](const model::Subnet& subnet) { return subnet.prefix.text(); });
}

}  // namespace

std::string id_text(const std::string& id, IdLength length) {
  return id.substr(0, length == IdLength::whole ? std::string::npos : kShortId);
}

Json network_row(const app::NetworkReport& report, IdLength length, const ListFormat& format) {
  const auto& network = report.network;
  Json row = Json::object();
  const auto add = [&](const char* field, const auto& value) {
    if (format.needs(field)) row[field] = value();
  };
  add("CreatedAt", [&] { return docker_time_text(network.created); });
  add("Driver", [&] { return network.driver; });
  add("ID", [&] { return id_text(network.id, length); });
  add("IPv4", [&] { return yes_or_no(shows_family(network, Family::v4)); });
  add("IPv6", [&] { return yes_or_no(shows_family(network, Family::v6)); });
  add("Internal", [&] { return yes_or_no(network.internal); });
  add("Labels", [&] { return labels_text(network); });
  add("Name", [&] { return network.name; });
  add("Scope", [] { return "local"; });
  add("Created", [&] { return time_text(network.created); });
  add("NetworkInterface", [&] { return report.interface; });
  add("Options", [&] { return texts(network.options); });
  add("Subnet", [&] { return prefixes_text(network); });
  add("Subnets", [&] { return subnet_rows(network); });
  add("Label", [&] { return texts(network.labels); });
  return row;
}

std::vector<std::string> network_cells(const app::NetworkReport& report, IdLength length,
                                       const ListFormat& format) {
  const auto& network = report.network;
  std::vector<std::string> cells;
  for (const auto& column : format.columns()) {
    if (column.field == "ID") cells.push_back(id_text(network.id, length));
    if (column.field == "Name") cells.push_back(network.name);
    if (column.field == "Driver") cells.push_back(network.driver);
    if (column.field == "Subnet") cells.push_back(prefixes_text(network));
  }
  return cells;
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
