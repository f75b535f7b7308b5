#include "runtime/model/subnet_spec.hpp"

#include <algorithm>
#include <cstddef>
#include <set>
#include <string>

#include "mydocker/options.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/model/address_rules.hpp"
#include "runtime/model/key_values.hpp"
#include "runtime/model/names.hpp"

namespace mydocker::model {
namespace {

using enum ErrorKind;

Error refusal(const std::string& option, const std::string& word, const std::string& cause) {
  return {invalid_argument, option + " " + base::quoted(word) + " " + cause};
}

// Returns a hint with the wrong part of a word that is not a prefix.
std::string prefix_hint(const std::string& word) {
  constexpr const char* kSubnetForm = "write --subnet 10.1.0.0/24";
  const auto slash = word.find('/');
  if (slash == std::string::npos) return kSubnetForm;
  const auto address = IpAddress::parse(word.substr(0, slash));
  const auto length = parse_number(word.substr(slash + 1));
  if (!address.ok() && length.ok()) return base::quoted(word.substr(0, slash)) + " is no address";
  if (!address.ok() || !length.ok()) return kSubnetForm;
  return std::string("the prefix length of ") + (address->is_v4() ? "IPv4" : "IPv6") +
         " is from 0 to " + std::to_string(address->bits());
}

Result<Subnet> parse_subnet(const std::string& word) {
  const auto prefix = IpPrefix::parse(word);
  if (!prefix.ok())
    return refusal("--subnet", word, "is not an address with a prefix length")
        .hint(prefix_hint(word));
  MYDOCKER_CHECK(check_network_prefix("subnet", *prefix));
  if (prefix->length == prefix->address.bits())
    return refusal("--subnet", word, "has no address for a container")
        .hint(prefix->address.is_v4() ? "use /31 or a shorter prefix length"
                                      : "use /64, or /127 for a link with two addresses");
  Subnet subnet;
  subnet.prefix = *prefix;
  return subnet;
}

Result<std::vector<Subnet>> parse_subnets(const std::vector<std::string>& words) {
  std::vector<Subnet> subnets;
  for (const auto& word : words) {
    MYDOCKER_TRY(auto subnet, parse_subnet(word));
    for (const auto& other : subnets)
      if (other.prefix.overlaps(subnet.prefix))
        return refusal("--subnet", word, "overlaps --subnet \"" + other.prefix.text() + "\"")
            .hint("the subnets of a network must not overlap");
    subnets.push_back(std::move(subnet));
  }
  return subnets;
}

// Returns the subnet that contains the address. `option` and `word` are used in the error.
Result<Subnet*> subnet_around(std::vector<Subnet>& subnets, const IpAddress& address,
                              const std::string& option, const std::string& word) {
  for (auto& subnet : subnets)
    if (subnet.prefix.contains(address)) return &subnet;
  if (subnets.empty())
    return refusal(option, word, "needs a --subnet that contains it")
        .hint("add the subnet: --subnet ADDRESS/LENGTH");
  return refusal(option, word, "is outside all subnets")
      .hint("choose an address inside one of them, or add a --subnet");
}

// Parses `text` as an address. `word` is the whole argument, for errors.
Result<IpAddress> parse_address(const std::string& option, const std::string& word,
                                const std::string& text) {
  auto address = IpAddress::parse(text);
  if (address.ok()) return address;
  const std::string cause =
      text == word ? "is not an address" : "has an invalid address: " + base::quoted(text);
  return refusal(option, word, cause).hint("write addresses like 10.1.0.7");
}

Result<void> place_gateway(std::vector<Subnet>& subnets, const std::string& word) {
  const std::string option = "--gateway";
  MYDOCKER_TRY(const IpAddress gateway, parse_address(option, word, word));
  MYDOCKER_TRY(Subnet* const subnet, subnet_around(subnets, gateway, option, word));
  if (subnet->gateway)
    return refusal(option, word, "is a second gateway for subnet " + subnet->prefix.text())
        .hint("a subnet has one gateway");
  if (!is_usable(subnet->prefix, gateway))
    return refusal(option, word,
                   "is the network or broadcast address of subnet " + subnet->prefix.text())
        .hint("choose one from " + lowest_usable(subnet->prefix).text() + " to " +
              highest_usable(subnet->prefix).text());
  subnet->gateway = gateway;
  return {};
}

Result<AddressRange> parse_range(const std::string& word) {
  const std::string option = "--ip-range";
  const std::size_t dash = word.find('-');
  if (dash != std::string::npos) {
    MYDOCKER_TRY(const IpAddress first, parse_address(option, word, word.substr(0, dash)));
    MYDOCKER_TRY(const IpAddress last, parse_address(option, word, word.substr(dash + 1)));
    if (first.family() != last.family() || last < first)
      return refusal(option, word, "has its last address before its first address")
          .hint("write the lower address first: --ip-range FIRST-LAST");
    return AddressRange{first, last};
  }
  const auto prefix = IpPrefix::parse(word);
  if (!prefix.ok())
    return refusal(option, word, "is not a prefix or a range of two addresses")
        .hint("write --ip-range 10.1.0.128/25 or --ip-range 10.1.0.10-10.1.0.20");
  if (prefix->has_host_bits())
    return refusal(option, word,
                   "has host bits set: did you mean " + prefix->network().text() + "?");
  return AddressRange{prefix->address, prefix->last()};
}

// Parses "FIRST-". Such a range ends at the last address of its subnet.
Result<AddressRange> parse_open_range(const std::vector<Subnet>& subnets, const std::string& word) {
  if (!word.ends_with('-')) return parse_range(word);
  MYDOCKER_TRY(const IpAddress first,
               parse_address("--ip-range", word, word.substr(0, word.size() - 1)));
  for (const auto& subnet : subnets)
    if (subnet.prefix.contains(first)) return AddressRange{first, highest_usable(subnet.prefix)};
  return AddressRange{first, first};
}

Result<void> place_range(std::vector<Subnet>& subnets, const std::string& word) {
  const std::string option = "--ip-range";
  MYDOCKER_TRY(const AddressRange range, parse_open_range(subnets, word));
  MYDOCKER_TRY(Subnet* const subnet, subnet_around(subnets, range.first, option, word));
  if (!subnet->prefix.contains(range.last))
    return refusal(option, word, "is not inside subnet " + subnet->prefix.text())
        .hint("choose a part of the subnet");
  if (subnet->range)
    return refusal(option, word, "is a second range for subnet " + subnet->prefix.text())
        .hint("a subnet has one range");
  if (range.last < lowest_usable(subnet->prefix) || range.first > highest_usable(subnet->prefix))
    return refusal(option, word, "has no address for containers")
        .hint("choose from " + lowest_usable(subnet->prefix).text() + " to " +
              highest_usable(subnet->prefix).text());
  subnet->range = range;
  return {};
}

Result<void> add_aux_address(std::vector<Subnet>& subnets, const std::string& name,
                             const std::string& text) {
  const std::string option = "--aux-address";
  const std::string word = name + "=" + text;
  MYDOCKER_TRY(const IpAddress address, parse_address(option, word, text));
  MYDOCKER_TRY(Subnet* const subnet, subnet_around(subnets, address, option, word));
  if (subnet->gateway == address) return refusal(option, word, "is the gateway of the subnet");
  if (!is_usable(subnet->prefix, address))
    return refusal(option, word, "is never given to a container, also without this option")
        .hint("leave it out");
  for (const auto& other : subnet->aux_addresses)
    if (other.second == address)
      return refusal(option, word, "is already reserved as " + base::quoted(other.first));
  subnet->aux_addresses.emplace(name, address);
  return {};
}

// Adds a reservation: an address for one container. A container may have one in each subnet.
Result<void> add_reservation(std::vector<Subnet>& subnets, const std::string& word) {
  const std::string option = "--reserve";
  MYDOCKER_TRY(const auto pair, check_key_values({word}, {option, "CONTAINER=ADDRESS", false}));
  const auto& [container, text] = *pair.begin();
  MYDOCKER_CHECK(check_container_name(container).within(option + " " + base::quoted(word)));
  MYDOCKER_TRY(const IpAddress address, parse_address(option, word, text));
  MYDOCKER_TRY(Subnet* const subnet, subnet_around(subnets, address, option, word));
  if (subnet->gateway == address) return refusal(option, word, "is the gateway of the subnet");
  if (!is_usable(subnet->prefix, address))
    return refusal(option, word, "is not usable for a container")
        .hint("choose one from " + lowest_usable(subnet->prefix).text() + " to " +
              highest_usable(subnet->prefix).text());
  for (const auto* held : {&subnet->aux_addresses, &subnet->reservations})
    for (const auto& other : *held)
      if (other.second == address)
        return refusal(option, word, "is already reserved for " + base::quoted(other.first));
  if (!subnet->reservations.emplace(container, address).second)
    return refusal(option, word,
                   "is a second address for the container in subnet " + subnet->prefix.text())
        .hint("a container has one address in each subnet");
  return {};
}

std::string numbered(const std::string& name, int number) {
  return name + "-" + std::to_string(number);
}

// Gives each aux address its own name. An address without a name is named after itself. If the name
// is used already, it gets a number: "router-2".
std::vector<std::string> named_aux_addresses(const std::vector<std::string>& words) {
  std::set<std::string> names;
  std::vector<std::string> named;
  for (const auto& word : words) {
    const std::size_t at = word.find('=');
    const std::string address = at == std::string::npos ? word : word.substr(at + 1);
    const std::string given = at == std::string::npos || at == 0 ? address : word.substr(0, at);
    std::string name = given;
    for (int number = 2; !names.insert(name).second; ++number) name = numbered(given, number);
    name += '=';
    name += address;
    named.push_back(std::move(name));
  }
  return named;
}

}  // namespace

Result<std::vector<Subnet>> check_subnets(const NetworkSpec& spec) {
  MYDOCKER_TRY(auto subnets, parse_subnets(spec.subnets));
  for (const auto& word : spec.gateways) MYDOCKER_CHECK(place_gateway(subnets, word));
  for (const auto& word : spec.ip_ranges) MYDOCKER_CHECK(place_range(subnets, word));
  MYDOCKER_TRY(const auto aux_addresses,
               check_key_values(named_aux_addresses(spec.aux_addresses),
                                {"--aux-address", "NAME=ADDRESS", false}));
  for (const auto& [name, text] : aux_addresses)
    MYDOCKER_CHECK(add_aux_address(subnets, name, text));
  for (const auto& word : spec.reservations) MYDOCKER_CHECK(add_reservation(subnets, word));
  return subnets;
}

}  // namespace mydocker::model
