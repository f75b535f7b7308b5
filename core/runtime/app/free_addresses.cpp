// Free subnets and addresses for a container engine that reserves them itself.
#include <algorithm>

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

}  // namespace

Result<IpPrefix> Runtime::free_subnet(Family family) {
  session_->begin(Access::preview);
  MYDOCKER_TRY(auto* definitions, session_->definitions());
  return app::free_subnet(*session_, *definitions, family).within("choose a subnet");
}

Result<IpPrefix> Runtime::free_address(const FreeAddressRequest& request) {
  session_->begin(Access::preview);
  return next_free(*session_, request).within("choose an address of " + request.subnet.text());
}

}  // namespace mydocker::app
