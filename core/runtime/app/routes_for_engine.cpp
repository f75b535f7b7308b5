#include "runtime/app/driver_plans.hpp"
#include "runtime/base/quoted.hpp"

namespace mydocker::app {
namespace {

// The plan is a pure function of what is stored, so it is computed again.
Result<Plan> planned_again(Session& session, const std::string& network,
                           const model::Attachment& attachment) {
  MYDOCKER_TRY(auto* open_state, session.open_state());
  MYDOCKER_TRY(const auto known, open_state->state.find_active_network(network));
  if (!known)
    return Error(ErrorKind::not_found, "network " + base::quoted(network) + " is not active");
  MYDOCKER_TRY(const auto endpoint, open_state->state.find_endpoint(
                                        known->network.id, model::container_name(attachment)));
  if (!endpoint || endpoint->attachment != attachment)
    return Error(ErrorKind::not_found, "it is not connected")
        .hint("see: mydocker network inspect " + known->network.name);
  MYDOCKER_TRY(auto* driver, session.driver_for_cleanup(known->network.driver));
  MYDOCKER_TRY(const auto facts, kept_facts(session, known->network, *endpoint));
  return whole_endpoint_plan(*driver, *known, *endpoint, facts);
}

}  // namespace

Result<std::vector<Route>> Runtime::routes_for_engine(const std::string& network,
                                                      const model::Attachment& attachment) {
  session_->begin(Access::read);
  MYDOCKER_TRY(const auto plan, planned_again(*session_, network, attachment)
                                    .within("plan the routes of " + base::quoted(attachment.id) +
                                            " in network " + base::quoted(network)));
  std::vector<Route> routes;
  for (const auto& entry : plan.entries()) {
    const auto* route = entry.resource.get_if<Route>();
    if (route != nullptr && route->place == Place::container && route->table == 0)
      routes.push_back(*route);
  }
  return routes;
}

}  // namespace mydocker::app
