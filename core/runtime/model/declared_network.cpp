#include "runtime/model/declared_network.hpp"

#include <algorithm>

#include "runtime/model/address_rules.hpp"
#include "runtime/model/network_spec.hpp"
#include "runtime/model/option_check.hpp"

namespace mydocker::model {
namespace {

constexpr DeclaredField<DeclaredNetwork> kNetworkFields[] = {
    {.key = "driver", .member = &DeclaredNetwork::driver, .always = true},
    {.key = "subnets", .member = &DeclaredNetwork::subnets},
    {.key = "ipv4", .member = &DeclaredNetwork::ipv4},
    {.key = "ipv6", .member = &DeclaredNetwork::ipv6},
    {.key = "ipam_driver", .member = &DeclaredNetwork::ipam_driver},
    {.key = "routes", .member = &DeclaredNetwork::routes},
    {.key = "internal", .member = &DeclaredNetwork::internal},
    {.key = "options", .member = &DeclaredNetwork::options},
    {.key = "labels", .member = &DeclaredNetwork::labels, .in_place = true},
};

constexpr DeclaredField<DeclaredSubnet> kSubnetFields[] = {
    {.key = "prefix", .member = &DeclaredSubnet::prefix},
    {.key = "gateway", .member = &DeclaredSubnet::gateway},
    {.key = "range", .member = &DeclaredSubnet::range},
    {.key = "aux_addresses", .member = &DeclaredSubnet::aux_addresses, .formerly = "reserved"},
    {.key = "reservations", .member = &DeclaredSubnet::reservations},
};

std::vector<std::string> words_of(const Texts& texts) {
  std::vector<std::string> words;
  for (const auto& [key, value] : texts)
    words.push_back(std::string(key).append("=").append(value));
  return words;
}

void append(std::vector<std::string>& words, const std::string& word) {
  if (!word.empty()) words.push_back(word);
}

DeclaredSubnet declared_from(const Subnet& subnet) {
  DeclaredSubnet declared;
  declared.prefix = subnet.prefix.text();
  if (subnet.gateway) declared.gateway = subnet.gateway->text();
  if (subnet.range) declared.range = range_text(*subnet.range);
  for (const auto& [name, address] : subnet.aux_addresses)
    declared.aux_addresses.emplace(name, address.text());
  for (const auto& [container, address] : subnet.reservations)
    declared.reservations.emplace(container, address.text());
  return declared;
}

Family family_of(const DeclaredSubnet& subnet) {
  return subnet.prefix.find(':') == std::string::npos ? Family::v4 : Family::v6;
}

bool has_subnet(const DeclaredNetwork& network, Family family) {
  return std::ranges::find(network.subnets, family, family_of) != network.subnets.end();
}

std::optional<std::string> word_of(const std::optional<bool>& flag) {
  if (!flag) return std::nullopt;
  return *flag ? "true" : "false";
}

// Returns the options without those that have default values. An option that a newer driver has
// added counts as such an option.
Texts without_defaults(Texts options, const Manifest& manifest) {
  const auto defaults = with_defaults({}, manifest, OptionScope::network);
  if (!defaults.ok()) return options;
  for (const auto& [key, value] : *defaults) {
    const auto given = options.find(key);
    if (given != options.end() && given->second == value) options.erase(given);
  }
  return options;
}

bool chooses_addresses(const DeclaredNetwork& declared) {
  return parse_ipam_driver(declared.ipam_driver) != IpamDriver::none;
}

}  // namespace

std::string ipam_driver_of(const Network& network) {
  if (!network.ipam_driver.name().empty()) return network.ipam_driver.name();
  if (network.ipam_driver == IpamDriver::builtin) return "default";
  return network.subnets.empty() ? "none" : "static";
}

std::span<const DeclaredField<DeclaredNetwork>> network_fields() { return kNetworkFields; }

std::span<const DeclaredField<DeclaredSubnet>> subnet_fields() { return kSubnetFields; }

NetworkSpec spec_of(const DeclaredNetwork& declared) {
  NetworkSpec spec;
  spec.name = declared.name;
  spec.driver = declared.driver;
  spec.internal = declared.internal;
  for (const auto& subnet : declared.subnets) {
    spec.subnets.push_back(subnet.prefix);
    append(spec.gateways, subnet.gateway);
    append(spec.ip_ranges, subnet.range);
    for (const auto& word : words_of(subnet.aux_addresses)) spec.aux_addresses.push_back(word);
    for (const auto& word : words_of(subnet.reservations)) spec.reservations.push_back(word);
  }
  spec.ipv4 = word_of(declared.ipv4);
  spec.ipv6 = word_of(declared.ipv6);
  spec.ipam_driver = declared.ipam_driver;
  spec.routes = declared.routes;
  spec.options = words_of(declared.options);
  spec.labels = words_of(declared.labels);
  return spec;
}

DeclaredNetwork declared_from(const Network& network, const Manifest* manifest) {
  DeclaredNetwork declared;
  declared.name = network.name;
  declared.driver = network.driver;
  for (const auto& subnet : network.subnets) declared.subnets.push_back(declared_from(subnet));
  // A network without subnets gets the default families.
  declared.ipv4 = network.subnets.empty() || has_subnet(declared, Family::v4);
  declared.ipv6 = has_subnet(declared, Family::v6);
  const bool is_own = network.ipam_driver.name() == network.driver;
  declared.ipam_driver = is_own ? "default" : ipam_driver_of(network);
  for (const auto& route : network.routes) declared.routes.push_back(route_text(route));
  declared.internal = network.internal;
  declared.options =
      manifest == nullptr ? network.options : without_defaults(network.options, *manifest);
  declared.labels = network.labels;
  return declared;
}

DeclaredNetwork in_short(DeclaredNetwork declared) {
  if (declared.ipv4.value_or(true) || !chooses_addresses(declared)) declared.ipv4.reset();
  if (declared.ipv6 == has_subnet(declared, Family::v6)) declared.ipv6.reset();
  return declared;
}

bool is_left_open(const DeclaredNetwork& spec, const DeclaredSubnet& subnet) {
  const Family family = family_of(subnet);
  const bool wanted = family == Family::v4 ? spec.ipv4.value_or(true) : spec.ipv6.value_or(false);
  return wanted && chooses_addresses(spec) && !has_subnet(spec, family);
}

}  // namespace mydocker::model
