#include "runtime/model/declared_network.hpp"

#include "runtime/model/address_rules.hpp"
#include "runtime/model/option_check.hpp"

namespace mydocker::model {
namespace {

constexpr Field<DeclaredNetwork> kNetworkFields[] = {
    {.key = "driver", .place = &DeclaredNetwork::driver, .always = true},
    {.key = "subnets", .place = &DeclaredNetwork::subnets},
    {.key = "internal", .place = &DeclaredNetwork::internal},
    {.key = "options", .place = &DeclaredNetwork::options},
    {.key = "labels", .place = &DeclaredNetwork::labels, .in_place = true},
};

constexpr Field<DeclaredSubnet> kSubnetFields[] = {
    {.key = "prefix", .place = &DeclaredSubnet::prefix},
    {.key = "gateway", .place = &DeclaredSubnet::gateway},
    {.key = "range", .place = &DeclaredSubnet::range},
    {.key = "reserved", .place = &DeclaredSubnet::reserved},
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
  for (const auto& [name, address] : subnet.reserved)
    declared.reserved.emplace(name, address.text());
  return declared;
}

// An option that the driver has learned since the network was made counts as given its default.
Texts without_defaults(Texts options, const Manifest& manifest) {
  const auto defaults = with_defaults({}, manifest, OptionScope::network);
  if (!defaults.ok()) return options;
  for (const auto& [key, value] : *defaults) {
    const auto given = options.find(key);
    if (given != options.end() && given->second == value) options.erase(given);
  }
  return options;
}

}  // namespace

std::span<const Field<DeclaredNetwork>> network_fields() { return kNetworkFields; }

std::span<const Field<DeclaredSubnet>> subnet_fields() { return kSubnetFields; }

NetworkWish wish_of(const DeclaredNetwork& declared) {
  NetworkWish wish;
  wish.name = declared.name;
  for (const auto& subnet : declared.subnets) {
    wish.subnets.push_back(subnet.prefix);
    append(wish.gateways, subnet.gateway);
    append(wish.ip_ranges, subnet.range);
    for (const auto& word : words_of(subnet.reserved)) wish.aux_addresses.push_back(word);
  }
  wish.options = words_of(declared.options);
  wish.labels = words_of(declared.labels);
  return wish;
}

DeclaredNetwork declared_from(const Network& network, const Manifest* manifest) {
  DeclaredNetwork declared;
  declared.name = network.name;
  declared.driver = network.driver;
  for (const auto& subnet : network.subnets) declared.subnets.push_back(declared_from(subnet));
  declared.internal = network.internal;
  declared.options =
      manifest == nullptr ? network.options : without_defaults(network.options, *manifest);
  declared.labels = network.labels;
  return declared;
}

}  // namespace mydocker::model
