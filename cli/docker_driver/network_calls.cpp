// Calls for networks: `docker network create -d mydocker` and `docker network rm`.
#include <algorithm>
#include <optional>
#include <string>

#include "docker_driver/docker_network.hpp"
#include "engine_connection.hpp"
#include "engine_document.hpp"
#include "runtime/app/connect_request.hpp"
#include "runtime/base/quoted.hpp"

namespace mydocker::cli::docker_driver {
namespace {

constexpr std::string_view kOption = "mydocker.network=";
constexpr const char* kAdoptedLabel = "com.docker.network.adopted";

Result<model::Network> network_named(const RemoteCall& call, const std::string& name) {
  MYDOCKER_TRY(const auto reports, call.runtime.list_networks());
  for (const auto& report : reports)
    if (report.network.name == name) return report.network;
  return Error(ErrorKind::not_found,
               "option \"mydocker.network\": there is no network " + base::quoted(name))
      .hint("mydocker network create " + name);
}

// Refuses options that a network of Docker must not have together with "mydocker.network". It uses
// an existing network of mydocker. This network has its own options and chooses its own addresses.
Result<void> check_words(const std::string& name, const model::NetworkSpec& spec) {
  if (!spec.options.empty() || spec.driver != model::NetworkSpec().driver)
    return Error(ErrorKind::invalid_argument,
                 R"(option "mydocker.network" cannot be combined with other options)")
        .hint("change the network of mydocker: mydocker network update " + name + " -o KEY=VALUE");
  if (!spec.aux_addresses.empty())
    return Error(ErrorKind::invalid_argument,
                 R"(option "mydocker.network" cannot be combined with --aux-address)");
  if (spec.ipam_driver == "default") return {};
  return Error(ErrorKind::invalid_argument,
               "option \"mydocker.network\": Docker would choose addresses that network " +
                   base::quoted(name) + " may have given away")
      .hint("add --ipam-driver mydocker");
}

std::string text_of(const std::optional<IpAddress>& gateway) {
  return gateway ? gateway->text() : "none";
}

// Checks that the network of mydocker has the subnet and gateway that Docker's network has.
// Docker's containers use these.
Result<void> check_subnets(const model::Network& network, const model::NetworkSpec& spec) {
  for (const auto& subnet : network.subnets) {
    const auto wanted = subnet.prefix.text();
    if (std::ranges::find(spec.subnets, wanted) == spec.subnets.end())
      return Error(ErrorKind::invalid_argument, "network " + base::quoted(network.name) +
                                                    " has the subnet " + wanted +
                                                    ", which Docker's network does not have")
          .hint("add --subnet " + wanted);
    const auto gateway = text_of(subnet.gateway);
    if (std::ranges::find(spec.gateways, gateway) == spec.gateways.end())
      return Error(ErrorKind::invalid_argument, "network " + base::quoted(network.name) +
                                                    " has the gateway " + gateway +
                                                    ", which Docker's network does not have")
          .hint("add --gateway " + gateway);
  }
  return {};
}

// Removes the option mydocker.network from `spec` and returns its value. Returns nothing if the
// option is missing. Then Docker's network gets a new network of mydocker.
std::optional<std::string> take_adopted_name(model::NetworkSpec& spec) {
  const auto word = std::ranges::find_if(
      spec.options, [](const std::string& option) { return option.starts_with(kOption); });
  if (word == spec.options.end()) return std::nullopt;
  auto name = word->substr(kOption.size());
  spec.options.erase(word);
  return name;
}

// Labels the network `name` with the id of Docker's network, so that Docker's containers use it.
// Error not_found: there is no such network. Error invalid_argument: the network differs from the
// request. Error already_exists: another network of Docker uses it.
Result<void> adopt_network(const RemoteCall& call, const std::string& name,
                           const model::NetworkSpec& spec, const std::string& docker_id) {
  MYDOCKER_CHECK(check_words(name, spec));
  MYDOCKER_TRY(const auto network, network_named(call, name));
  if (const auto label = network.labels.find(kIdLabel); label != network.labels.end())
    return Error(ErrorKind::already_exists,
                 "network " + base::quoted(name) + " belongs to Docker's network " + label->second)
        .hint("use that network of Docker");
  MYDOCKER_CHECK(app::check_expected({{}, spec.subnets, spec.internal}, network));
  MYDOCKER_CHECK(check_subnets(network, spec));
  app::UpdateNetworkRequest update;
  update.network = network.id;
  update.labels = {std::string(kIdLabel) + "=" + docker_id, kAdoptedLabel};
  MYDOCKER_CHECK(call.runtime.update_network(update));
  return {};
}

bool is_adopted(const model::Network& network) { return network.labels.contains(kAdoptedLabel); }

// Removes the labels that adopt_network() has set. The network of mydocker stays.
Result<void> release_network(const RemoteCall& call, const model::Network& network) {
  app::UpdateNetworkRequest update;
  update.network = network.id;
  update.labels_to_remove = {kIdLabel, kAdoptedLabel};
  MYDOCKER_CHECK(call.runtime.update_network(update));
  return {};
}

// Returns whether the pool contains all addresses of its family. Docker's IPAM driver "null" gives
// such a pool, and the containers then get no addresses.
bool is_everything(const std::string& pool) { return pool == "0.0.0.0/0" || pool == "::/0"; }

// Adds one element of the list IPv4Data or IPv6Data as a subnet.
Result<void> add_subnet(const Json& data, model::NetworkSpec& spec) {
  MYDOCKER_TRY(const auto pool, required_text(data, "Pool"));
  if (is_everything(pool)) return {};
  spec.subnets.push_back(pool);
  MYDOCKER_TRY(const auto gateway, text_field(data, "Gateway"));
  if (!gateway.empty()) spec.gateways.push_back(without_length(gateway));
  MYDOCKER_TRY(const Json reserved, object_field(data, "AuxAddresses"));
  for (const auto& [name, address] : reserved.fields())
    if (address.is_string())
      spec.aux_addresses.push_back(
          std::string(name).append("=").append(without_length(address.string())));
  return {};
}

Result<void> add_subnets(const Json& document, model::NetworkSpec& spec) {
  for (const char* field : {"IPv4Data", "IPv6Data"}) {
    MYDOCKER_TRY(const Json list, list_field(document, field));
    for (const auto& data : list.items()) MYDOCKER_CHECK(add_subnet(data, spec).within(field));
  }
  MYDOCKER_TRY(const Json v6, list_field(document, "IPv6Data"));
  if (!v6.empty()) spec.ipv6 = "true";
  return {};
}

// Returns whether mydocker chooses the addresses of containers (`docker network create
// --ipam-driver mydocker`).
Result<bool> has_own_addresses(const Json& document) {
  for (const char* field : {"IPv4Data", "IPv6Data"}) {
    MYDOCKER_TRY(const Json list, list_field(document, field));
    for (const auto& data : list.items()) {
      MYDOCKER_TRY(const auto space, text_field(data, "AddressSpace"));
      if (is_own_address_space(space)) return true;
    }
  }
  return false;
}

// Adds the options of `docker network create -o`.
Result<void> add_options(const Json& document, model::NetworkSpec& spec) {
  MYDOCKER_TRY(const Json options, object_field(document, "Options"));
  MYDOCKER_TRY(spec.internal, flag_field(options, "com.docker.network.internal"));
  MYDOCKER_TRY(const auto words, pairs_field(options, "com.docker.network.generic"));
  add_engine_options(words, spec);
  return {};
}

Result<void> create_or_adopt(const RemoteCall& call, model::NetworkSpec spec,
                             const std::string& docker_id) {
  if (const auto name = take_adopted_name(spec)) return adopt_network(call, *name, spec, docker_id);
  MYDOCKER_CHECK(call.runtime.create_network({std::move(spec)}));
  return {};
}

Result<void> remove_or_release(const RemoteCall& call, const model::Network& network) {
  if (is_adopted(network)) return release_network(call, network);
  MYDOCKER_CHECK(call.runtime.remove_network({.network = network.id, .force = true}));
  return {};
}

}  // namespace

// Creates the network. With Docker's own IPAM, Docker does not know the addresses of containers
// that mydocker connects. So users of `mydocker network connect` must choose free addresses
// themselves.
Result<Json> create_network(const RemoteCall& call) {
  MYDOCKER_TRY(const auto id, required_text(call.request, "NetworkID"));
  MYDOCKER_TRY(const auto existing, find_network(call, id));
  if (existing) return Json::object();
  model::NetworkSpec spec;
  spec.name = network_name(id);
  spec.labels = {std::string(kIdLabel) + "=" + id};
  MYDOCKER_TRY(const bool own, has_own_addresses(call.request));
  spec.ipam_driver = own ? "default" : "static";
  MYDOCKER_CHECK(add_options(call.request, spec));
  MYDOCKER_CHECK(add_subnets(call.request, spec));
  if (!own && spec.subnets.empty()) spec.ipam_driver = "none";
  MYDOCKER_CHECK(create_or_adopt(call, std::move(spec), id));
  return Json::object();
}

Result<Json> delete_network(const RemoteCall& call) {
  MYDOCKER_TRY(const auto id, required_text(call.request, "NetworkID"));
  MYDOCKER_TRY(const auto existing, find_network(call, id));
  if (existing) MYDOCKER_CHECK(remove_or_release(call, *existing));
  return Json::object();
}

}  // namespace mydocker::cli::docker_driver
