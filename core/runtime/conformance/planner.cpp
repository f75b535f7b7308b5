#include "runtime/conformance/planner.hpp"

#include "runtime/drivers/one_reply.hpp"

namespace mydocker::conformance {

Result<Planner> Planner::load(const Subject& subject) { return load(subject, subject.file); }

Result<Planner> Planner::load(const Subject& subject, const std::filesystem::path& file) {
  const std::string& name = subject.driver().name;
  MYDOCKER_TRY(const auto entry, drivers::load_entry_point({name, file}));
  return Planner(entry, name);
}

Result<std::string> Planner::ask(const std::string& request) const {
  return drivers::one_reply(entry_, request, "driver \"" + name_ + "\"");
}

Result<Plan> Planner::network(const Wish& wish) const {
  MYDOCKER_TRY(const auto reply, ask(documents::encode(network_request(wish))));
  return documents::decode_plan_reply(reply);
}

Result<Plan> Planner::endpoint(const Wish& wish) const {
  MYDOCKER_TRY(const auto network, this->network(wish));
  MYDOCKER_TRY(const auto reply, ask(documents::encode(endpoint_request(wish, network))));
  return documents::decode_plan_reply(reply);
}

Result<Plans> plans_of(const Planner& planner, const Wish& wish) {
  MYDOCKER_TRY(auto network, planner.network(wish).within("plan_network, " + wish.what));
  MYDOCKER_TRY(auto endpoint, planner.endpoint(wish).within("plan_endpoint, " + wish.what));
  return Plans{std::move(network), std::move(endpoint)};
}

Result<Planned> planned(const Subject& subject, Wish wish) {
  MYDOCKER_TRY(const auto planner, Planner::load(subject));
  MYDOCKER_TRY(auto plans, plans_of(planner, wish));
  return Planned{std::move(wish), std::move(plans)};
}

std::string text_of(const Planner& planner, const Wish& wish) {
  const auto plans = plans_of(planner, wish);
  if (!plans) return plans.error().message();
  return documents::encode(plans->network) + documents::encode(plans->endpoint);
}

}  // namespace mydocker::conformance
