#include "runtime/app/parts.hpp"
#include "runtime/app/removal.hpp"
#include "runtime/base/quoted.hpp"

namespace mydocker::app {
namespace {

Result<ChangeReport> disconnect_request(Parts& parts, const DisconnectRequest& request) {
  parts.abandons = request.abandon;
  MYDOCKER_TRY(const auto network, known_network(parts, request.network));
  MYDOCKER_TRY(auto* world, parts.world());
  MYDOCKER_TRY(const auto endpoint, world->state.find_endpoint(network.id, request.container));
  if (!endpoint) {
    if (request.force) return ChangeReport{{}, network.name, {}};
    return Error(ErrorKind::not_found, "it is not connected")
        .hint("see: mydocker network inspect " + network.name);
  }
  const auto container = apply::namespace_of(*endpoint);
  MYDOCKER_TRY(auto* kernel, parts.kernel(container ? &*container : nullptr));
  Removal removal(*world, parts.site(network, *kernel, container ? &*container : nullptr));
  if (request.dry_run) {
    MYDOCKER_TRY(const auto given_up, world->state.begin());
    MYDOCKER_TRY(auto script,
                 removal.script({endpoint->id}, "disconnects \"" + endpoint->container +
                                                    "\" from network \"" + network.name + "\""));
    return ChangeReport{endpoint->id, network.name, std::move(script)};
  }
  MYDOCKER_TRY(const auto work, removal.take_back(endpoint->id));
  MYDOCKER_CHECK(world->state.end_work(work.id));
  return ChangeReport{endpoint->id, network.name, {}};
}

}  // namespace

Result<ChangeReport> Runtime::disconnect(const DisconnectRequest& request) {
  return disconnect_request(*parts_, request)
      .within("disconnect " + base::quoted(request.container) + " from network " +
              base::quoted(request.network));
}

}  // namespace mydocker::app
