#include "runtime/app/endpoint_plan.hpp"

#include "runtime/plan/plan_check.hpp"

namespace mydocker::app {

Result<Plan> endpoint_plan(Parts& parts, const store::NetworkCopy& network,
                           const model::Endpoint& endpoint) {
  const auto& definition = network.network;
  MYDOCKER_TRY(auto* driver, parts.driver(definition.driver));
  MYDOCKER_TRY(const auto facts, endpoint_facts(parts, definition));
  const auto& manifest = driver->manifest();
  MYDOCKER_TRY(const auto whole, view_for(manifest, definition));
  MYDOCKER_TRY(const auto view, view_for(manifest, endpoint));
  MYDOCKER_TRY(auto plan, driver->plan_endpoint(whole, view, facts));
  plan::PlanRules rules;
  rules.endpoint = true;
  rules.kinds = manifest.resources;
  for (const auto& subnet : definition.subnets) rules.subnets.push_back(subnet.prefix);
  rules.host_links = network.host_links;
  rules.ports = view.ports;
  rules.named_links = named_links(manifest, definition);
  MYDOCKER_CHECK(plan::check_plan(plan, rules).within("driver \"" + definition.driver + "\""));
  return plan;
}

}  // namespace mydocker::app
