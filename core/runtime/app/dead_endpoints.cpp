#include "runtime/app/dead_endpoints.hpp"

#include <chrono>
#include <set>
#include <thread>

#include "runtime/base/quoted.hpp"
#include "runtime/plan/dependencies.hpp"

namespace mydocker::app {
namespace {

// Time limit for the kernel to destroy a namespace, with the veth pairs that end in it. The kernel
// does this in the background.
constexpr auto kTimeToDestroy = std::chrono::milliseconds(500);
constexpr auto kPollInterval = std::chrono::milliseconds(10);

// Returns how long the host's link may still exist after its container has ended. An engine that
// creates the container's half reports the end of a container. So there is nothing to wait for.
std::chrono::milliseconds time_to_destroy(const model::Endpoint& endpoint) {
  return endpoint.container_half == model::ContainerHalf::engine ? std::chrono::milliseconds(0)
                                                                 : kTimeToDestroy;
}

// Returns whether the host's link of a veth pair still exists after `patience`. If so, the
// container's namespace exists too, because the kernel removes both ends together. Only the path of
// the namespace is not reachable, for example because it is in another mount namespace.
Result<bool> has_veth(Session& session, const store::JournalEntry& entry,
                      std::chrono::milliseconds patience) {
  MYDOCKER_TRY(auto* host, session.host_view());
  const auto end = std::chrono::steady_clock::now() + patience;
  for (const auto& planned : entry.plan.entries()) {
    const auto* veth = planned.resource.get_if<Veth>();
    if (veth == nullptr) continue;
    for (;;) {
      MYDOCKER_TRY(const bool has_peer, host->has_peer(veth->host_link));
      if (!has_peer) break;
      if (std::chrono::steady_clock::now() >= end) return true;
      std::this_thread::sleep_for(kPollInterval);
    }
  }
  return false;
}

// Returns whether the namespace of the endpoint no longer exists.
Result<bool> is_dead(Session& session, OpenState& open_state, const model::Endpoint& endpoint) {
  MYDOCKER_TRY(const auto container, apply::namespace_of(session.system, endpoint));
  if (container) return false;
  MYDOCKER_TRY(const auto entry, open_state.state.find_entry(endpoint.id));
  if (!entry) return false;
  MYDOCKER_TRY(const bool alive, has_veth(session, *entry, time_to_destroy(endpoint)));
  return !alive;
}

Result<bool> has_veth(Session& session, OpenState& open_state, const model::Endpoint& endpoint) {
  MYDOCKER_TRY(const auto entry, open_state.state.find_entry(endpoint.id));
  return entry ? has_veth(session, *entry, kTimeToDestroy) : Result<bool>(false);
}

// A container that was started again has the same endpoint id, but another namespace. So its
// endpoint is not removed.
Result<bool> remove_endpoint(Session& session, OpenState& open_state,
                             const model::Endpoint& known) {
  MYDOCKER_TRY(const auto found, open_state.state.find_entry(known.id));
  if (!found) return false;
  MYDOCKER_TRY(const bool locked, open_state.state.try_lock(found->id));
  if (!locked) return false;
  const store::EntryLock lock(open_state.state, found->id);
  // Another command may have changed the journal entry just before this command locked it.
  MYDOCKER_TRY(const auto entry, open_state.state.find_entry(known.id));
  if (!entry || entry->id != found->id) return false;
  MYDOCKER_TRY(const auto endpoint, open_state.state.endpoint_of(entry->id));
  if (endpoint && endpoint->netns_cookie != known.netns_cookie) return false;
  const auto note = [&] {
    session.log.notice("container " + base::quoted(endpoint->container) +
                       " does not exist any more: its endpoint is removed");
  };
  if (endpoint) session.note_after_change(note);
  MYDOCKER_CHECK(apply::discard(session.recovery_context(), *entry, apply::Undo::removal));
  return true;
}

}  // namespace

Result<bool> container_exists(Session& session, OpenState& open_state,
                              const model::Endpoint& endpoint) {
  MYDOCKER_TRY(const auto container, apply::container_of(session.system, endpoint));
  return container.exists ? Result<bool>(true) : has_veth(session, open_state, endpoint);
}

bool seems_alive(Session& session, OpenState& open_state, const model::Endpoint& endpoint) {
  if (apply::is_alive(session.system, endpoint)) return true;
  const auto found = has_veth(session, open_state, endpoint);
  return found.ok() && *found;
}

Result<bool> remove_endpoints(Session& session, OpenState& open_state,
                              const std::vector<model::Endpoint>& endpoints) {
  bool any = false;
  for (const auto& endpoint : endpoints) {
    MYDOCKER_TRY(const bool removed, remove_endpoint(session, open_state, endpoint));
    any = any || removed;
  }
  return any;
}

Result<bool> remove_dead_endpoints(Session& session, OpenState& open_state,
                                   const std::string& network_id) {
  MYDOCKER_TRY(const auto endpoints, open_state.state.endpoints(network_id));
  std::vector<model::Endpoint> dead;
  for (const auto& endpoint : endpoints) {
    MYDOCKER_TRY(const bool gone, is_dead(session, open_state, endpoint));
    if (gone) dead.push_back(endpoint);
  }
  return remove_endpoints(session, open_state, dead);
}

Result<std::vector<model::Endpoint>> dead_endpoints(Session& session, OpenState& open_state) {
  MYDOCKER_TRY(const auto entries, open_state.state.active_entries());
  std::vector<model::Endpoint> dead;
  for (const auto& entry : entries) {
    if (entry.kind != store::EntryKind::endpoint) continue;
    MYDOCKER_TRY(auto endpoint, open_state.state.endpoint_of(entry.id));
    if (!endpoint) continue;
    MYDOCKER_TRY(const bool gone, is_dead(session, open_state, *endpoint));
    if (gone) dead.push_back(*std::move(endpoint));
  }
  return dead;
}

Result<bool> remove_dead_endpoints(Session& session, OpenState& open_state) {
  MYDOCKER_TRY(const auto dead, dead_endpoints(session, open_state));
  return remove_endpoints(session, open_state, dead);
}

}  // namespace mydocker::app
