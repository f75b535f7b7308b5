// Checks F (failures): a step of a command fails, or the command is killed at any step. Afterwards,
// the state must be as it was before the command, or as it is after the whole command.
#include <sys/resource.h>

#include "runtime/conformance/check.hpp"
#include "runtime/conformance/fault_sweeps.hpp"
#include "runtime/conformance/plan_probe.hpp"
#include "runtime/conformance/test_host.hpp"
#include "runtime/conformance/traffic.hpp"

namespace mydocker::conformance {
namespace {

Result<void> create(TestHost& test_host, apply::FaultHook* faults) {
  return test_host.create({}, faults);
}
Result<void> connect(TestHost& test_host, apply::FaultHook* faults) {
  return test_host.connect("c1", faults);
}
Result<void> disconnect(TestHost& test_host, apply::FaultHook* faults) {
  return test_host.disconnect("c1", faults);
}
Result<void> remove(TestHost& test_host, apply::FaultHook* faults) {
  return test_host.remove(kNetwork, faults);
}
Result<void> create_again(TestHost& test_host) { return test_host.create(); }
Result<void> connect_again(TestHost& test_host) { return test_host.connect("c1"); }
Result<void> disconnect_again(TestHost& test_host) { return test_host.disconnect("c1"); }
Result<void> remove_again(TestHost& test_host) { return test_host.remove(); }

// Returns a host that has already created and removed a network. A first network can leave some
// resources: a loopback device that is up, or a sysctl with the host's lifetime. They exist here
// before the check begins.
Result<TestHost> used_host(const DriverUnderTest& driver) {
  MYDOCKER_TRY(auto test_host, TestHost::make(driver));
  MYDOCKER_CHECK(test_host.create());
  MYDOCKER_CHECK(test_host.add_container("c1"));
  MYDOCKER_CHECK(test_host.connect("c1"));
  MYDOCKER_CHECK(test_host.disconnect("c1"));
  MYDOCKER_CHECK(test_host.remove());
  return test_host;
}

Result<RuleResult> network_fails(const DriverUnderTest& driver) {
  MYDOCKER_TRY(auto test_host, used_host(driver));
  return each_step_fails({test_host, create, remove_again});
}

Result<RuleResult> endpoint_fails(const DriverUnderTest& driver) {
  MYDOCKER_TRY(auto test_host, used_host(driver));
  MYDOCKER_CHECK(test_host.create());
  return each_step_fails({test_host, connect, disconnect_again, {"c1"}});
}

Result<RuleResult> removal_fails(const DriverUnderTest& driver) {
  MYDOCKER_TRY(auto test_host, used_host(driver));
  MYDOCKER_CHECK(test_host.create());
  MYDOCKER_CHECK(test_host.connect("c1"));
  MYDOCKER_TRY(auto result, each_step_fails({test_host, disconnect, connect_again, {"c1"}}));
  if (result.outcome != RuleOutcome::pass) return result;
  return each_step_fails({test_host, remove, create_again});
}

Result<RuleResult> network_killed(const DriverUnderTest& driver) {
  MYDOCKER_TRY(auto test_host, used_host(driver));
  return killed_after_each_step(driver, {test_host, create, remove_again}, Repair::undone);
}

Result<RuleResult> endpoint_killed(const DriverUnderTest& driver) {
  MYDOCKER_TRY(auto test_host, used_host(driver));
  MYDOCKER_CHECK(test_host.create());
  return killed_after_each_step(driver, {test_host, connect, disconnect_again, {"c1"}},
                                Repair::undone);
}

Result<RuleResult> removal_killed(const DriverUnderTest& driver) {
  MYDOCKER_TRY(auto test_host, used_host(driver));
  MYDOCKER_CHECK(test_host.create());
  MYDOCKER_CHECK(test_host.connect("c1"));
  MYDOCKER_TRY(auto result,
               killed_after_each_step(driver, {test_host, disconnect, connect_again, {"c1"}},
                                      Repair::finished));
  if (result.outcome != RuleOutcome::pass) return result;
  return killed_after_each_step(driver, {test_host, remove, create_again}, Repair::finished);
}

// Checks that a container cannot be reached from outside after any step of a connection. For this
// check, the host forwards packets, and the outside has routes to the containers.
Result<RuleResult> open_states(const DriverUnderTest& driver) {
  if (!has_addresses(driver)) return skip("the driver has no addresses");
  if (driver.driver().can(Capability::lan))
    return skip("the driver's containers are on a network outside the host");
  MYDOCKER_TRY(auto test_host, TestHost::make(driver));
  MYDOCKER_CHECK(test_host.create({.subnets = dual_subnets(driver)}));
  MYDOCKER_CHECK(open_paths(test_host));
  MYDOCKER_CHECK(test_host.add_container("c1"));
  MYDOCKER_TRY(const auto inside, TestHost::container("c1"));
  MYDOCKER_CHECK(test_host.connect("c1"));
  MYDOCKER_TRY(const auto endpoint, test_host.endpoint("c1"));
  std::vector<IpAddress> addresses;
  for (const auto& own : endpoint.addresses) addresses.push_back(own.address);
  OpenProbe probe(test_host, inside, addresses);
  MYDOCKER_CHECK(test_host.disconnect("c1", &probe));
  MYDOCKER_CHECK(test_host.connect("c1", &probe));
  if (probe.found().empty()) return pass(std::to_string(probe.steps()) + " steps");
  return fail("no packet from outside in the container after any step", probe.found());
}

void limit(__rlimit_resource_t resource, rlim_t most) {
  const rlimit wanted{most, most};
  (void)::setrlimit(resource, &wanted);
}

Result<RuleResult> small_limits(const DriverUnderTest& driver) {
  if (drivers::this_host().sanitizers != 0) return skip("this is a sanitizer's build");
  MYDOCKER_TRY(const auto input, usual_input(driver));
  MYDOCKER_TRY(const auto probe, PlanProbe::load(driver));
  const auto usual = text_of(probe, input);
  limit(RLIMIT_DATA, 64U << 20);
  limit(RLIMIT_NOFILE, 8);
  limit(RLIMIT_FSIZE, 0);
  limit(RLIMIT_CPU, 10);
  const auto limited = text_of(probe, input);
  return limited == usual ? pass()
                          : fail("the same plan with 64 MiB of memory and no files",
                                 base::quoted(limited.substr(0, 80)));
}

constexpr const char* kFaultFix = "in destroy(), remove what exists and succeed if nothing exists";

constexpr Check kFaultCheckTable[] = {
    {"F01", Level::fault, "network-fails",
     "if a step of create fails, nothing of the network remains", kFaultFix, network_fails},
    {"F02", Level::fault, "endpoint-fails",
     "if a step of connect fails, nothing of the endpoint remains", kFaultFix, endpoint_fails},
    {"F03", Level::fault, "network-killed",
     "if create is killed at any step, the next command recovers and a repeat succeeds", kFaultFix,
     network_killed},
    {"F04", Level::fault, "endpoint-killed",
     "if connect is killed at any step, the next command recovers and a repeat succeeds", kFaultFix,
     endpoint_killed},
    {"F05", Level::fault, "removal-fails", "if a step of a removal fails, everything is as before",
     "let create() restore the same resource, however often it is called", removal_fails},
    {"F06", Level::fault, "removal-killed",
     "if disconnect or rm is killed at any step, the next command finishes the removal",
     "in destroy(), succeed if the resource does not exist", removal_killed},
    {"F09", Level::fault, "open-states",
     "no step of connect and disconnect opens a container to the outside",
     "plan what blocks traffic before what allows it", open_states},
    {"F07", Level::fault, "small-limits", "planning needs less than 64 MiB of memory and no files",
     "use little memory and no files", small_limits},
};

}  // namespace

const std::span<const Check> kFaultChecks = kFaultCheckTable;

}  // namespace mydocker::conformance
