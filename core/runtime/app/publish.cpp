#include "mydocker/documents.hpp"
#include "runtime/app/live_endpoint.hpp"
#include "runtime/app/port_wish.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/plan/script.hpp"

namespace mydocker::app {
namespace {

using Ports = std::vector<model::Publication>;

Ports together(Ports ports, const Ports& more) {
  ports.insert(ports.end(), more.begin(), more.end());
  return ports;
}

Result<std::string> publish_script(LiveEndpoint& live, const Ports& ports) {
  MYDOCKER_TRY(const auto plan, live.plan_added(together(live.endpoint().ports, ports)));
  MYDOCKER_TRY(const auto site, live.site());
  MYDOCKER_TRY(const auto steps, apply::Applier(site).prepare(plan));
  plan::Script script("publishes ports of \"" + live.endpoint().container + "\" in network \"" +
                      live.network().name + "\"");
  script.create(steps, site.shell());
  return script.text();
}

// The plan of the part is written, but nothing is done yet.
Result<std::vector<plan::Step>> intend(Parts& parts, LiveEndpoint& live, std::int64_t part,
                                       const Ports& ports) {
  MYDOCKER_TRY(auto* world, parts.world());
  MYDOCKER_TRY(const auto plan, live.plan_added(together(live.endpoint().ports, ports)));
  MYDOCKER_TRY(const auto site, live.site());
  MYDOCKER_TRY(auto transaction, world->state.begin());
  MYDOCKER_TRY(auto steps, apply::Applier(site).intend(part, plan));
  MYDOCKER_CHECK(transaction.commit());
  return steps;
}

Result<ChangeReport> publish_request(Parts& parts, const PortsRequest& request) {
  MYDOCKER_TRY(auto live, LiveEndpoint::claim(parts, request.network, request.container));
  MYDOCKER_TRY(const auto wishes, port_wishes(parts, live.network(), request.ports));
  ChangeReport report{live.endpoint().id, live.network().name, {}};

  MYDOCKER_TRY(auto* world, parts.world());
  MYDOCKER_TRY(auto transaction, world->state.begin());
  MYDOCKER_TRY(const auto ports, settle_ports(parts, live.network(), live.endpoint(), wishes));
  if (request.dry_run) {
    MYDOCKER_TRY(report.script, publish_script(live, ports));
    return report;
  }
  MYDOCKER_TRY(const auto part, live.begin_part(ports));
  MYDOCKER_CHECK(transaction.commit());

  auto steps = intend(parts, live, part, ports);
  if (!steps.ok()) {
    MYDOCKER_CHECK(world->state.end_work(part));
    return std::move(steps).error();
  }
  MYDOCKER_TRY(const auto site, live.site());
  MYDOCKER_CHECK(apply::Applier(site).carry_out(part, *steps));
  MYDOCKER_CHECK(live.join(part, plan::held(*steps)));
  return report;
}

}  // namespace

Result<ChangeReport> Runtime::publish(const PortsRequest& request) {
  return publish_request(*parts_, request)
      .within("publish ports of " + base::quoted(request.container) + " in network " +
              base::quoted(request.network));
}

}  // namespace mydocker::app
