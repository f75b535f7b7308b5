#include "runtime/app/driver_uses.hpp"

#include <algorithm>

#include "runtime/app/ipam_driver.hpp"
#include "runtime/app/unowned.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/model/option_check.hpp"

namespace mydocker::app {
namespace {

// The stored networks. The endpoints and plans are read from the open state, which the session
// owns.
struct Stored {
  std::vector<model::Network> networks;
  OpenState& open_state;
};

Result<Stored> stored_in(Session& session) {
  MYDOCKER_TRY(auto* definitions, session.definitions());
  MYDOCKER_TRY(auto networks, definitions->networks());
  MYDOCKER_TRY(auto* open_state, session.open_state());
  return Stored{std::move(networks), *open_state};
}

// Returns the Custom resource of the plan that needs the driver. Null: there is none.
const Custom* custom_by(const std::string& driver, const model::Network& network,
                        const Plan& plan) {
  for (const auto& entry : plan.entries()) {
    const auto* custom = entry.resource.get_if<Custom>();
    if (custom == nullptr) continue;
    if (driver == (is_lease(*custom) ? network.ipam_driver.name() : network.driver)) return custom;
  }
  return nullptr;
}

Error needed_by_network(const std::string& what) {
  return Error(ErrorKind::in_use, what)
      .hint("disconnect the containers of the network and remove it first");
}

Error still_needed(const model::Network& network, const Custom& resource) {
  return needed_by_network("network " + base::quoted(network.name) + " has the " +
                           describe(resource) + ", and only this driver can remove it");
}

bool is_v6(const model::Subnet& subnet) { return !subnet.prefix.address.is_v4(); }

// Returns the capability that the network uses and the manifest does not have. Empty: none.
std::string missing_capability(const Manifest& next, const model::Network& network) {
  const bool own = network.driver == next.name;
  if (network.ipam_driver.name() == next.name && !next.can(Capability::ipam)) return "ipam";
  if (!own) return "";
  if (!network.subnets.empty() && !next.can(Capability::addresses)) return "addresses";
  if (std::ranges::any_of(network.subnets, is_v6) && !next.can(Capability::ipv6)) return "ipv6";
  return "";
}

Result<void> check_options(const Manifest& next, const std::map<std::string, std::string>& used,
                           OptionScope scope) {
  const auto known = model::check_options(used, next, scope);
  return known.ok() ? Result<void>() : needed_by_network(known.error().message());
}

Result<void> check_endpoint(const Manifest& next, const model::Endpoint& endpoint) {
  if (!endpoint.ports.empty() && !next.can(Capability::ports))
    return needed_by_network("it has published ports, and the new version has no capability " +
                             base::quoted("ports"));
  return check_options(next, endpoint.options, OptionScope::endpoint);
}

// Checks that the new version has a handler, if the plan has a Custom resource of the driver.
Result<void> check_plan(const Manifest& next, const model::Network& network,
                        const store::JournalEntry& entry) {
  const auto* custom = custom_by(next.name, network, entry.plan);
  if (custom == nullptr || is_lease(*custom)) return {};
  if (std::ranges::find(next.resources, "custom") != next.resources.end()) return {};
  return needed_by_network("it has the " + describe(*custom) +
                           ", and the new version plans no resources of its own");
}

Result<void> check_network(const Manifest& next, const model::Network& network,
                           OpenState& open_state) {
  if (const auto missing = missing_capability(next, network); !missing.empty())
    return needed_by_network("the new version has no capability " + base::quoted(missing));
  if (network.ipam_driver.name() == next.name)
    MYDOCKER_CHECK(check_options(next, network.ipam_options, OptionScope::ipam));
  if (network.driver != next.name) return {};
  MYDOCKER_CHECK(check_options(next, network.options, OptionScope::network));
  MYDOCKER_TRY(const auto endpoints, open_state.state.endpoints(network.id));
  for (const auto& endpoint : endpoints)
    MYDOCKER_CHECK(
        check_endpoint(next, endpoint).within("container " + base::quoted(endpoint.container)));
  MYDOCKER_TRY(const auto entries, all_entries(open_state));
  for (const auto& entry : entries)
    if (entry.network_id == network.id) MYDOCKER_CHECK(check_plan(next, network, entry));
  return {};
}

}  // namespace

Result<void> check_not_needed(Session& session, const std::string& driver) {
  const auto stored = stored_in(session);
  if (!stored.ok()) return {};
  MYDOCKER_TRY(const auto entries, all_entries(stored->open_state));
  for (const auto& network : stored->networks)
    for (const auto& entry : entries) {
      if (entry.network_id != network.id) continue;
      if (const auto* custom = custom_by(driver, network, entry.plan); custom != nullptr)
        return still_needed(network, *custom);
    }
  return {};
}

Result<void> check_successor(Session& session, const Manifest& next) {
  const auto stored = stored_in(session);
  if (!stored.ok()) return {};
  for (const auto& network : stored->networks)
    MYDOCKER_CHECK(check_network(next, network, stored->open_state)
                       .within("network " + base::quoted(network.name)));
  return {};
}

}  // namespace mydocker::app
