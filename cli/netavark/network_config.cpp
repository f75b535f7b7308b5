#include "netavark/network_config.hpp"

#include "connect_or_create.hpp"
#include "json_fields.hpp"
#include "runtime/base/quoted.hpp"

namespace mydocker::cli::netavark {
namespace {

Result<void> check_ipam(const Json& network) {
  MYDOCKER_TRY(const Json options, object_field(network, "ipam_options"));
  MYDOCKER_TRY(const auto driver, text_field(options, "driver"));
  if (driver.empty() || driver == "host-local" || driver == "none") return {};
  return Error(ErrorKind::unsupported, "IPAM driver " + base::quoted(driver) + " is not supported")
      .hint("leave --ipam-driver out");
}

Result<void> add_subnets(const Json& network, app::CreateNetworkRequest& request) {
  MYDOCKER_TRY(const Json subnets, list_field(network, "subnets"));
  for (const auto& one : subnets) {
    if (!one.is_object())
      return Error(ErrorKind::invalid_argument, "field \"subnets\" has a wrong element");
    MYDOCKER_TRY(const auto subnet, text_field(one, "subnet"));
    MYDOCKER_TRY(const auto gateway, text_field(one, "gateway"));
    request.subnets.push_back(subnet);
    if (!gateway.empty()) request.gateways.push_back(gateway);
    if (subnet.find(':') != std::string::npos) request.ipv6 = "true";
  }
  return {};
}

Result<void> add_routes(const Json& network, app::CreateNetworkRequest& request) {
  MYDOCKER_TRY(const Json routes, list_field(network, "routes"));
  for (const auto& one : routes) {
    if (!one.is_object())
      return Error(ErrorKind::invalid_argument, "field \"routes\" has a wrong element");
    MYDOCKER_TRY(const auto destination, text_field(one, "destination"));
    MYDOCKER_TRY(const auto gateway, text_field(one, "gateway"));
    auto& word = request.routes.emplace_back(destination);
    word.append(",").append(gateway);
    if (one.contains("metric") && one.at("metric").is_number_unsigned())
      word.append(",").append(one.at("metric").dump());
  }
  return {};
}

Result<void> add_options(const Json& network, app::CreateNetworkRequest& request) {
  MYDOCKER_TRY(const auto words, pairs_field(network, "options"));
  add_engine_options(words, request);
  return {};
}

}  // namespace

Result<app::CreateNetworkRequest> definition_of(const Json& network) {
  app::CreateNetworkRequest request;
  MYDOCKER_TRY(request.name, text_field(network, "name"));
  if (request.name.empty())
    return Error(ErrorKind::invalid_argument, "field \"name\" of the network is missing");
  request.ignore_existing = true;
  request.ipam_driver = "none";
  MYDOCKER_CHECK(check_ipam(network));
  MYDOCKER_TRY(request.internal, flag_field(network, "internal"));
  MYDOCKER_CHECK(add_subnets(network, request));
  MYDOCKER_CHECK(add_routes(network, request));
  MYDOCKER_CHECK(add_options(network, request));
  return request;
}

}  // namespace mydocker::cli::netavark
