// Checks C (kernel) and F (failures): the leases of an IPAM driver.
#include <unistd.h>

#include <algorithm>
#include <set>
#include <sstream>

#include "mydocker/ipam_handler.hpp"
#include "runtime/conformance/check.hpp"
#include "runtime/conformance/fault_sweeps.hpp"
#include "runtime/conformance/handler_calls.hpp"
#include "runtime/conformance/plan_rules.hpp"
#include "runtime/conformance/test_host.hpp"
#include "runtime/drivers/worker_process.hpp"

namespace mydocker::conformance {
namespace {

constexpr const char* kNoLeases = "it does not have the capability \"ipam\"";

bool has_leases(const DriverUnderTest& driver) { return driver.driver().can(Capability::ipam); }

// Returns the lease of the container.
Result<Lease> lease_in(TestHost& test_host, const std::string& container) {
  MYDOCKER_TRY(const auto plan, test_host.recorded(container));
  for (const auto& resource : all_of<Custom>(plan))
    if (is_lease(resource)) return lease_of(resource);
  return Error(ErrorKind::internal, "the plan has no lease");
}

// Returns the same lease for another endpoint, which does not exist. The driver has not given
// addresses to this endpoint.
Lease lease_of_another(Lease lease, int number) {
  const auto digits = std::to_string(number);
  lease.endpoint.replace(lease.endpoint.size() - digits.size(), digits.size(), digits);
  lease.addresses.clear();
  return lease;
}

std::set<std::string> texts_of(const std::vector<IpPrefix>& addresses) {
  std::set<std::string> texts;
  for (const auto& address : addresses) texts.insert(address.text());
  return texts;
}

// Checks that endpoints never get the same address, even if their ids differ only in their last
// digits.
Result<RuleResult> apart(const DriverUnderTest& driver) {
  if (!has_leases(driver)) return skip(kNoLeases);
  constexpr int kEndpoints = 20;
  MYDOCKER_TRY(auto test_host, host_with_container(driver));
  MYDOCKER_TRY(const auto first, lease_in(test_host, "c1"));
  auto held = texts_of(first.addresses);
  for (int number = 10; number < 10 + kEndpoints; ++number) {
    CustomCalls calls(test_host, {});
    MYDOCKER_TRY(const auto given, calls.allocate(lease_of_another(first, number)));
    for (const auto& address : texts_of(given.addresses))
      if (!held.insert(address).second)
        return fail("an address of one endpoint only", address + " for two");
  }
  return pass(std::to_string(kEndpoints + 1) + " endpoints");
}

Result<RuleResult> repeatable(const DriverUnderTest& driver) {
  if (!has_leases(driver)) return skip(kNoLeases);
  MYDOCKER_TRY(auto test_host, host_with_container(driver));
  MYDOCKER_TRY(const auto connected, lease_in(test_host, "c1"));
  auto lease = lease_of_another(connected, 10);
  MYDOCKER_TRY(const auto given, CustomCalls(test_host, {}).allocate(lease));
  MYDOCKER_TRY(const auto again, CustomCalls(test_host, {}).allocate(lease));
  if (texts_of(given.addresses) != texts_of(again.addresses))
    return fail("the same addresses from a second allocate()", some_of(texts_of(again.addresses)));
  if (given.gateways != again.gateways || given.routes != again.routes)
    return fail("the same gateways and routes from a second allocate()", "other ones");
  lease.addresses = given.addresses;
  MYDOCKER_TRY(const auto state, CustomCalls(test_host, {}).observe(custom_of(lease)));
  if (state == CustomState::matches) return pass();
  return fail("check() to return matches after allocate()", std::string(name_of(state)));
}

// Releases the lease twice. Returns what is wrong after that: the lease still exists, or
// `successor` cannot get its addresses. Empty: nothing is wrong.
Result<std::string> left_after_release(TestHost& test_host, const Lease& lease,
                                       const Lease& successor) {
  for (int time = 0; time < 2; ++time) {
    MYDOCKER_CHECK(CustomCalls(test_host, {}).destroy(custom_of(lease)));
    MYDOCKER_TRY(const auto state, CustomCalls(test_host, {}).observe(custom_of(lease)));
    if (state != CustomState::absent) return "check() returns " + std::string(name_of(state));
  }
  auto next = successor;
  next.addresses = lease.addresses;
  const auto given = CustomCalls(test_host, {}).allocate(next);
  return given ? std::string() : "another endpoint: " + given.error().message();
}

Result<RuleResult> releases(const DriverUnderTest& driver) {
  if (!has_leases(driver)) return skip(kNoLeases);
  MYDOCKER_TRY(auto test_host, host_with_container(driver));
  MYDOCKER_TRY(const auto connected, lease_in(test_host, "c1"));
  auto lease = lease_of_another(connected, 10);
  MYDOCKER_TRY(const auto given, CustomCalls(test_host, {}).allocate(lease));
  lease.addresses = given.addresses;
  MYDOCKER_TRY(const auto left,
               left_after_release(test_host, lease, lease_of_another(connected, 11)));
  if (left.empty()) return pass();
  return fail("an address that is free after release(), also after a second one", left);
}

// Checks that an endpoint gets the address that it requires, although a lower address is free.
Result<RuleResult> required(const DriverUnderTest& driver) {
  if (!has_leases(driver)) return skip(kNoLeases);
  MYDOCKER_TRY(auto test_host, host_with_container(driver));
  MYDOCKER_TRY(const auto connected, lease_in(test_host, "c1"));
  const auto first = lease_of_another(connected, 10);
  auto second = lease_of_another(connected, 11);
  MYDOCKER_CHECK(CustomCalls(test_host, {}).allocate(first));
  MYDOCKER_TRY(const auto given, CustomCalls(test_host, {}).allocate(second));
  for (const auto& lease : {first, second})
    MYDOCKER_CHECK(CustomCalls(test_host, {}).destroy(custom_of(lease)));
  second.addresses = given.addresses;
  const auto again = CustomCalls(test_host, {}).allocate(second);
  if (again.ok()) return pass();
  return fail("the required addresses " + some_of(texts_of(given.addresses)),
              again.error().message());
}

// Checks that a full subnet gives an error. It fills a small subnet, and the last allocations must
// fail.
Result<RuleResult> exhausted(const DriverUnderTest& driver) {
  if (!has_leases(driver)) return skip(kNoLeases);
  constexpr int kMostHosts = 6;  // addresses of a /29
  MYDOCKER_TRY(auto test_host, TestHost::make(driver));
  MYDOCKER_CHECK(test_host.create({.subnets = {"10.77.0.0/29"}}));
  MYDOCKER_CHECK(test_host.add_container("c1"));
  MYDOCKER_CHECK(test_host.connect("c1"));
  MYDOCKER_TRY(const auto first, lease_in(test_host, "c1"));
  for (int number = 10; number < 10 + kMostHosts; ++number) {
    const auto given = CustomCalls(test_host, {}).allocate(lease_of_another(first, number));
    if (given.ok()) continue;
    if (given.error().kind() == ErrorKind::exhausted) return pass();
    return fail("the error exhausted from a full subnet", given.error().message());
  }
  return fail("the error exhausted from a full subnet", "an address");
}

// Checks that check() notices a difference in each address of a lease.
Result<RuleResult> observes_addresses(const DriverUnderTest& driver) {
  if (!has_leases(driver)) return skip(kNoLeases);
  MYDOCKER_TRY(auto test_host, host_with_container(driver));
  MYDOCKER_TRY(const auto recorded, lease_in(test_host, "c1"));
  for (std::size_t n = 0; n < recorded.addresses.size(); ++n) {
    auto other = recorded;
    other.addresses[n].address = other.addresses[n].address.plus(1);
    MYDOCKER_TRY(const auto state, CustomCalls(test_host, {}).observe(custom_of(other)));
    if (state != CustomState::differs)
      return fail("check() to return differs for the address " + other.addresses[n].text(),
                  std::string(name_of(state)));
  }
  return pass();
}

// Starts a process that allocates addresses for the lease. It sends the addresses to this process,
// one per line.
Result<drivers::WorkerProcess> allocate_in_process(TestHost& test_host, const Lease& lease) {
  return drivers::WorkerProcess::start([&test_host, &lease](int pipe) {
    std::string lines;
    const auto given = CustomCalls(test_host, {}).allocate(lease);
    if (given)
      for (const auto& text : texts_of(given->addresses)) lines += text + "\n";
    const auto frame = drivers::encode_frame({drivers::Frame::Kind::reply, lines});
    (void)!::write(pipe, frame.data(), frame.size());
  });
}

// Checks that processes which allocate addresses at the same time get different ones. An allocation
// may fail here.
Result<RuleResult> race(const DriverUnderTest& driver) {
  if (!has_leases(driver)) return skip(kNoLeases);
  using drivers::WorkerProcess;
  constexpr int kProcesses = 6;
  constexpr std::chrono::seconds kTimeLimit{30};
  MYDOCKER_TRY(auto test_host, host_with_container(driver));
  MYDOCKER_TRY(const auto first, lease_in(test_host, "c1"));
  std::vector<WorkerProcess> processes;
  for (int number = 10; number < 10 + kProcesses; ++number) {
    MYDOCKER_TRY(auto process, allocate_in_process(test_host, lease_of_another(first, number)));
    processes.push_back(std::move(process));
  }
  std::set<std::string> held;
  for (auto& process : processes) {
    drivers::Frame frame;
    (void)process.wait_for(frame, WorkerProcess::Clock::now() + kTimeLimit);
    std::istringstream lines(frame.document);
    for (std::string address; std::getline(lines, address);)
      if (!held.insert(address).second)
        return fail("an address of one endpoint only", address + " for two at the same time");
  }
  return pass(std::to_string(kProcesses) + " processes");
}

// Checks that a failed connection leaves no lease. In each run, another step of the connection
// fails.
Result<RuleResult> lease_fails(const DriverUnderTest& driver) {
  if (!has_leases(driver)) return skip(kNoLeases);
  constexpr int kMostSteps = 200;
  MYDOCKER_TRY(auto test_host, host_with_container(driver));
  MYDOCKER_TRY(const auto lease, lease_in(test_host, "c1"));
  MYDOCKER_CHECK(test_host.disconnect("c1"));
  for (int step = 1; step < kMostSteps; ++step) {
    apply::FaultAtStep fault(apply::FaultAtStep::Fault::fail, step);
    const auto done = test_host.connect("c1", &fault);
    if (done.ok()) return pass(std::to_string(step - 1) + " steps");
    MYDOCKER_TRY(const auto state, CustomCalls(test_host, {}).observe(custom_of(lease)));
    if (state != CustomState::absent)
      return fail("no lease after step " + std::to_string(step) + " failed",
                  "check() returns " + std::string(name_of(state)));
  }
  return fail("an end of the steps", "more than 200");
}

constexpr Check kLeaseCheckTable[] = {
    {"C47", Level::life, "lease-apart", "two endpoints never get the same address",
     "store in allocate() who holds each address, in one step with the check that it is free",
     apart},
    {"C48", Level::life, "lease-repeatable",
     "a second allocate() for an endpoint returns the same addresses, and check() matches",
     "look for the lease of the endpoint's id first", repeatable},
    {"C49", Level::life, "lease-released",
     "after release() the addresses are free, and a second release() succeeds",
     "release all addresses of the endpoint's id, and succeed without one", releases},
    {"C50", Level::life, "lease-required", "an endpoint gets the free addresses that it requires",
     "take Lease::addresses first, and choose an address only for the other subnets", required},
    {"C51", Level::life, "lease-exhausted", "a full subnet gives the error exhausted",
     "return ErrorKind::exhausted from allocate() if no address is free", exhausted},
    {"C52", Level::life, "lease-compared",
     "check() returns differs if the endpoint holds another address than the lease",
     "compare all addresses of the endpoint with Lease::addresses", observes_addresses},
    {"C53", Level::life, "lease-race",
     "endpoints of several processes never get the same address at the same time",
     "take the address in one step that fails if another process has it", race},
    {"F10", Level::fault, "lease-fails", "a connection that fails at any step leaves no lease",
     "let release() remove what allocate() has stored, also if it did not finish", lease_fails},
};

}  // namespace

const std::span<const Check> kLeaseChecks = kLeaseCheckTable;

}  // namespace mydocker::conformance
