#include <algorithm>

#include "runtime/app/live_endpoint.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/model/port_spec.hpp"
#include "runtime/plan/script.hpp"

namespace mydocker::app {
namespace {

using Ports = std::vector<model::Publication>;

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
    MYDOCKER_TRY(const auto wish, model::parse_port_wish(word));
    bool found = false;
    for (const auto& one : ports) {
      if (!model::names(wish, one.port)) continue;
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

Result<std::string> unpublish_script(LiveEndpoint& live, const store::Work& part) {
  MYDOCKER_TRY(const auto site, live.site());
  MYDOCKER_TRY(const auto lines, apply::Applier(site).removal_lines(part));
  plan::Script script("takes back published ports of \"" + live.endpoint().container +
                      "\" in network \"" + live.network().name + "\"");
  for (const auto& line : lines) script.add(line.why, line.command);
  return script.text();
}

Result<void> take_back(LiveEndpoint& live, const store::Work& part) {
  MYDOCKER_TRY(const auto site, live.site());
  auto taken = apply::Applier(site).take_back(part);
  if (taken.ok()) return site.state.end_work(part.id);
  if (taken.error().kind() != ErrorKind::unfinished) MYDOCKER_CHECK(live.rejoin(part));
  return taken;
}

Result<ChangeReport> unpublish_request(Parts& parts, const PortsRequest& request) {
  MYDOCKER_TRY(auto live, LiveEndpoint::claim(parts, request.network, request.container));
  const auto& ports = live.endpoint().ports;
  MYDOCKER_TRY(const auto gone, named_by(request.ports, ports));
  ChangeReport report{live.endpoint().id, live.network().name, {}};
  MYDOCKER_TRY(const auto plan, live.plan_removed(without(ports, gone)));

  MYDOCKER_TRY(auto* world, parts.world());
  MYDOCKER_TRY(auto transaction, world->state.begin());
  MYDOCKER_TRY(const auto part, live.split(gone, plan));
  if (request.dry_run) {
    MYDOCKER_TRY(report.script, unpublish_script(live, part));
    return report;
  }
  MYDOCKER_CHECK(transaction.commit());
  MYDOCKER_CHECK(take_back(live, part));
  return report;
}

}  // namespace

Result<ChangeReport> Runtime::unpublish(const PortsRequest& request) {
  return unpublish_request(*parts_, request)
      .within("unpublish ports of " + base::quoted(request.container) + " in network " +
              base::quoted(request.network));
}

}  // namespace mydocker::app
