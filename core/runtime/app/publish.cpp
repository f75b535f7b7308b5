// Publishes and releases ports of a connected container.
#include <algorithm>
#include <iterator>

#include "runtime/app/dead_endpoints.hpp"
#include "runtime/app/interference.hpp"
#include "runtime/app/live_endpoint.hpp"
#include "runtime/app/port_allocator.hpp"
#include "runtime/app/requests.hpp"
#include "runtime/apply/recovery.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/model/port_spec.hpp"

namespace mydocker::app {
namespace {

using Ports = std::vector<model::PortMapping>;

Ports together(Ports ports, const Ports& more) {
  ports.insert(ports.end(), more.begin(), more.end());
  return ports;
}

Result<ChangeReport> publish_once(Session& session, OpenState& open_state,
                                  const PortsRequest& request) {
  MYDOCKER_TRY(auto live,
               LiveEndpoint::lock(session, open_state, request.network, request.container));
  MYDOCKER_TRY(const auto* driver, session.driver(live.network().driver));
  MYDOCKER_TRY(const auto specs, port_specs(driver->manifest(), live.network(), request.ports));
  MYDOCKER_TRY(const auto execution, live.execution());
  apply::Applier applier(execution.context);

  MYDOCKER_TRY(auto transaction, open_state.state.begin());
  MYDOCKER_TRY(const auto ports, allocate_ports(session, open_state, live.endpoint(), specs));
  MYDOCKER_TRY(const auto change_entry, live.begin_change(ports));
  MYDOCKER_CHECK(transaction.commit());

  const auto added = live.plan_added(together(live.endpoint().ports, ports));
  MYDOCKER_CHECK(applier.carry_out(change_entry, added, [&](const Plan& recorded) {
    return live.join(applier, change_entry, recorded);
  }));
  ChangeReport report{live.endpoint().id, live.network().name, {}};
  report.script = session.script("publishes ports of " + base::quoted(live.endpoint().container) +
                                 " in network " + base::quoted(live.network().name));
  session.note_after_change([&] {
    auto published = live.endpoint();
    published.ports = ports;
    report_interference(session, *execution.kernel, live.known(), {published});
    report_uplinks(session, live.known());
  });
  return report;
}

Result<ChangeReport> publish_request(Session& session, const PortsRequest& request) {
  MYDOCKER_CHECK(model::parse_port_specs(request.ports));
  MYDOCKER_TRY(auto* open_state, session.open_state());
  return retry_without_dead_endpoints(session, *open_state,
                                      [&] { return publish_once(session, *open_state, request); });
}

std::string words_of(const Ports& ports) {
  std::string list;
  for (const auto& one : ports) list += " " + model::word_of(one.port);
  return list;
}

Error not_published(const std::string& word, const Ports& ports) {
  return Error(ErrorKind::not_found, "port " + base::quoted(word) + " is not published")
      .hint(ports.empty() ? "the container has no published ports" : "it has:" + words_of(ports));
}

Error ambiguous(const std::string& word, const Ports& candidates) {
  return Error(ErrorKind::not_found,
               "port " + base::quoted(word) + " stands for several published ports")
      .hint("name one of them:" + words_of(candidates));
}

template <class Predicate>
Ports those(const Ports& ports, Predicate predicate) {
  Ports found;
  std::ranges::copy_if(ports, std::back_inserter(found), predicate);
  return found;
}

// Returns the published ports that match a word. A single port can be a port of the container or of
// the host. It may match several ports of the container, but only one port of the host. not_found:
// no port matches, or the word can mean different ports.
Result<Ports> named_by(const std::string& word, const Ports& ports) {
  MYDOCKER_TRY(const auto spec, model::parse_port_spec(word));
  const auto inside = those(ports, [&](const auto& one) { return model::names(spec, one.port); });
  const auto outside =
      those(ports, [&](const auto& one) { return model::names_host_port(spec, one.port); });
  if (inside.empty() && outside.empty()) return not_published(word, ports);
  if (outside.empty() || inside == outside) return inside;
  if (inside.empty() && outside.size() == 1) return outside;
  return ambiguous(word, those(ports, [&](const auto& one) {
                     return std::ranges::find(inside, one) != inside.end() ||
                            std::ranges::find(outside, one) != outside.end();
                   }));
}

// Returns the published ports that match the words. not_found: a word matches no port, or can mean
// different ports.
Result<Ports> all_named_by(const std::vector<std::string>& words, const Ports& ports) {
  if (words == std::vector<std::string>{"all"}) return ports;
  Ports named;
  for (const auto& word : words) {
    MYDOCKER_TRY(const auto found, named_by(word, ports));
    for (const auto& one : found)
      if (std::ranges::find(named, one) == named.end()) named.push_back(one);
  }
  return named;
}

Ports without(const Ports& ports, const Ports& gone) {
  Ports rest;
  for (const auto& port : ports)
    if (std::ranges::find(gone, port) == gone.end()) rest.push_back(port);
  return rest;
}

// Removes the resources of the ports. The ports have a journal entry of their own in phase
// `removing`.
Result<void> tear_down(LiveEndpoint& live, apply::Applier& applier, store::RuntimeState& state,
                       const RemovedPorts& removed) {
  constexpr const char* kHint = "the next command completes the removal";
  auto torn_down = applier.tear_down(removed.change_entry, removed.plan);
  if (torn_down.ok()) {
    auto ended = state.complete_entry(removed.change_entry);
    if (ended.ok()) return {};
    return apply::unfinished(std::move(ended).error(), kHint);
  }
  if (torn_down.error().kind() == ErrorKind::unfinished) return torn_down;
  const auto kept = live.rejoin(applier, removed);
  if (kept.ok()) return torn_down;
  return apply::unfinished(
      Error(ErrorKind::kernel,
            torn_down.error().message() + "; restore its journal entry: " + kept.error().message()),
      kHint);
}

Result<ChangeReport> unpublish_request(Session& session, const PortsRequest& request) {
  if (request.ports != std::vector<std::string>{"all"})
    MYDOCKER_CHECK(model::parse_port_specs(request.ports));
  MYDOCKER_TRY(auto* open_state, session.open_state());
  MYDOCKER_TRY(auto live,
               LiveEndpoint::lock(session, *open_state, request.network, request.container));
  const auto& ports = live.endpoint().ports;
  MYDOCKER_TRY(const auto gone, all_named_by(request.ports, ports));
  ChangeReport report{live.endpoint().id, live.network().name, {}};
  MYDOCKER_TRY(const auto plan, live.plan_removed(without(ports, gone)));

  MYDOCKER_TRY(const auto execution, live.execution());
  apply::Applier applier(execution.context);
  MYDOCKER_TRY(auto transaction, open_state->state.begin());
  MYDOCKER_TRY(const auto removed, live.split(applier, gone, plan));
  MYDOCKER_CHECK(transaction.commit());
  MYDOCKER_CHECK(tear_down(live, applier, open_state->state, removed));
  report.script =
      session.script("releases published ports of " + base::quoted(live.endpoint().container) +
                     " in network " + base::quoted(live.network().name));
  return report;
}

}  // namespace

Result<ChangeReport> Runtime::publish(const PortsRequest& request) {
  session_->begin(access_for(request), {command_digest("publish", request)});
  return session_->result_of(publish_request(*session_, request), request.network)
      .within("publish ports of " + base::quoted(request.container) + " in network " +
              base::quoted(request.network));
}

Result<ChangeReport> Runtime::unpublish(const PortsRequest& request) {
  session_->begin(access_for(request), {command_digest("unpublish", request)});
  return session_->result_of(unpublish_request(*session_, request), request.network)
      .within("unpublish ports of " + base::quoted(request.container) + " in network " +
              base::quoted(request.network));
}

}  // namespace mydocker::app
