#include "mydocker/documents.hpp"
#include "runtime/app/command_digest.hpp"
#include "runtime/app/dead_endpoints.hpp"
#include "runtime/app/interference.hpp"
#include "runtime/app/live_endpoint.hpp"
#include "runtime/app/port_allocator.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/plan/script.hpp"

namespace mydocker::app {
namespace {

using Ports = std::vector<model::PortMapping>;

Ports together(Ports ports, const Ports& more) {
  ports.insert(ports.end(), more.begin(), more.end());
  return ports;
}

Result<std::string> publish_script(LiveEndpoint& live, const Ports& ports) {
  MYDOCKER_TRY(const auto plan, live.plan_added(together(live.endpoint().ports, ports)));
  MYDOCKER_TRY(const auto execution, live.execution());
  MYDOCKER_TRY(const auto steps, apply::Applier(execution).prepare(plan));
  plan::Script script("publishes ports of \"" + live.endpoint().container + "\" in network \"" +
                      live.network().name + "\"");
  script.create(steps, execution.shell());
  return script.text();
}

// Stores the plan of the change. No step is done yet.
Result<std::vector<plan::Step>> intend(Session& session, LiveEndpoint& live,
                                       std::int64_t change_entry, const Ports& ports) {
  MYDOCKER_TRY(auto* open_state, session.open_state());
  MYDOCKER_TRY(const auto plan, live.plan_added(together(live.endpoint().ports, ports)));
  MYDOCKER_TRY(const auto execution, live.execution());
  MYDOCKER_TRY(auto transaction, open_state->state.begin());
  MYDOCKER_TRY(auto steps, apply::Applier(execution).intend(change_entry, plan));
  MYDOCKER_CHECK(transaction.commit());
  return steps;
}

Result<ChangeReport> publish_request(Session& session, const PortsRequest& request) {
  MYDOCKER_CHECK(model::parse_port_specs(request.ports));
  MYDOCKER_TRY(auto live, LiveEndpoint::lock(session, request.network, request.container));
  MYDOCKER_TRY(const auto specs, port_specs(session, live.network(), request.ports));
  ChangeReport report{live.endpoint().id, live.network().name, {}};

  MYDOCKER_TRY(auto* open_state, session.open_state());
  MYDOCKER_TRY(auto transaction, open_state->state.begin());
  MYDOCKER_TRY(const auto ports, allocate_ports(session, live.network(), live.endpoint(), specs));
  if (request.dry_run) {
    MYDOCKER_TRY(report.script, publish_script(live, ports));
    return report;
  }
  MYDOCKER_TRY(const auto change_entry, live.begin_change(ports));
  MYDOCKER_CHECK(transaction.commit());

  auto steps = intend(session, live, change_entry, ports);
  if (!steps.ok()) {
    if (steps.error().kind() != ErrorKind::unfinished)
      (void)open_state->state.close_entry(change_entry);
    return std::move(steps).error();
  }
  MYDOCKER_TRY(const auto execution, live.execution());
  apply::Applier applier(execution);
  MYDOCKER_CHECK(applier.carry_out(change_entry, *steps, [&] {
    return live.join(applier, change_entry, plan::plan_of(*steps));
  }));
  auto published = live.endpoint();
  published.ports = ports;
  report_interference(session, live.known(), {published});
  report_uplinks(session, live.known());
  return report;
}

}  // namespace

Result<ChangeReport> Runtime::publish(const PortsRequest& request) {
  session_->begin(access_for(request), command_digest("publish", request));
  const auto publish = [&] { return publish_request(*session_, request); };
  auto report = request.dry_run ? publish() : retry_without_dead_endpoints(*session_, publish);
  return session_->result_of(std::move(report), request.network)
      .within("publish ports of " + base::quoted(request.container) + " in network " +
              base::quoted(request.network));
}

}  // namespace mydocker::app
