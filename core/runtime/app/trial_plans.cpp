#include "runtime/app/trial_plans.hpp"

#include <optional>

#include "runtime/model/option_check.hpp"
#include "runtime/plan/dependencies.hpp"
#include "runtime/plan/plan_check.hpp"

namespace mydocker::app {
namespace {

constexpr const char* kLink = "trial0";
constexpr std::uint32_t kMtu = 1500;

Result<NetworkView> trial_network(const Manifest& driver) {
  MYDOCKER_TRY(const auto options, model::with_defaults({}, driver, OptionScope::network));
  NetworkView network;
  network.id = std::string(64, 'a');
  network.name = "trial";
  network.link_name = kLink;
  network.options = Options(options);
  if (driver.can(Capability::addresses)) {
    MYDOCKER_TRY(const auto prefix, IpPrefix::parse("192.0.2.0/24"));
    MYDOCKER_TRY(const auto gateway, IpAddress::parse("192.0.2.1"));
    network.subnets.push_back({prefix, gateway});
  }
  return network;
}

Result<EndpointView> trial_endpoint(const Manifest& driver) {
  MYDOCKER_TRY(const auto options, model::with_defaults({}, driver, OptionScope::endpoint));
  EndpointView endpoint;
  endpoint.id = std::string(64, 'b');
  endpoint.container = "trial";
  endpoint.link_name = "eth0";
  endpoint.mac = derived_mac(endpoint.id, "container");
  endpoint.options = Options(options);
  if (driver.can(Capability::addresses)) {
    MYDOCKER_TRY(const auto address, IpPrefix::parse("192.0.2.2/24"));
    endpoint.addresses.push_back(address);
    endpoint.default_route = true;
  }
  return endpoint;
}

HostFacts trial_host() {
  HostFacts host;
  host.default_route = LinkFact{.name = "uplink0", .kind = "", .mtu = kMtu, .up = true};
  host.links = {*host.default_route, {.name = kLink, .kind = "bridge", .mtu = kMtu, .up = true}};
  return host;
}

std::string count_text(const Plan& plan) {
  const auto count = plan.entries().size();
  return std::to_string(count) + (count == 1 ? " resource" : " resources");
}

// Returns the text of a refusal by the driver. An error of kind driver is not a refusal.
std::optional<std::string> refusal_in(const Result<Plan>& plan) {
  if (plan || plan.error().kind() == ErrorKind::driver) return std::nullopt;
  return "returns, and refuses the trial: " + plan.error().message();
}

}  // namespace

Result<std::string> try_plans(drivers::DriverHandle& driver) {
  const Manifest& manifest = driver.manifest();
  MYDOCKER_TRY(const auto network, trial_network(manifest));
  MYDOCKER_TRY(const auto endpoint, trial_endpoint(manifest));
  const auto host = trial_host();
  plan::PlanRules rules;
  rules.kinds = manifest.resources;
  for (const auto& subnet : network.subnets) rules.subnets.push_back(subnet.prefix);

  auto of_network = driver.plan_network(network, host);
  if (const auto refusal = refusal_in(of_network)) return *refusal;
  MYDOCKER_TRY(const auto network_plan, std::move(of_network));
  MYDOCKER_CHECK(plan::check_plan(network_plan, rules).within("the plan of a network"));

  rules.endpoint = true;
  rules.host_links = plan::host_links(network_plan);
  auto of_endpoint = driver.plan_endpoint(network, endpoint, host);
  if (const auto refusal = refusal_in(of_endpoint)) return *refusal;
  MYDOCKER_TRY(const auto endpoint_plan, std::move(of_endpoint));
  MYDOCKER_CHECK(plan::check_plan(endpoint_plan, rules).within("the plan of a container"));
  return "a network has " + count_text(network_plan) + ", a container " + count_text(endpoint_plan);
}

}  // namespace mydocker::app
