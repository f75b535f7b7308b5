// Answers for a container engine. The engine reserves addresses, or creates the container's half
// itself.
#include <algorithm>

#include "runtime/app/driver_plans.hpp"
#include "runtime/app/network_subnets.hpp"
#include "runtime/app/session.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/ipam/address_space.hpp"

namespace mydocker::app {
namespace {

// The leases of a network, and the addresses that the engine holds. Nothing is owned.
class LeasesAndHeld final : public ipam::Leases {
 public:
  LeasesAndHeld(store::RuntimeState& state, const std::string& network_id,
                const std::set<IpAddress>& held)
      : state_(state), network_id_(network_id), held_(held) {}
  Result<std::optional<IpAddress>> first_free(const IpAddress& first,
                                              const IpAddress& last) override {
    for (IpAddress from = first;;) {
      MYDOCKER_TRY(const auto free, state_.first_free(network_id_, from, last));
      if (!free || !held_.contains(*free)) return free;
      if (*free == last) return std::optional<IpAddress>();
      from = free->plus(1);
    }
  }

 private:
  store::RuntimeState& state_;
  const std::string& network_id_;
  const std::set<IpAddress>& held_;
};

// Returns the network with this subnet.
Result<model::Network> network_of(Session& session, const IpPrefix& subnet) {
  MYDOCKER_TRY(auto* definitions, session.definitions());
  MYDOCKER_TRY(const auto networks, definitions->networks());
  for (const auto& network : networks)
    if (std::ranges::find(network.subnets, subnet, &model::Subnet::prefix) != network.subnets.end())
      return network;
  return Error(ErrorKind::not_found, "no network has the subnet " + subnet.text())
      .hint("see: mydocker network ls");
}

// Returns the next free address of the subnet. If the request has a range, returns an address of
// this range.
Result<IpPrefix> next_free(Session& session, const FreeAddressRequest& request) {
  MYDOCKER_TRY(const auto network, network_of(session, request.subnet));
  auto subnet = *std::ranges::find(network.subnets, request.subnet, &model::Subnet::prefix);
  if (request.range) subnet.range = {request.range->network().address, request.range->last()};
  MYDOCKER_TRY(auto* open_state, session.open_state());
  LeasesAndHeld leases(open_state->state, network.id, request.held);
  MYDOCKER_TRY(const auto address, ipam::next_address(subnet, std::nullopt, leases));
  return IpPrefix{address, subnet.prefix.length};
}

// Computes the plan again. The result is the same, because a plan depends only on stored data.
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
