#include "json_fields.hpp"
#include "netavark/network_config.hpp"
#include "netavark/verbs.hpp"
#include "runtime/model/address_rules.hpp"

namespace mydocker::cli::netavark {
namespace {

Result<bool> wants_addresses(const Json& network) {
  MYDOCKER_TRY(const Json options, object_field(network, "ipam_options"));
  MYDOCKER_TRY(const auto driver, text_field(options, "driver"));
  return driver != "none";
}

// Chooses a free subnet of each wanted family.
Result<void> add_free_subnets(const Call& call, Json& network) {
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

// podman gives addresses to containers, so it must know the gateway.
Result<void> add_gateways(Json& network) {
  for (auto& subnet : network["subnets"]) {
    if (!subnet.is_object() || subnet.contains("gateway")) continue;
    MYDOCKER_TRY(const auto text, text_field(subnet, "subnet"));
    MYDOCKER_TRY(const auto prefix, IpPrefix::parse(text));
    subnet["gateway"] = model::lowest_usable(prefix).text();
  }
  return {};
}

}  // namespace

// mydocker runs no DNS server, so podman must not expect one.
Result<Json> create(const Call& call) {
  Json network = call.document;
  MYDOCKER_TRY(const Json given, list_field(network, "subnets"));
  MYDOCKER_TRY(const bool addresses, wants_addresses(network));
  if (given.empty() && addresses) MYDOCKER_CHECK(add_free_subnets(call, network));
  if (network.contains("subnets") && network["subnets"].is_array())
    MYDOCKER_CHECK(add_gateways(network));
  network["dns_enabled"] = false;
  MYDOCKER_TRY(auto definition, definition_of(network));
  definition.dry_run = true;
  MYDOCKER_CHECK(call.runtime.create_network(definition));
  return network;
}

}  // namespace mydocker::cli::netavark
