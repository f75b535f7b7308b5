#include "output/document.hpp"

#include <ctime>
#include <nlohmann/json.hpp>

#include "output/driver_text.hpp"
#include "runtime/model/host_port.hpp"

namespace mydocker::cli {
namespace {

using Json = nlohmann::ordered_json;

// ASCII only, and what is not UTF-8 replaced: a terminal may be reading.
std::string text_of(const Json& document) {
  return document.dump(4, ' ', true, Json::error_handler_t::replace) + "\n";
}

// As the user most likely wrote it: a prefix where the range is one, otherwise FIRST-LAST.
std::string range_text(const model::AddressRange& range) {
  for (unsigned length = 0; length <= range.first.bits(); ++length) {
    const IpPrefix prefix{range.first, length};
    if (!prefix.has_host_bits() && prefix.last() == range.last) return prefix.text();
  }
  return range.first.text() + "-" + range.last.text();
}

Json object_of(const std::map<std::string, std::string>& texts) {
  Json object = Json::object();
  for (const auto& [key, value] : texts) object[key] = value;
  return object;
}

Json subnet_json(const model::Subnet& subnet) {
  Json json{{"Subnet", subnet.prefix.text()}};
  if (subnet.range) json["IPRange"] = range_text(*subnet.range);
  if (subnet.gateway) json["Gateway"] = subnet.gateway->text();
  if (!subnet.reserved.empty()) {
    Json& reserved = json["AuxiliaryAddresses"] = Json::object();
    for (const auto& [name, address] : subnet.reserved) reserved[name] = address.text();
  }
  return json;
}

bool has_family(const model::Network& network, Family family) {
  for (const auto& subnet : network.subnets)
    if (subnet.prefix.address.family() == family) return true;
  return false;
}

// The first address of the family; Docker's field is an empty string if there is none.
std::string address_text(const model::Endpoint& endpoint, Family family) {
  for (const auto& address : endpoint.addresses)
    if (address.address.family() == family) return address.text();
  return "";
}

// As in `docker inspect`: each port of the container, and what of the host leads to it.
Json ports_json(const model::Endpoint& endpoint) {
  Json json = Json::object();
  for (const auto& published : endpoint.ports) {
    const auto& port = published.port;
    for (const auto& host : model::host_ports(port, endpoint.addresses)) {
      const auto inside = port.container_port + (host.port - port.host_port);
      json[std::to_string(inside) + "/" + std::string(name_of(port.protocol))].push_back(
          {{"HostIp", host.address.text()}, {"HostPort", std::to_string(host.port)}});
    }
  }
  return json;
}

Json container_json(const app::EndpointReport& report) {
  const auto& endpoint = report.endpoint;
  Json addresses = Json::array();
  for (const auto& address : endpoint.addresses) addresses.push_back(address.text());
  return {{"Name", endpoint.container},
          {"EndpointID", endpoint.id},
          {"MacAddress", endpoint.mac.is_zero() ? "" : endpoint.mac.text()},
          {"IPv4Address", address_text(endpoint, Family::v4)},
          {"IPv6Address", address_text(endpoint, Family::v6)},
          {"Addresses", std::move(addresses)},
          {"InterfaceName", endpoint.link_name},
          {"HostInterfaceName", report.host_link},
          {"Namespace", endpoint.netns_path},
          {"Ports", ports_json(endpoint)},
          {"Options", object_of(endpoint.options)},
          {"Alive", report.alive}};
}

Json network_json(const app::NetworkReport& report) {
  const auto& network = report.network;
  Json subnets = Json::array();
  for (const auto& subnet : network.subnets) subnets.push_back(subnet_json(subnet));
  Json containers = Json::object();
  for (const auto& endpoint : report.endpoints)
    containers[endpoint.endpoint.container] = container_json(endpoint);
  return {{"Name", network.name},
          {"Id", network.id},
          {"Created", time_text(network.created)},
          {"Scope", "local"},
          {"Driver", network.driver},
          {"EnableIPv4", has_family(network, Family::v4)},
          {"EnableIPv6", has_family(network, Family::v6)},
          {"IPAM", {{"Driver", "default"}, {"Config", std::move(subnets)}}},
          {"Internal", network.internal},
          {"Containers", std::move(containers)},
          {"Options", object_of(network.options)},
          {"Labels", object_of(network.labels)},
          {"LinkName", network.link_name},
          {"Applied", report.applied},
          {"Plan", report.plan}};
}

Json option_json(const ManifestOption& option) {
  Json json{{"Key", option.key},
            {"Scope", option_scope_text(option.scope)},
            {"Type", option_type_text(option.type)},
            {"Help", option.help}};
  if (!option.default_value.empty()) json["Default"] = option.default_value;
  if (!option.choices.empty()) json["Choices"] = option.choices;
  if (option.min != 0 || option.max != 0) {
    json["Min"] = option.min;
    json["Max"] = option.max;
  }
  if (!option.alias.empty()) json["Alias"] = option.alias;
  return json;
}

}  // namespace

std::string networks_document(const std::vector<app::NetworkReport>& reports) {
  Json array = Json::array();
  for (const auto& report : reports) array.push_back(network_json(report));
  return text_of(array);
}

std::string time_text(std::int64_t seconds) {
  const auto time = static_cast<std::time_t>(seconds);
  std::tm parts{};
  if (gmtime_r(&time, &parts) == nullptr) return "";
  char text[sizeof "2026-01-31T23:59:59Z" + 16];
  return {text, std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

std::string driver_document(const app::DriverReport& report) {
  Json json{{"Name", report.name}, {"File", report.file}, {"Source", report.source}};
  json["State"] = driver_state(report);
  if (report.manifest) {
    const Manifest& manifest = *report.manifest;
    Json options = Json::array();
    for (const auto& option : manifest.options) options.push_back(option_json(option));
    json["Version"] = manifest.version;
    json["Summary"] = manifest.summary;
    json["License"] = manifest.license;
    json["SdkVersion"] =
        std::to_string(manifest.sdk_major) + "." + std::to_string(manifest.sdk_minor);
    json["Capabilities"] = manifest.capabilities;
    json["Resources"] = manifest.resources;
    json["Options"] = std::move(options);
  }
  return text_of(json);
}

}  // namespace mydocker::cli
