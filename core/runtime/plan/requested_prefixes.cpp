#include "runtime/plan/requested_prefixes.hpp"

#include <sstream>

namespace mydocker::plan {
namespace {

void add_value(std::vector<IpPrefix>& prefixes, const std::string& value) {
  if (const auto prefix = IpPrefix::parse(value)) prefixes.push_back(prefix->network());
  if (const auto address = IpAddress::parse(value))
    prefixes.emplace_back(*address, address->bits());
}

void add_options(std::vector<IpPrefix>& prefixes, const Options& options) {
  for (const auto& [key, list] : options.values()) {
    std::istringstream stream(list);
    for (std::string value; std::getline(stream, value, ',');) add_value(prefixes, value);
  }
}

}  // namespace

std::vector<IpPrefix> requested_prefixes(const NetworkView& network) {
  std::vector<IpPrefix> prefixes;
  for (const auto& route : network.routes) prefixes.push_back(route.destination);
  add_options(prefixes, network.options);
  return prefixes;
}

std::vector<IpPrefix> requested_prefixes(const EndpointView& endpoint) {
  std::vector<IpPrefix> prefixes;
  for (const auto& extra : endpoint.extra_addresses)
    prefixes.emplace_back(extra.address, extra.address.bits());
  add_options(prefixes, endpoint.options);
  return prefixes;
}

}  // namespace mydocker::plan
