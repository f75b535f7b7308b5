// The host facts for the plans of a driver. Some facts are collected only for drivers that need
// them (DriverInfo::needs).
#include <algorithm>
#include <map>
#include <set>
#include <sstream>

#include "runtime/app/driver_plans.hpp"

namespace mydocker::app {
namespace {

// Returns the addresses in an option's value: "10.1.0.1,10.1.0.2" has two. Empty if a part of the
// value is not an address.
std::vector<IpAddress> addresses_in(const std::string& value) {
  std::vector<IpAddress> addresses;
  std::istringstream parts(value);
  for (std::string part; std::getline(parts, part, ',');) {
    const auto address = IpAddress::parse(part);
    if (!address) return {};
    addresses.push_back(*address);
  }
  return addresses;
}

std::set<IpAddress> addresses_of_options(const Manifest& driver, const model::Network& network) {
  std::set<IpAddress> addresses;
  for (const auto& option : driver.options) {
    const auto given = network.options.find(option.key);
    const bool holds = option.type == OptionType::address || option.type == OptionType::text;
    if (!holds || given == network.options.end()) continue;
    for (const auto& address : addresses_in(given->second)) addresses.insert(address);
  }
  return addresses;
}

Result<void> add_routes(kernel::HostView& host, const Manifest& driver,
                        const model::Network& network, HostFacts& facts) {
  for (const auto& address : addresses_of_options(driver, network)) {
    MYDOCKER_TRY(auto link, host.link(host.link_towards(address)));
    if (link) facts.routes.push_back({address, std::move(*link)});
  }
  return {};
}

Result<void> add_endpoints(OpenState& open_state, const model::Network& network, HostFacts& facts) {
  MYDOCKER_TRY(const auto endpoints, open_state.state.endpoints(network.id));
  for (const auto& endpoint : endpoints)
    facts.endpoints.push_back({endpoint.id, endpoint.container, endpoint.mac, endpoint.addresses});
  return {};
}

// Adds the addresses of all links in the facts, if the driver needs them.
Result<void> add_addresses(Session& session, const Manifest& driver, HostFacts& facts) {
  if (!driver.needs_fact(Need::addresses)) return {};
  MYDOCKER_TRY(auto* host, session.host_view());
  MYDOCKER_TRY(const auto prefixes, host->host_prefixes());
  std::map<std::string, std::vector<IpPrefix>> addresses;
  for (const auto& one : prefixes)
    if (one.address && !one.is_route) addresses[host->link_name(one.link)].push_back(*one.address);
  const auto complete = [&addresses](LinkFact& link) { link.addresses = addresses[link.name]; };
  std::ranges::for_each(facts.links, complete);
  for (auto& route : facts.routes) complete(route.link);
  if (facts.default_route) complete(*facts.default_route);
  return {};
}

Result<void> add_kernel_features(Session& session, HostFacts& facts) {
  if (session.is_unprivileged_dry_run()) {
    session.log.notice(
        "the driver does not know what the kernel supports, because only root can "
        "test it; so the plan can differ");
    return {};
  }
  MYDOCKER_TRY(auto* host, session.host_view());
  MYDOCKER_TRY(facts.kernel_features, host->kernel_features());
  return {};
}

// Returns the facts for both kinds of plans, without addresses.
Result<HostFacts> common_facts(Session& session, const Manifest& driver,
                               const model::Network& network,
                               const std::optional<LinkFact>& own_link) {
  MYDOCKER_TRY(auto* host, session.host_view());
  auto names = named_links(driver, network);
  names.insert(network.link_name);
  HostFacts facts;
  facts.ipv6 = host->has_ipv6();
  for (const auto& name : names) {
    auto link = own_link;
    if (!link || link->name != name) {
      MYDOCKER_TRY(link, host->link(name));
    }
    if (link) facts.links.push_back(std::move(*link));
  }
  if (driver.needs_fact(Need::kernel)) MYDOCKER_CHECK(add_kernel_features(session, facts));
  if (driver.needs_fact(Need::routes)) MYDOCKER_CHECK(add_routes(*host, driver, network, facts));
  return facts;
}

}  // namespace

Result<HostFacts> endpoint_facts(Session& session, OpenState& open_state, const Manifest& driver,
                                 const model::Network& network,
                                 const std::optional<LinkFact>& own_link) {
  MYDOCKER_TRY(auto facts, common_facts(session, driver, network, own_link));
  if (driver.needs_fact(Need::endpoints)) MYDOCKER_CHECK(add_endpoints(open_state, network, facts));
  MYDOCKER_CHECK(add_addresses(session, driver, facts));
  return facts;
}

Result<HostFacts> network_facts(Session& session, const Manifest& driver,
                                const model::Network& network) {
  MYDOCKER_TRY(auto facts, common_facts(session, driver, network, {}));
  MYDOCKER_TRY(auto* host, session.host_view());
  MYDOCKER_TRY(facts.default_route, session.default_route());
  const bool has_v6 = std::ranges::any_of(
      network.subnets, [](const model::Subnet& subnet) { return !subnet.prefix.address.is_v4(); });
  if (has_v6 && facts.ipv6) {
    MYDOCKER_TRY(facts.advertised_link, host->advertised_link());
  }
  MYDOCKER_CHECK(add_addresses(session, driver, facts));
  return facts;
}

Result<HostFacts> kept_facts(Session& session, OpenState& open_state,
                             const model::Network& network) {
  MYDOCKER_TRY(auto kept, open_state.state.facts_of(network.id));
  if (kept) return *std::move(kept);
  MYDOCKER_TRY(const auto manifest, session.manifest_of(network.driver));
  return network_facts(session, *manifest, network);
}

Result<HostFacts> kept_facts(Session& session, OpenState& open_state, const model::Network& network,
                             const model::Endpoint& endpoint) {
  MYDOCKER_TRY(auto kept, open_state.state.facts_of(endpoint.id));
  if (kept) return *std::move(kept);
  MYDOCKER_TRY(const auto manifest, session.manifest_of(network.driver));
  return endpoint_facts(session, open_state, *manifest, network);
}

}  // namespace mydocker::app
