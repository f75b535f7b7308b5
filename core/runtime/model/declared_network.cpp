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
    {.key = "ipam_options", .member = &DeclaredNetwork::ipam_options},
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

// All members are named, so that the compiler reports a new one as an error. A file has no
// addresses of the host, because mydocker finds them itself.
DeclaredSubnet declared_from(const Subnet& subnet) {
  const auto& [prefix, gateway, range, aux_addresses, reservations, host_addresses] = subnet;
  DeclaredSubnet declared;
  declared.prefix = prefix.text();
  if (gateway) declared.gateway = gateway->text();
  if (range) declared.range = range_text(*range);
  for (const auto& [name, address] : aux_addresses)
    declared.aux_addresses.emplace(name, address.text());
  for (const auto& [container, address] : reservations)
    declared.reservations.emplace(container, address.text());
  return declared;
}

// Adds the arguments for a subnet.
void add_subnet(NetworkSpec& spec, const DeclaredSubnet& subnet) {
  const auto& [prefix, gateway, range, aux_addresses, reservations, line] = subnet;
  spec.subnets.push_back(prefix);
  append(spec.gateways, gateway);
  append(spec.ip_ranges, range);
  std::ranges::move(words_of(aux_addresses), std::back_inserter(spec.aux_addresses));
  std::ranges::move(words_of(reservations), std::back_inserter(spec.reservations));
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

// Returns the options without those that have default values. An option that only a newer driver
// has was not stored, so it is left out too.
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

// All members of the declaration are named, so that the compiler reports a new one as an error.
NetworkSpec spec_of(const DeclaredNetwork& declared) {
  const auto& [name, driver, subnets, ipv4, ipv6, ipam_driver, ipam_options, routes, internal,
               options, labels, line] = declared;
  NetworkSpec spec{.name = name,
                   .driver = driver,
                   .options = words_of(options),
                   .labels = words_of(labels),
                   .routes = routes,
                   .ipam_driver = ipam_driver,
                   .ipam_options = words_of(ipam_options),
                   .ipv4 = word_of(ipv4),
                   .ipv6 = word_of(ipv6),
                   .internal = internal};
  for (const auto& subnet : subnets) add_subnet(spec, subnet);
  return spec;
}

DeclaredNetwork declared_from(const Network& network, const Manifest* manifest) {
  const auto& [id, name, driver, link_name, subnets, internal, options, labels, created, routes,
               ipam_driver, ipam_options] = network;
  DeclaredNetwork declared;
  declared.name = name;
  declared.driver = driver;
  for (const auto& subnet : subnets) declared.subnets.push_back(declared_from(subnet));
  // A network without subnets gets the default families.
  declared.ipv4 = subnets.empty() || has_subnet(declared, Family::v4);
  declared.ipv6 = has_subnet(declared, Family::v6);
  declared.ipam_driver = ipam_driver.name() == driver ? "default" : ipam_driver_of(network);
  declared.ipam_options = ipam_options;
  for (const auto& route : routes) declared.routes.push_back(route_text(route));
  declared.internal = internal;
  declared.options = manifest == nullptr ? options : without_defaults(options, *manifest);
  declared.labels = labels;
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
