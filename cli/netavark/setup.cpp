#include "connect_or_create.hpp"
#include "endpoint_gateway.hpp"
#include "json_fields.hpp"
#include "netavark/container_options.hpp"
#include "netavark/network_config.hpp"
#include "netavark/verbs.hpp"

namespace mydocker::cli::netavark {
namespace {

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

Result<Json> setup(const Call& call) {
  MYDOCKER_TRY(const Json network, object_field(call.document, "network"));
  MYDOCKER_TRY(const auto definition, definition_of(network));
  MYDOCKER_TRY(auto request, connect_request(call.document, call.netns));
  request.expected = {definition.driver, definition.subnets, definition.internal};
  MYDOCKER_TRY(const auto connected, connect_or_create(call.runtime, request, definition));
  return status_of(connected.endpoint);
}

}  // namespace mydocker::cli::netavark
