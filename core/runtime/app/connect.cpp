#include <algorithm>

#include "runtime/app/connect_request.hpp"
#include "runtime/app/containers.hpp"
#include "runtime/app/creation.hpp"
#include "runtime/app/dead_endpoints.hpp"
#include "runtime/app/default_route.hpp"
#include "runtime/app/driver_plans.hpp"
#include "runtime/app/endpoint_spec.hpp"
#include "runtime/app/interference.hpp"
#include "runtime/app/ipam_driver.hpp"
#include "runtime/app/recorded_plan.hpp"
#include "runtime/app/requests.hpp"
#include "runtime/app/session.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/plan/dependencies.hpp"
#include "runtime/plan/diff.hpp"
#include "runtime/store/already_connected.hpp"

namespace mydocker::app {
namespace {

// A finished connection. Without `report`, the caller reads the endpoint from the runtime state.
struct Connection {
  ChangeReport change;
  std::optional<EndpointReport> report{};
};

// A new endpoint whose journal entry is open.
struct OpenedEndpoint {
  model::Endpoint endpoint;
  std::int64_t journal_entry = 0;
};

using Transaction = store::RuntimeState::Transaction;

// Begins the transaction of a connection. If a container was recreated, it still has an old
// endpoint, whose namespace no longer exists. Then this endpoint is removed first, and `request`
// gets its values. Error busy: another command works on the old endpoint.
Result<Transaction> begin_without_stale(Session& session, OpenState& open_state,
                                        const ConnectionTarget& target, ConnectRequest& request) {
  MYDOCKER_TRY(auto transaction, open_state.state.begin());
  MYDOCKER_TRY(const auto old,
               open_state.state.find_endpoint(target.network().id, request.container));
  if (old && open_state.unrecovered.contains(old->id)) return open_state.why_locked(old->id);
  if (!old) return transaction;
  MYDOCKER_TRY(const auto entry, open_state.state.find_entry(old->id));
  if (entry && entry->phase != store::Phase::active) return open_state.why_locked(old->id);
  MYDOCKER_TRY(const auto container, apply::container_of(session.system, *old));
  if (container.exists) return store::already_connected(old->container);
  {
    const auto given_up = std::move(transaction);
  }  // the transaction ends here, so that no command waits while links are deleted
  MYDOCKER_CHECK(remove_endpoints(session, open_state, {*old}));
  request = with_earlier(std::move(request), *old);
  return open_state.state.begin();
}

// Creates the endpoint in the kernel. Returns the recorded plan.
Result<Plan> make_endpoint(Session& session, OpenState& open_state, const ConnectionTarget& target,
                           const OpenedEndpoint& opened, const apply::ExecutionContext& execution,
                           std::optional<Transaction> opening) {
  const auto ask_driver = [&]() -> Result<DriverAnswer> {
    MYDOCKER_TRY(auto facts, endpoint_facts(session, open_state, target.driver.manifest(),
                                            target.network(), target.own_link));
    MYDOCKER_TRY(auto plan, endpoint_plan(target.driver, target.known, opened.endpoint, facts));
    MYDOCKER_CHECK(
        check_fixed_metric(session, open_state, opened.endpoint, target.container, plan));
    return DriverAnswer{std::move(facts), std::move(plan)};
  };
  Plan made;
  const auto complete = [&](const Plan& recorded) {
    made = recorded;
    return open_state.state.activate(opened.journal_entry);
  };
  MYDOCKER_CHECK(create_entry(session, open_state,
                              {opened.journal_entry, target.driver, ask_driver, complete},
                              execution, std::move(opening)));
  return made;
}

// Reads the active network again inside the transaction. Another command may have removed or
// changed the network before the transaction began.
Result<void> read_again(OpenState& open_state, ConnectionTarget& target) {
  MYDOCKER_TRY(auto copy, open_state.state.find_active_network(target.network().id));
  if (copy) {
    target.known = *std::move(copy);
    return {};
  }
  MYDOCKER_TRY(const bool active, open_state.state.is_active(target.network().id));
  if (active) return open_state.state.keep_active_network(target.known);
  if (open_state.unrecovered.contains(target.network().id))
    return open_state.why_locked(target.network().id);
  return Error(ErrorKind::busy,
               "another command is removing network \"" + target.network().name + "\"")
      .hint("see: mydocker network ls");
}

// Returns whether the network is configured to use a bridge of another program.
Result<bool> adopts_bridge(OpenState& open_state, const model::Network& network) {
  MYDOCKER_TRY(const auto entry, open_state.state.find_entry(network.id));
  if (!entry) return false;
  return std::ranges::any_of(entry->plan.entries(), [](const PlanEntry& planned) {
    const auto* bridge = planned.resource.get_if<Bridge>();
    return bridge != nullptr && bridge->ownership == Ownership::adopt;
  });
}

// Checks that the network's link was not replaced. Another program may have deleted the link and
// created one with the same name. A container is never connected to such a link.
Result<void> check_own_link(Session& session, OpenState& open_state, ConnectionTarget& target) {
  const auto& known = target.known;
  const auto& name = known.network.link_name;
  if (!known.host_links.contains(name)) return {};
  MYDOCKER_TRY(auto* host, session.host_view());
  MYDOCKER_TRY(auto link, host->find(name));
  if (!link) return {};  // if the link is missing, the first step reports it
  target.own_link = std::move(link->fact);
  if (link->managed) return {};
  MYDOCKER_TRY(const bool adopts, adopts_bridge(open_state, known.network));
  if (adopts) return {};
  return Error(ErrorKind::already_exists, "the interface " + base::quoted(name) +
                                              " of another program has replaced the one "
                                              "of the network")
      .hint("if it is not needed: ip link delete dev " + name + ", then: mydocker network reload " +
            known.network.name);
}

Result<Connection> connect_to(Session& session, OpenState& open_state, ConnectRequest request,
                              ConnectionTarget target) {
  auto& state = open_state.state;
  MYDOCKER_TRY(auto transaction, begin_without_stale(session, open_state, target, request));
  MYDOCKER_CHECK(read_again(open_state, target));
  MYDOCKER_CHECK(check_own_link(session, open_state, target));
  OpenedEndpoint opened;
  auto& [endpoint, entry_id] = opened;
  MYDOCKER_TRY(endpoint, endpoint_spec(session, open_state, request, target));
  MYDOCKER_TRY(const auto others, state.endpoints_in(target.container.cookie()));
  MYDOCKER_TRY(entry_id,
               state.open_entry(store::EntryKind::endpoint, endpoint.id, target.network().id));
  MYDOCKER_CHECK(state.insert_endpoint(entry_id, endpoint));
  Connection connection{{endpoint.id, target.network().name, {}}};
  MYDOCKER_TRY(auto execution,
               session.execution(target.network(), &target.container, target.known.firewall));
  MYDOCKER_TRY(execution.context.created,
               with_lease({}, target.driver.manifest(), target.network(), endpoint));
  std::optional<Transaction> opening(std::move(transaction));
  if (!execution.context.created.empty()) {
    MYDOCKER_CHECK(state.write_plan(entry_id, execution.context.created));
    MYDOCKER_CHECK(opening->commit());
    opening.reset();
    MYDOCKER_CHECK(lease_addresses(session, open_state, request, target,
                                   {entry_id, execution.context, endpoint}));
  }
  MYDOCKER_TRY(const auto plan, make_endpoint(session, open_state, target, opened,
                                              execution.context, std::move(opening)));
  if (others.empty() && target.driver.runs_in_process())
    connection.report = endpoint_report_alone(endpoint, plan, target.network().name);
  connection.change.script = session.script("connects " + base::quoted(endpoint.container) +
                                            " to network " + base::quoted(target.network().name));
  session.note_after_change(
      [&] { report_interference(session, *execution.kernel, target.known, {opened.endpoint}); });
  return connection;
}

// Returns the network as it is in definitions.db. Creates it in the kernel first if necessary.
Result<store::ActiveNetwork> defined_network(Session& session, OpenState& open_state,
                                             const model::Network& network) {
  MYDOCKER_TRY(const auto journal_entry, require_applied(session, open_state, network));
  MYDOCKER_TRY(const auto defined, get_network(session, network.id));
  return active_network_of(defined, journal_entry.plan);
}

Result<Connection> connect_request(Session& session, OpenState& open_state,
                                   const ConnectRequest& request) {
  MYDOCKER_TRY(auto copy, open_state.state.find_active_network(request.network));
  const bool is_active = copy.has_value();
  store::ActiveNetwork known;
  if (is_active) {
    known = *std::move(copy);
  } else {
    MYDOCKER_TRY(known.network, get_network(session, request.network));
  }
  if (request.expected) MYDOCKER_CHECK(check_expected(*request.expected, known.network));
  MYDOCKER_TRY(auto* driver,
               session.driver(known.network.driver));  // the driver is loaded before the
                                                       // transaction, so that no command waits
  MYDOCKER_CHECK(check_ipam_driver(session, known.network));
  MYDOCKER_TRY(auto container,
               container_namespace(session, open_state, request, driver->manifest()));
  if (!is_active) {
    MYDOCKER_TRY(known, defined_network(session, open_state, known.network));
  }
  return connect_to(session, open_state, request,
                    {std::move(known), std::move(container), *driver});
}

// Connects again if another network on the LAN took the address that the IPAM driver gave at the
// same moment. The next allocation excludes this address.
Result<Connection> connect_again_if_lost(Session& session, OpenState& open_state,
                                         const ConnectRequest& request) {
  constexpr int kMostAllocations = 5;
  for (int allocations = 1;; ++allocations) {
    session.lost_address = false;
    auto connected = connect_request(session, open_state, request);
    if (connected.ok() || !session.lost_address || allocations == kMostAllocations)
      return connected;
  }
}

// Returns the connected endpoint without its plan. Empty if it cannot be read, although the
// container is connected.
EndpointReport connected_endpoint(Session& session, OpenState& open_state, const std::string& id) {
  const auto read = [&]() -> Result<EndpointReport> {
    auto& state = open_state.state;
    MYDOCKER_TRY(const auto reading, state.read_together());
    MYDOCKER_TRY(const auto entry, state.find_entry(id));
    if (!entry) return EndpointReport{};
    MYDOCKER_TRY(const auto endpoint, state.endpoint_of(entry->id));
    return endpoint ? endpoint_report(session, open_state, *endpoint, true) : EndpointReport{};
  };
  auto report = read();
  return report ? *std::move(report) : EndpointReport{};
}

}  // namespace

// The endpoint is read before result_of() acknowledges the command. So a command that is killed
// while it reads can be repeated.
Result<ConnectReport> Runtime::connect(const ConnectRequest& as_typed) {
  session_->begin(access_for(as_typed), {command_digest("connect", as_typed)});
  const std::string change = "connect " + base::quoted(as_typed.container) + " to network " +
                             base::quoted(as_typed.network);
  MYDOCKER_TRY(const auto request, with_running_container(as_typed).within(change));
  MYDOCKER_CHECK(check_words(request).within(change));
  MYDOCKER_TRY(auto* open_state, session_->open_state().within(change));
  const auto connect = [&] { return connect_again_if_lost(*session_, *open_state, request); };
  auto done = retry_without_dead_endpoints(*session_, *open_state, connect);
  const bool connected = done.ok();
  EndpointReport endpoint;
  if (connected)
    endpoint = done->report ? *std::move(done->report)
                            : connected_endpoint(*session_, *open_state, done->change.id);
  auto changed = done.ok() ? Result<ChangeReport>(std::move(done->change))
                           : Result<ChangeReport>(std::move(done).error());
  auto result = session_->result_of(std::move(changed), request.network).within(change);
  if (!result) return std::move(result).error();
  ConnectReport report{*std::move(result)};
  report.endpoint =
      connected ? std::move(endpoint) : connected_endpoint(*session_, *open_state, report.id);
  report.endpoint.endpoint.container = request.container;
  return report;
}

}  // namespace mydocker::app
