#include "engine_connection.hpp"
#include "engine_document.hpp"
#include "netavark/verbs.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/model/address_rules.hpp"

namespace mydocker::cli::netavark {
namespace {

Result<void> check_ipam(const Json& network) {
  MYDOCKER_TRY(const Json options, object_field(network, "ipam_options"));
  MYDOCKER_TRY(const auto driver, text_field(options, "driver"));
  if (driver.empty() || driver == "host-local" || driver == "none") return {};
  return Error(ErrorKind::unsupported, "IPAM driver " + base::quoted(driver) + " is not supported")
      .hint("leave --ipam-driver out");
}

Result<void> add_subnets(const Json& network, model::NetworkSpec& spec) {
  MYDOCKER_TRY(const Json subnets, list_field(network, "subnets"));
  for (const auto& one : subnets.items()) {
    if (!one.is_object())
      return Error(ErrorKind::invalid_argument, "field \"subnets\" has a wrong element");
    MYDOCKER_TRY(const auto subnet, text_field(one, "subnet"));
    MYDOCKER_TRY(const auto gateway, text_field(one, "gateway"));
    spec.subnets.push_back(subnet);
    if (!gateway.empty()) spec.gateways.push_back(gateway);
    if (subnet.find(':') != std::string::npos) spec.ipv6 = "true";
  }
  return {};
}

Result<void> add_routes(const Json& network, model::NetworkSpec& spec) {
  MYDOCKER_TRY(const Json routes, list_field(network, "routes"));
  for (const auto& one : routes.items()) {
    if (!one.is_object())
      return Error(ErrorKind::invalid_argument, "field \"routes\" has a wrong element");
    MYDOCKER_TRY(const auto destination, text_field(one, "destination"));
    MYDOCKER_TRY(const auto gateway, text_field(one, "gateway"));
    auto& word = spec.routes.emplace_back(destination);
    word.append(",").append(gateway);
    if (const auto metric = one["metric"].unsigned_integer())
      word.append(",").append(std::to_string(*metric));
  }
  return {};
}

Result<void> add_options(const Json& network, model::NetworkSpec& spec) {
  MYDOCKER_TRY(const auto words, pairs_field(network, "options"));
  add_engine_options(words, spec);
  return {};
}

Result<bool> wants_addresses(const Json& network) {
  MYDOCKER_TRY(const Json options, object_field(network, "ipam_options"));
  MYDOCKER_TRY(const auto driver, text_field(options, "driver"));
  return driver != "none";
}

// Adds a free subnet for each family that the user wants: IPv4, and IPv6 if it is enabled.
Result<void> add_free_subnets(const NetavarkCall& call, Json& network) {
  MYDOCKER_TRY(const bool v6, flag_field(network, "ipv6_enabled"));
  std::vector<Family> families{Family::v4};
  if (v6) families.push_back(Family::v6);
  network["subnets"] = Json::array();
  for (const auto family : families) {
    MYDOCKER_TRY(const auto subnet, call.runtime.free_subnet(family));
    network["subnets"].push_back({{"subnet", subnet.text()}});
  }
  return {};
}

// Adds a gateway to each subnet without one. podman chooses the addresses of containers, so it must
// know which address is the gateway.
Result<void> add_gateways(Json& network) {
  for (auto& subnet : network["subnets"].items()) {
    if (!subnet.is_object() || subnet.contains("gateway")) continue;
    MYDOCKER_TRY(const auto text, text_field(subnet, "subnet"));
    MYDOCKER_TRY(const auto prefix, IpPrefix::parse(text));
    subnet["gateway"] = model::lowest_usable(prefix).text();
  }
  return {};
}

}  // namespace

Result<model::NetworkSpec> definition_of(const Json& network) {
  model::NetworkSpec spec;
  MYDOCKER_TRY(spec.name, text_field(network, "name"));
  if (spec.name.empty())
    return Error(ErrorKind::invalid_argument, "field \"name\" of the network is missing");
  MYDOCKER_CHECK(check_ipam(network));
  MYDOCKER_TRY(spec.internal, flag_field(network, "internal"));
  MYDOCKER_CHECK(add_subnets(network, spec));
  spec.ipam_driver = spec.subnets.empty() ? "none" : "static";
  MYDOCKER_CHECK(add_routes(network, spec));
  MYDOCKER_CHECK(add_options(network, spec));
  return spec;
}

// Returns the definition that podman stores. mydocker runs no DNS server, so the definition says
// that DNS is off.
Result<Json> create(const NetavarkCall& call) {
  Json network = call.document;
  MYDOCKER_TRY(const Json given, list_field(network, "subnets"));
  MYDOCKER_TRY(const bool addresses, wants_addresses(network));
  if (given.empty() && addresses) MYDOCKER_CHECK(add_free_subnets(call, network));
  if (network.contains("subnets")) MYDOCKER_CHECK(add_gateways(network));
  network["dns_enabled"] = false;
  MYDOCKER_TRY(auto definition, definition_of(network));
  MYDOCKER_CHECK(call.runtime.create_network(
      {.spec = std::move(definition), .dry_run = true, .ignore_existing = true}));
  return network;
}

}  // namespace mydocker::cli::netavark
