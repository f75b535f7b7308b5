// Recreates a network while containers are connected. They are disconnected first and connected
// again afterwards, with the same addresses, MAC, ports and options.
#include <algorithm>
#include <span>

#include "runtime/app/connect_request.hpp"
#include "runtime/app/dead_endpoints.hpp"
#include "runtime/app/session.hpp"
#include "runtime/apply/recovery.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/model/declared_network.hpp"

namespace mydocker::app {
namespace {

// Returns the request that connects the container again as it is now. A derived MAC would change,
// because it depends on the id of the network. So the request always contains the MAC.
ConnectRequest request_again(const std::string& network, const model::Endpoint& endpoint) {
  ConnectRequest request;
  request.network = network;
  request.container = endpoint.container;
  request.netns_path = endpoint.netns_path;
  request.link_name = endpoint.link_name;
  if (!endpoint.mac.is_zero()) request.mac = endpoint.mac.text();
  return with_earlier(std::move(request), endpoint);
}

// Error in_use: the container exists, but its namespace has no path, so it cannot be connected
// again.
Result<void> refuse_without_path(Session& session, OpenState& open_state,
                                 const model::Endpoint& endpoint) {
  MYDOCKER_TRY(const bool exists, container_exists(session, open_state, endpoint));
  if (!exists) return {};
  return Error(ErrorKind::in_use, "the network namespace of container " +
                                      base::quoted(endpoint.container) +
                                      " has no path any more, so it cannot be connected again")
      .hint("stop the container, or disconnect it first");
}

// Returns the requests. Error in_use: an engine manages one of the containers, so only the engine
// can connect it again.
Result<std::vector<ConnectRequest>> requests_again(Session& session, const NetworkChange& change) {
  MYDOCKER_TRY(auto* open_state, session.open_state());
  MYDOCKER_TRY(const auto endpoints, open_state->state.endpoints(change.id));
  std::vector<ConnectRequest> requests;
  for (const auto& endpoint : endpoints) {
    MYDOCKER_TRY(const auto container, apply::container_of(session.system, endpoint));
    if (!container.exists) {
      MYDOCKER_CHECK(refuse_without_path(session, *open_state, endpoint));
      continue;
    }
    if (endpoint.attachment != model::Attachment{})
      return Error(ErrorKind::in_use, "container " + base::quoted(endpoint.container) +
                                          " is connected by an engine (" +
                                          endpoint.attachment.engine + ")")
          .hint("stop it with the engine first");
    requests.push_back(request_again(change.name, endpoint));
  }
  return requests;
}

// Removes the addresses that are outside all subnets of the network.
void remove_outside(std::vector<std::string>& addresses, const model::Network& network) {
  std::erase_if(addresses, [&](const std::string& word) {
    const auto address = IpAddress::parse(word);
    return std::ranges::none_of(network.subnets, [&](const model::Subnet& subnet) {
      return address.ok() && subnet.prefix.contains(*address);
    });
  });
}

// Leaves out the requests of containers that are still connected.
void leave_out(std::span<const ConnectRequest> connected, std::vector<ConnectRequest>& requests) {
  std::erase_if(requests, [&](const ConnectRequest& request) {
    return std::ranges::find(connected, request.container, &ConnectRequest::container) !=
           connected.end();
  });
}

}  // namespace

// Connects the containers again. Returns the names of those that could not be connected, with the
// reasons.
std::string Runtime::connect_again(std::vector<ConnectRequest> requests) {
  std::string lost;
  for (auto& request : requests) {
    session_->begin(Access::change);
    if (const auto network = get_network(*session_, request.network); network.ok()) {
      remove_outside(request.addresses, *network);
      remove_outside(request.addresses_v6, *network);
    }
    const auto connected = connect(request);
    if (!connected.ok())
      lost += (lost.empty() ? "" : "; ") + base::quoted(request.container) + ": " +
              connected.error().message();
  }
  return lost;
}

// Recreates the network. A dry run simulates everything first. So most errors are found before a
// container is disconnected. It cannot show whether an IPAM driver will give an address again.
Result<void> Runtime::remake(const NetworkChange& change) {
  MYDOCKER_CHECK(
      simulate_changes({change}, {}).within("recreate network " + base::quoted(change.name)));
  session_->begin(Access::change);
  MYDOCKER_TRY(const auto old, get_network(*session_, change.id));
  MYDOCKER_TRY(const auto requests, requests_again(*session_, change));
  auto remade = disconnect_and_recreate(change, requests);
  session_->begin(Access::change);
  const auto now = get_network(*session_, change.name);
  if (remade.ok() || !now.ok() || now->id == old.id) return remade;
  return restore_old(old, now->id, requests, remade.error());
}

Result<void> Runtime::restore_old(const model::Network& old, const std::string& id,
                                  const std::vector<ConnectRequest>& requests, const Error& cause) {
  NetworkChange back;
  back.kind = NetworkChange::Kind::remake;
  back.name = old.name;
  back.id = id;
  back.spec = model::spec_of(model::declared_from(old, nullptr));
  MYDOCKER_CHECK(disconnect_and_recreate(back, requests).within(cause.message()));
  return Error(ErrorKind::in_use, cause.message())
      .hint("the old network is restored, and its containers are connected again");
}

Result<void> Runtime::disconnect_and_recreate(const NetworkChange& change) {
  session_->begin(Access::change);
  MYDOCKER_TRY(auto requests, requests_again(*session_, change));
  return disconnect_and_recreate(change, std::move(requests));
}

Result<void> Runtime::disconnect_and_recreate(NetworkChange change,
                                              std::vector<ConnectRequest> requests) {
  session_->begin(Access::change);
  MYDOCKER_TRY(const auto connected, requests_again(*session_, change));
  Result<void> remade;
  for (auto one = connected.begin(); remade.ok() && one != connected.end(); ++one) {
    const auto gone =
        disconnect({.network = one->network, .container = one->container, .force = true});
    if (gone.ok()) continue;
    remade = gone.error();
    leave_out({one, connected.end()}, requests);
  }
  change.users.clear();
  if (remade.ok()) remade = make_change(change);
  if (session_->is_dry_run() && !remade.ok()) return remade;
  const auto lost = connect_again(std::move(requests));
  if (lost.empty()) return remade;
  const std::string cause = remade.ok() ? "" : remade.error().message() + "; ";
  const std::string what = cause + "containers that could not be connected again: " + lost;
  if (session_->is_dry_run())
    return Error(ErrorKind::in_use, what)
        .hint("disconnect them first: mydocker network disconnect " + change.name + " CONTAINER");
  return Error(ErrorKind::unfinished, what)
      .hint("connect them again: mydocker network connect " + change.name + " CONTAINER");
}

}  // namespace mydocker::app
