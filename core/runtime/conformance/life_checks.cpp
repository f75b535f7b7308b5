// Checks C (kernel): networks and containers are created and removed, and nothing remains.
#include <algorithm>
#include <chrono>

#include "runtime/conformance/check.hpp"
#include "runtime/conformance/child.hpp"
#include "runtime/conformance/plan_inputs.hpp"
#include "runtime/conformance/plan_rules.hpp"
#include "runtime/conformance/test_host.hpp"
#include "runtime/kernel/link_state.hpp"
#include "runtime/kernel/linux_kernel.hpp"

namespace mydocker::conformance {
namespace {

using Lines = std::vector<std::string>;

Result<RuleResult> unchanged(const Lines& now, const Lines& before, const char* expected) {
  const auto changes = differences(now, before);
  return changes.empty() ? pass() : fail(expected, some_of(changes));
}

Result<RuleResult> lives(const DriverUnderTest& driver) {
  MYDOCKER_TRY(auto test_host, TestHost::make(driver));
  MYDOCKER_CHECK(test_host.create());
  MYDOCKER_CHECK(test_host.add_container("c1"));
  MYDOCKER_CHECK(test_host.connect("c1"));
  return pass();
}

Result<RuleResult> create_delete(const DriverUnderTest& driver) {
  MYDOCKER_TRY(auto test_host, TestHost::make(driver));
  MYDOCKER_TRY(const auto before, test_host.snapshot());
  MYDOCKER_CHECK(test_host.create({.subnets = dual_subnets(driver)}));
  MYDOCKER_CHECK(test_host.remove());
  MYDOCKER_TRY(const auto after, test_host.snapshot());
  return unchanged(after, before, "the host as before, after the network was removed");
}

// Checks that a container is the same before a connection and after the disconnection. The loopback
// device is brought up first, because it stays up after a disconnection.
Result<RuleResult> leaves_container(const DriverUnderTest& driver) {
  MYDOCKER_TRY(auto test_host, TestHost::make(driver));
  MYDOCKER_CHECK(test_host.create({.subnets = dual_subnets(driver)}));
  MYDOCKER_CHECK(test_host.add_container("c1"));
  MYDOCKER_TRY(const auto netns, TestHost::container("c1"));
  MYDOCKER_TRY(const auto kernel, kernel::open_linux_kernel(test_host.host(), &netns));
  MYDOCKER_CHECK(kernel->create(Loopback{}));
  MYDOCKER_TRY(const auto before, test_host.snapshot({"c1"}));
  MYDOCKER_CHECK(test_host.connect("c1"));
  MYDOCKER_CHECK(test_host.disconnect("c1"));
  MYDOCKER_TRY(const auto after, test_host.snapshot({"c1"}));
  return unchanged(after, before, "host and container as before, after a disconnect");
}

bool makes_container_link(const Plan& plan) {
  return std::ranges::any_of(plan.entries(), [](const PlanEntry& entry) {
    const auto links = links_in(entry.resource);
    return std::ranges::any_of(links,
                               [](const auto& link) { return link.first == Place::container; });
  });
}

// Compares the container's link in the kernel with the endpoint's spec.
Result<RuleResult> endpoint_cycle(const DriverUnderTest& driver) {
  if (shares_host(driver)) return skip("the driver's containers use the links of the host");
  MYDOCKER_TRY(auto test_host, TestHost::make(driver));
  MYDOCKER_CHECK(test_host.create({.subnets = dual_subnets(driver)}));
  MYDOCKER_CHECK(test_host.add_container("c1"));
  app::ConnectRequest request;
  request.network = kNetwork;
  request.container = "c1";
  request.link_name = "asked0";
  request.mac = "02:aa:bb:cc:dd:ee";
  MYDOCKER_CHECK(test_host.connect(request));
  MYDOCKER_TRY(const auto plan, test_host.recorded("c1"));
  if (!makes_container_link(plan)) return skip("the driver creates no link in the container");
  MYDOCKER_TRY(const auto endpoint, test_host.endpoint("c1"));
  MYDOCKER_TRY(const auto netns, TestHost::container("c1"));
  kernel::NetlinkSocket socket(netns.route_socket());
  MYDOCKER_TRY(const auto link, kernel::find_link(socket, "asked0"));
  if (!link) return fail("link \"asked0\" in the container", "none");
  if (!link->up) return fail("link \"asked0\" to be up", "it down");
  // The kernel gives some kinds of links no MAC, for example a TUN device.
  if (!link->mac.is_zero() && link->mac.text() != *request.mac)
    return fail("MAC " + *request.mac, link->mac.text());
  for (const auto& veth : all_of<Veth>(plan))
    if (veth.mtu != 0 && link->mtu != veth.mtu)
      return fail("mtu " + std::to_string(veth.mtu), std::to_string(link->mtu));
  MYDOCKER_TRY(const auto kernel, kernel::open_linux_kernel(test_host.host(), &netns));
  if (has_trait(driver, "handler-addresses")) return pass();
  const auto planned = addresses_at(Place::container, plan);
  for (const auto& own : endpoint.addresses) {
    const auto address = std::ranges::find(planned, own.address, &IpPrefix::address);
    if (address == planned.end()) return fail(own.text() + " in the plan", "it missing");
    MYDOCKER_TRY(const auto seen, kernel->observe(Address{Place::container, "asked0", *address}));
    if (seen.state != base::State::matches)
      return fail("address " + address->text() + " in the container", "none");
  }
  return pass();
}

Result<RuleResult> other_networks(const DriverUnderTest& driver) {
  MYDOCKER_TRY(auto test_host, TestHost::make(driver));
  MYDOCKER_CHECK(test_host.create());
  MYDOCKER_CHECK(test_host.add_container("c1"));
  MYDOCKER_CHECK(test_host.connect("c1"));
  MYDOCKER_TRY(const auto before, test_host.snapshot({"c1"}));
  TestNetwork other{.name = "another"};
  if (!usual_subnets(driver).empty()) other.subnets = {"10.78.0.0/24"};
  MYDOCKER_CHECK(test_host.create(other));
  MYDOCKER_CHECK(test_host.remove(other.name));
  MYDOCKER_TRY(const auto after, test_host.snapshot({"c1"}));
  return unchanged(after, before,
                   "a network unchanged after another network was created and removed");
}

Result<RuleResult> scale(const DriverUnderTest& driver) {
  constexpr int kMany = 200;
  constexpr int kFew = 50;
  MYDOCKER_TRY(auto test_host, TestHost::make(driver));
  MYDOCKER_CHECK(test_host.create());
  using Clock = std::chrono::steady_clock;
  const auto end = Clock::now() + driver.deadline / 2;
  Clock::duration first{};
  Clock::duration last{};
  for (int i = 1; i <= kMany; ++i) {
    const std::string name = "c" + std::to_string(i);
    MYDOCKER_CHECK(test_host.add_container(name));
    const auto start = Clock::now();
    MYDOCKER_CHECK(test_host.connect(name).within("container " + std::to_string(i)));
    const auto elapsed = Clock::now() - start;
    if (Clock::now() > end && i < kMany)
      return pass(std::to_string(i) + " containers in half of the time limit");
    if (i <= kFew) first += elapsed;
    if (i > kMany - kFew) last += elapsed;
  }
  const auto each = [](Clock::duration sum) {
    return std::to_string(std::chrono::duration_cast<std::chrono::microseconds>(sum).count() /
                          kFew) +
           " us";
  };
  return pass("a connection takes " + each(first) + " at first, " + each(last) + " at last");
}

constexpr Check kLifeCheckTable[] = {
    {"C01", Level::life, "lives", "a usual network is created and a container is connected to it",
     "the host says which step fails and why", lives},
    {"C03", Level::life, "create-delete", "a network that is removed leaves nothing on the host",
     "leave Lifetime::host out; undo in destroy() all that create() did", create_delete},
    {"C08", Level::life, "endpoint-cycle",
     "a connected container has its link, up, with the requested name, MAC, mtu and addresses",
     "plan the values of EndpointView", endpoint_cycle},
    {"C31", Level::life, "other-networks", "a network does not change other networks of the driver",
     "change only what the resource names", other_networks},
    {"C34", Level::life, "leaves-container",
     "a container that is disconnected is as it was before, and so is the host",
     "undo in destroy() all that create() did", leaves_container},
    {"R03", Level::life, "scale",
     "two hundred containers can be connected, or as many as the time allows; the time is reported",
     "derive names and MACs from the whole id", scale},
};

}  // namespace

const std::span<const Check> kLifeChecks = kLifeCheckTable;

}  // namespace mydocker::conformance
