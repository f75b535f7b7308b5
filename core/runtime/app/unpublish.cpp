#include <algorithm>

#include "runtime/app/live_endpoint.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/model/port_spec.hpp"
#include "runtime/plan/script.hpp"

namespace mydocker::app {
namespace {

using Ports = std::vector<model::PortMapping>;

Error not_published(const std::string& word, const Ports& ports) {
  std::string list;
  for (const auto& one : ports) list += " " + model::word_of(one.port);
  return Error(ErrorKind::not_found, "port " + base::quoted(word) + " is not published")
      .hint(list.empty() ? "the container has no published ports" : "it has:" + list);
}

// What the words stand for, each at least one publication.
Result<Ports> named_by(const std::vector<std::string>& words, const Ports& ports) {
  if (words == std::vector<std::string>{"all"}) return ports;
  Ports named;
  for (const auto& word : words) {
    MYDOCKER_TRY(const auto spec, model::parse_port_spec(word));
    bool found = false;
    for (const auto& one : ports) {
      if (!model::names(spec, one.port)) continue;
      found = true;
      if (std::ranges::find(named, one) == named.end()) named.push_back(one);
    }
    if (!found) return not_published(word, ports);
  }
  return named;
}

Ports without(const Ports& ports, const Ports& gone) {
  Ports rest;
  for (const auto& port : ports)
    if (std::ranges::find(gone, port) == gone.end()) rest.push_back(port);
  return rest;
}

Result<std::string> unpublish_script(LiveEndpoint& live, const store::JournalEntry& change_entry) {
  MYDOCKER_TRY(const auto execution, live.execution());
  MYDOCKER_TRY(const auto lines, apply::Applier(execution).removal_lines(change_entry));
  plan::Script script("takes back published ports of \"" + live.endpoint().container +
                      "\" in network \"" + live.network().name + "\"");
  for (const auto& line : lines) script.add(line.why, line.command);
  return script.text();
}

Result<void> tear_down(LiveEndpoint& live, const store::JournalEntry& change_entry) {
  MYDOCKER_TRY(const auto execution, live.execution());
  auto taken = apply::Applier(execution).tear_down(change_entry);
  if (taken.ok()) return execution.state.close_entry(change_entry.id);
  if (taken.error().kind() != ErrorKind::unfinished) MYDOCKER_CHECK(live.rejoin(change_entry));
  return taken;
}

Result<ChangeReport> unpublish_request(Session& session, const PortsRequest& request) {
  MYDOCKER_TRY(auto live, LiveEndpoint::lock(session, request.network, request.container));
  const auto& ports = live.endpoint().ports;
  MYDOCKER_TRY(const auto gone, named_by(request.ports, ports));
  ChangeReport report{live.endpoint().id, live.network().name, {}};
  MYDOCKER_TRY(const auto plan, live.plan_removed(without(ports, gone)));

  MYDOCKER_TRY(auto* open_state, session.open_state());
  MYDOCKER_TRY(auto transaction, open_state->state.begin());
  MYDOCKER_TRY(const auto change_entry, live.split(gone, plan));
  if (request.dry_run) {
    MYDOCKER_TRY(report.script, unpublish_script(live, change_entry));
    return report;
  }
  MYDOCKER_CHECK(transaction.commit());
  MYDOCKER_CHECK(tear_down(live, change_entry));
  return report;
}

}  // namespace

Result<ChangeReport> Runtime::unpublish(const PortsRequest& request) {
  return unpublish_request(*session_, request)
      .within("unpublish ports of " + base::quoted(request.container) + " in network " +
              base::quoted(request.network));
}

}  // namespace mydocker::app
