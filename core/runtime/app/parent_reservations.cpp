#include "runtime/app/parent_reservations.hpp"

#include "runtime/base/quoted.hpp"

namespace mydocker::app {
namespace {

// The journal stores reservations as shared resources with these names. Each macvlan reserves the
// first name for its parent. A macvlan in mode passthru reserves the second one too.
std::string any_on(const std::string& parent) { return "parent " + parent; }
std::string alone_on(const std::string& parent) { return "parent " + parent + " alone"; }

bool is_alone(const Macvlan& macvlan) { return macvlan.mode == MacvlanMode::passthru; }

std::vector<Macvlan> macvlans_of(const Plan& plan) {
  std::vector<Macvlan> macvlans;
  for (const auto& entry : plan.entries())
    if (const auto* macvlan = entry.resource.get_if<Macvlan>()) macvlans.push_back(*macvlan);
  return macvlans;
}

// Returns text about the container or network that holds a reservation. Empty if its container no
// longer exists: its macvlan does not exist either.
Result<std::string> name_of(Session& session, OpenState& open_state,
                            const store::JournalEntry& holder) {
  MYDOCKER_TRY(const auto endpoint, open_state.state.endpoint_of(holder.id));
  if (endpoint) {
    MYDOCKER_TRY(const auto container, apply::container_of(session.system, *endpoint));
    if (!container.exists) return std::string();
  }
  const auto network = find_active_or_defined(session, open_state, holder.network_id);
  auto name = "network " + base::quoted(network.ok() ? network->name : holder.network_id);
  if (!endpoint) return name;
  return "container " + base::quoted(endpoint->container) + " of " + name;
}

// Checks a parent. already_exists: another macvlan on the parent excludes this one.
Result<void> check_parent(Session& session, OpenState& open_state, const Macvlan& macvlan) {
  const bool alone = is_alone(macvlan);
  MYDOCKER_TRY(const auto holders,
               open_state.state.owners(alone ? any_on(macvlan.parent) : alone_on(macvlan.parent)));
  for (const auto& holder : holders) {
    MYDOCKER_TRY(const auto name, name_of(session, open_state, holder));
    if (name.empty()) continue;
    return Error(ErrorKind::already_exists, "parent " + base::quoted(macvlan.parent) +
                                                " is used by " + name + ", and mode " +
                                                "passthru allows only one container on a parent")
        .hint(alone ? "use an unused parent, or another mode"
                    : "use another parent, or disconnect that container first");
  }
  return {};
}

}  // namespace

Result<void> reserve_parents(Session& session, OpenState& open_state, const Plan& plan,
                             std::int64_t entry_id) {
  for (const auto& macvlan : macvlans_of(plan)) {
    MYDOCKER_CHECK(check_parent(session, open_state, macvlan));
    MYDOCKER_CHECK(open_state.state.acquire(any_on(macvlan.parent), entry_id, {}));
    if (is_alone(macvlan))
      MYDOCKER_CHECK(open_state.state.acquire(alone_on(macvlan.parent), entry_id, {}));
  }
  return {};
}

}  // namespace mydocker::app
