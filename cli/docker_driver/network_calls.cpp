// Networks: `docker network create -d mydocker` and `docker network rm`.
#include "connect_or_create.hpp"
#include "docker_driver/adopted_network.hpp"
#include "docker_driver/docker_network.hpp"
#include "json_fields.hpp"
#include "runtime/base/quoted.hpp"

namespace mydocker::cli::docker_driver {
namespace {

// Docker's IPAM driver "null" gives a network of all addresses: the containers get none.
bool is_everything(const std::string& pool) { return pool == "0.0.0.0/0" || pool == "::/0"; }

// One element of IPv4Data or IPv6Data.
Result<void> add_subnet(const Json& data, app::CreateNetworkRequest& request) {
  MYDOCKER_TRY(const auto pool, required_text(data, "Pool"));
  if (is_everything(pool)) return {};
  request.subnets.push_back(pool);
  MYDOCKER_TRY(const auto gateway, text_field(data, "Gateway"));
  if (!gateway.empty()) request.gateways.push_back(without_length(gateway));
  MYDOCKER_TRY(const Json reserved, object_field(data, "AuxAddresses"));
  for (const auto& [name, address] : reserved.items())
    if (address.is_string())
      request.aux_addresses.push_back(std::string(name) + "=" +
                                      without_length(address.get<std::string>()));
  return {};
}

Result<void> add_subnets(const Json& document, app::CreateNetworkRequest& request) {
  for (const char* field : {"IPv4Data", "IPv6Data"}) {
    MYDOCKER_TRY(const Json list, list_field(document, field));
    for (const auto& data : list) MYDOCKER_CHECK(add_subnet(data, request).within(field));
  }
  MYDOCKER_TRY(const Json v6, list_field(document, "IPv6Data"));
  if (!v6.empty()) request.ipv6 = "true";
  return {};
}

// Whether mydocker chooses the addresses (`docker network create --ipam-driver mydocker`).
Result<bool> has_own_addresses(const Json& document) {
  for (const char* field : {"IPv4Data", "IPv6Data"}) {
    MYDOCKER_TRY(const Json list, list_field(document, field));
    for (const auto& data : list) {
      MYDOCKER_TRY(const auto space, text_field(data, "AddressSpace"));
      if (is_own_address_space(space)) return true;
    }
  }
  return false;
}

// The options of `docker network create -o`.
Result<void> add_options(const Json& document, app::CreateNetworkRequest& request) {
  MYDOCKER_TRY(const Json options, object_field(document, "Options"));
  MYDOCKER_TRY(request.internal, flag_field(options, "com.docker.network.internal"));
  MYDOCKER_TRY(const auto words, pairs_field(options, "com.docker.network.generic"));
  add_engine_options(words, request);
  return {};
}

Result<void> create_or_adopt(const Call& call, app::CreateNetworkRequest request,
                             const std::string& docker_id) {
  if (const auto name = take_adopted_name(request))
    return adopt_network(call, *name, request, docker_id);
  MYDOCKER_CHECK(call.runtime.create_network(request));
  return {};
}

Result<void> remove_or_release(const Call& call, const model::Network& network) {
  if (is_adopted(network)) return release_network(call, network);
  MYDOCKER_CHECK(call.runtime.remove_network({.network = network.id, .force = true}));
  return {};
}

}  // namespace

// Docker's own IPAM does not know the containers that mydocker connects, so their users must name
// free addresses.
Result<Json> create_network(const Call& call) {
  MYDOCKER_TRY(const auto id, required_text(call.request, "NetworkID"));
  MYDOCKER_TRY(const auto existing, find_network(call, id));
  if (existing) return Json(Json::object());
  app::CreateNetworkRequest request;
  request.name = network_name(id);
  request.labels = {std::string(kIdLabel) + "=" + id};
  MYDOCKER_TRY(const bool own, has_own_addresses(call.request));
  request.ipam_driver = own ? "default" : "none";
  MYDOCKER_CHECK(add_options(call.request, request));
  MYDOCKER_CHECK(add_subnets(call.request, request));
  MYDOCKER_CHECK(create_or_adopt(call, std::move(request), id));
  return Json(Json::object());
}

Result<Json> delete_network(const Call& call) {
  MYDOCKER_TRY(const auto id, required_text(call.request, "NetworkID"));
  MYDOCKER_TRY(const auto existing, find_network(call, id));
  if (existing) MYDOCKER_CHECK(remove_or_release(call, *existing));
  return Json(Json::object());
}

}  // namespace mydocker::cli::docker_driver
