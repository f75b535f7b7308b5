// Answers questions of container engines that reserve addresses or create the container's half
// themselves.
#include <algorithm>

#include "runtime/app/driver_plans.hpp"
#include "runtime/app/network_subnets.hpp"
#include "runtime/app/session.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/ipam/address_space.hpp"

namespace mydocker::app {
namespace {

using Networks = std::vector<model::Network>;

// The leases of all networks with one subnet, together with the addresses that the engine holds.
// Nothing is owned.
class LeasesAndHeld final : public ipam::Leases {
 public:
  LeasesAndHeld(store::RuntimeState& state, const Networks& networks,
                const std::set<IpAddress>& held)
      : state_(state), networks_(networks), held_(held) {}
  Result<std::optional<IpAddress>> first_free(const IpAddress& first,
                                              const IpAddress& last) override {
    for (IpAddress from = first;;) {
      MYDOCKER_TRY(const auto free, first_unleased(from, last));
      if (!free || !held_.contains(*free)) return free;
      if (*free == last) return std::optional<IpAddress>();
      from = free->plus(1);
    }
  }

 private:
  // Returns the first address that is free in all networks. Each network in turn is asked for its
  // first free address, beginning with the last answer. An answer that all networks have given is
  // the result.
  Result<std::optional<IpAddress>> first_unleased(IpAddress from, const IpAddress& last) {
    std::size_t agreed = 0;
    for (std::size_t n = 0; agreed < networks_.size(); n = (n + 1) % networks_.size()) {
      MYDOCKER_TRY(const auto free, state_.first_free(networks_[n].id, from, last));
      if (!free) return free;
      agreed = *free == from ? agreed + 1 : 1;
      from = *free;
    }
    return std::optional(from);
  }

  store::RuntimeState& state_;
  const Networks& networks_;
  const std::set<IpAddress>& held_;
};

bool has_subnet(const model::Network& network, const IpPrefix& subnet) {
  return std::ranges::find(network.subnets, subnet, &model::Subnet::prefix) !=
         network.subnets.end();
}

// Returns all networks with this subnet. Networks on one LAN may share a subnet, and the engine
// does not name the network.
Result<Networks> networks_with(Session& session, const IpPrefix& subnet) {
  MYDOCKER_TRY(auto* definitions, session.definitions());
  MYDOCKER_TRY(auto networks, definitions->networks());
  std::erase_if(networks, [&](const auto& network) { return !has_subnet(network, subnet); });
  if (!networks.empty()) return networks;
  return Error(ErrorKind::not_found, "no network has the subnet " + subnet.text())
      .hint("see: mydocker network ls");
}

// Returns the subnet of the first network. Addresses that another of the networks excludes are
// excluded too.
model::Subnet joined_subnet(const Networks& networks, const IpPrefix& prefix) {
  const auto subnet_in = [&](const model::Network& network) {
    return *std::ranges::find(network.subnets, prefix, &model::Subnet::prefix);
  };
  auto subnet = subnet_in(networks.front());
  for (const auto& network : networks) {
    const auto other = subnet_in(network);
    const auto exclude = [&](const IpAddress& address) {
      subnet.aux_addresses.emplace(network.id + std::to_string(subnet.aux_addresses.size()),
                                   address);
    };
    for (const auto* excluded : {&other.aux_addresses, &other.reservations, &other.host_addresses})
      for (const auto& [name, address] : *excluded) exclude(address);
    if (other.gateway) exclude(*other.gateway);
  }
  return subnet;
}

// Returns the next free address of the subnet. If the request has a range, returns an address of
// this range.
Result<IpPrefix> next_free(Session& session, const FreeAddressRequest& request) {
  MYDOCKER_TRY(const auto networks, networks_with(session, request.subnet));
  auto subnet = joined_subnet(networks, request.subnet);
  if (request.range) subnet.range = {request.range->network().address, request.range->last()};
  MYDOCKER_TRY(auto* open_state, session.open_state());
  LeasesAndHeld leases(open_state->state, networks, request.held);
  MYDOCKER_TRY(const auto address, ipam::next_address(subnet, std::nullopt, leases));
  return IpPrefix{address, subnet.prefix.length};
}

// Computes the plan of an endpoint again. The result is the same as before, because a plan depends
// only on stored data.
Result<Plan> planned_again(Session& session, const std::string& network,
                           const model::Attachment& attachment) {
  MYDOCKER_TRY(auto* open_state, session.open_state());
  MYDOCKER_TRY(const auto known, open_state->state.find_active_network(network));
  if (!known)
    return Error(ErrorKind::not_found, "network " + base::quoted(network) + " is not active");
  MYDOCKER_TRY(const auto endpoint, open_state->state.find_endpoint(
                                        known->network.id, model::container_name(attachment)));
  if (!endpoint || endpoint->attachment != attachment)
    return Error(ErrorKind::not_found, "it is not connected")
        .hint("see: mydocker network inspect " + known->network.name);
  MYDOCKER_TRY(auto* driver, session.driver_for_cleanup(known->network.driver));
  MYDOCKER_TRY(const auto facts, kept_facts(session, *open_state, known->network, *endpoint));
  return whole_endpoint_plan(*driver, *known, *endpoint, facts);
}

}  // namespace

Result<IpPrefix> Runtime::free_subnet(Family family) {
  session_->begin(Access::preview);
  MYDOCKER_TRY(auto* open_state, session_->open_state());
  MYDOCKER_TRY(auto* definitions, session_->definitions());
  return app::free_subnet(*session_, *open_state, *definitions, family).within("choose a subnet");
}

Result<IpPrefix> Runtime::free_address(const FreeAddressRequest& request) {
  session_->begin(Access::preview);
  return next_free(*session_, request).within("choose an address of " + request.subnet.text());
}

Result<std::vector<Route>> Runtime::routes_for_engine(const std::string& network,
                                                      const model::Attachment& attachment) {
  session_->begin(Access::read);
  MYDOCKER_TRY(const auto plan, planned_again(*session_, network, attachment)
                                    .within("plan the routes of " + base::quoted(attachment.id) +
                                            " in network " + base::quoted(network)));
  std::vector<Route> routes;
  for (const auto& entry : plan.entries()) {
    const auto* route = entry.resource.get_if<Route>();
    if (route != nullptr && route->place == Place::container && route->table == 0)
      routes.push_back(*route);
  }
  return routes;
}

}  // namespace mydocker::app
