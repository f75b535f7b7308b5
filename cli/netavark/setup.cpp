#include <sstream>

#include "engine_connection.hpp"
#include "engine_document.hpp"
#include "netavark/verbs.hpp"

namespace mydocker::cli::netavark {
namespace {

Error wrong_mapping(const Json& mapping) {
  return {ErrorKind::invalid_argument, "port mapping " + mapping.dump() + " has a wrong field"};
}

// Returns the number, or 0 if the field is missing.
Result<int> number_of(const Json& mapping, const char* field) {
  if (!mapping.contains(field)) return 0;
  const auto number = mapping[field].integer();
  if (!number || !std::in_range<int>(*number)) return wrong_mapping(mapping);
  return static_cast<int>(*number);
}

std::string range_text(int first, int count) {
  if (first == 0) return "";
  return std::to_string(first) + (count > 1 ? "-" + std::to_string(first + count - 1) : "");
}

// Adds the ports of a mapping. One mapping can have several protocols: "tcp,udp".
Result<void> add_ports(const Json& mapping, std::vector<std::string>& words) {
  if (!mapping.is_object()) return wrong_mapping(mapping);
  MYDOCKER_TRY(const int host, number_of(mapping, "host_port"));
  MYDOCKER_TRY(const int container, number_of(mapping, "container_port"));
  MYDOCKER_TRY(const int count, number_of(mapping, "range"));
  MYDOCKER_TRY(const auto address, text_field(mapping, "host_ip"));
  MYDOCKER_TRY(const auto protocols, required_text(mapping, "protocol"));
  std::istringstream stream(protocols);
  for (std::string protocol; std::getline(stream, protocol, ',');)
    words.push_back(publish_argument(
        {address, range_text(host, count), range_text(container, count), protocol}));
  return {};
}

Result<void> add_container_options(const Json& options, app::ConnectRequest& request) {
  MYDOCKER_TRY(const auto addresses, texts_field(options, "static_ips"));
  for (const auto& address : addresses) {
    const bool is_v4 = address.find(':') == std::string::npos;
    (is_v4 ? request.addresses : request.addresses_v6).push_back(address);
  }
  MYDOCKER_TRY(const auto mac, text_field(options, "static_mac"));
  if (!mac.empty()) request.mac = mac;
  return {};
}

Json status_of(const app::EndpointReport& report) {
  Json subnets = Json::array();
  for (const auto& address : report.endpoint.addresses) {
    Json subnet{{"ipnet", address.text()}};
    if (const auto gateway = gateway_of(report, address)) subnet["gateway"] = *gateway;
    subnets.push_back(std::move(subnet));
  }
  const Json interface {
    {"mac_address", report.endpoint.mac.text()}, { "subnets", std::move(subnets) }
  };
  return {{"dns_search_domains", Json::array()},
          {"dns_server_ips", Json::array()},
          {"interfaces", {{report.endpoint.link_name, interface}}}};
}

}  // namespace

Result<model::Attachment> attachment_of(const Json& document) {
  MYDOCKER_TRY(const Json network, object_field(document, "network"));
  MYDOCKER_TRY(const Json options, object_field(document, "network_options"));
  model::Attachment attachment;
  attachment.engine = "netavark";
  MYDOCKER_TRY(attachment.network, required_text(network, "name"));
  MYDOCKER_TRY(attachment.id, required_text(document, "container_id"));
  MYDOCKER_TRY(attachment.interface, required_text(options, "interface_name"));
  return attachment;
}

Result<app::ConnectRequest> connect_request(const Json& document, const std::string& netns) {
  app::ConnectRequest request;
  MYDOCKER_TRY(request.attachment, attachment_of(document));
  request.network = request.attachment->network;
  request.container = model::container_name(*request.attachment);
  request.link_name = request.attachment->interface;
  request.netns_path = netns;
  MYDOCKER_TRY(const Json options, object_field(document, "network_options"));
  MYDOCKER_CHECK(add_container_options(options, request));
  MYDOCKER_TRY(const Json mappings, list_field(document, "port_mappings"));
  for (const auto& mapping : mappings.items()) MYDOCKER_CHECK(add_ports(mapping, request.ports));
  return request;
}

Result<Json> setup(const NetavarkCall& call) {
  MYDOCKER_TRY(const Json network, object_field(call.document, "network"));
  MYDOCKER_TRY(const auto definition, definition_of(network));
  MYDOCKER_TRY(auto request, connect_request(call.document, call.netns));
  request.expected = {definition.driver, definition.subnets, definition.internal};
  MYDOCKER_TRY(const auto connected, connect_or_create(call.runtime, request, definition));
  return status_of(connected.endpoint);
}

Result<Json> teardown(const NetavarkCall& call) {
  app::DisconnectRequest request;
  MYDOCKER_TRY(request.attachment, attachment_of(call.document));
  request.network = request.attachment->network;
  request.container = model::container_name(*request.attachment);
  MYDOCKER_CHECK(wait_while_busy([&] { return call.runtime.disconnect(request); }));
  return Json();
}

}  // namespace mydocker::cli::netavark
