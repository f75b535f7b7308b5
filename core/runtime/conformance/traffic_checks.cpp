// Checks C (kernel): packets reach the container that they are for, and no other one.
#include <algorithm>

#include "runtime/conformance/check.hpp"
#include "runtime/conformance/plan_inputs.hpp"
#include "runtime/conformance/plan_rules.hpp"
#include "runtime/conformance/test_host.hpp"
#include "runtime/conformance/traffic.hpp"
#include "runtime/kernel/linux_kernel.hpp"

namespace mydocker::conformance {
namespace {

constexpr std::uint16_t kPort = 7777;
constexpr std::chrono::milliseconds kWarmUp{1500};  // timeout for a path that may not exist

// Returns a test host with a network and the containers on it.
Result<TestHost> host_with(const DriverUnderTest& driver, const TestNetwork& input,
                           const std::vector<std::string>& containers) {
  MYDOCKER_TRY(auto test_host, TestHost::make(driver));
  MYDOCKER_CHECK(test_host.create(input));
  for (const auto& name : containers) {
    MYDOCKER_CHECK(test_host.add_container(name));
    MYDOCKER_CHECK(test_host.connect(name));
  }
  return test_host;
}

Result<IpAddress> address_of(TestHost& test_host, const std::string& container, Family family) {
  MYDOCKER_TRY(const auto endpoint, test_host.endpoint(container));
  for (const auto& own : endpoint.addresses)
    if (own.address.family() == family) return own.address;
  return Error(ErrorKind::not_found, "container \"" + container + "\" has no such address");
}

Result<RuleResult> arrives(const UdpProbe& probe, const std::string& expected) {
  MYDOCKER_TRY(const auto result, send_probe(probe, kTimeout));
  if (result.answered) return pass();
  return fail(expected, result.heard ? "that the reply is lost" : "that nothing arrives");
}

// Checks that two containers reach each other in this address family. Both directions are checked.
Result<RuleResult> talk(const DriverUnderTest& driver, const TestNetwork& input, Family family) {
  MYDOCKER_TRY(auto test_host, host_with(driver, input, {"c1", "c2"}));
  MYDOCKER_TRY(const auto one, TestHost::container("c1"));
  MYDOCKER_TRY(const auto other, TestHost::container("c2"));
  MYDOCKER_TRY(const auto first, address_of(test_host, "c1", family));
  MYDOCKER_TRY(const auto second, address_of(test_host, "c2", family));
  MYDOCKER_TRY(auto checked,
               arrives({one, other, second, kPort}, "that one container reaches another"));
  if (checked.outcome != RuleOutcome::pass) return checked;
  return arrives({other, one, first, kPort}, "that the other container reaches the first");
}

Result<RuleResult> two_endpoints(const DriverUnderTest& driver) {
  if (!has_addresses(driver)) return skip("the driver has no addresses");
  return talk(driver, {}, Family::v4);
}

Result<RuleResult> ipv6_traffic(const DriverUnderTest& driver) {
  if (!has_addresses(driver) || !has_ipv6(driver)) return skip("the driver has no IPv6");
  if (!kernel_has_ipv6()) return skip("this kernel has no IPv6");
  return talk(driver, {.subnets = dual_subnets(driver)}, Family::v6);
}

// The addresses of the test host in one family.
struct FamilyAddresses {
  Family family;
  IpAddress host;     // the host's address on its link to the outside
  IpAddress outside;  // the address of the outside
  IpAddress gateway;  // the gateway of the containers
};

FamilyAddresses addresses_of(Family family) {
  const auto parsed = [](const char* text) { return IpAddress::parse(text).value(); };
  if (family == Family::v4)
    return {family, parsed(kHostOutside), parsed(kOutside), parsed("10.77.0.1")};
  return {family, parsed(kHostOutside6), parsed(kOutside6), parsed("fd00:77::1")};
}

// Returns why a container of this driver cannot have an address of this family. Empty: it can have
// one.
std::string why_not(const DriverUnderTest& driver, Family family) {
  if (!has_addresses(driver)) return "the driver has no addresses";
  if (family == Family::v4) return {};
  if (!has_ipv6(driver)) return "the driver has no IPv6";
  return kernel_has_ipv6() ? "" : "this kernel has no IPv6";
}

std::vector<std::string> subnets_for(const DriverUnderTest& driver, Family family) {
  return family == Family::v4 ? usual_subnets(driver) : dual_subnets(driver);
}

bool masquerades(const Plan& plan, Family family) {
  const auto all = all_of<Masquerade>(plan);
  return std::ranges::any_of(
      all, [&](const Masquerade& one) { return one.source.address.family() == family; });
}

// Checks that a container reaches the outside, if its network has a masquerade. Without a
// masquerade, the check does not apply. If a network masquerades IPv4, it must also masquerade its
// unique local IPv6 addresses.
Result<RuleResult> outside(const DriverUnderTest& driver, Family family) {
  if (const auto why = why_not(driver, family); !why.empty()) return skip(why);
  MYDOCKER_TRY(auto test_host, host_with(driver, {.subnets = subnets_for(driver, family)}, {"c1"}));
  MYDOCKER_TRY(const auto inside, TestHost::container("c1"));
  MYDOCKER_TRY(auto checked,
               arrives({inside, test_host.outside(), addresses_of(family).outside, kPort},
                       "that a container reaches the outside, which has no route back"));
  MYDOCKER_TRY(const auto plan, test_host.recorded());
  if (checked.outcome == RuleOutcome::fail && !masquerades(plan, Family::v4))
    return skip("the driver's containers do not reach the outside, and its plan has no masquerade");
  return checked;
}

Result<RuleResult> outside_v4(const DriverUnderTest& driver) { return outside(driver, Family::v4); }
Result<RuleResult> outside_v6(const DriverUnderTest& driver) { return outside(driver, Family::v6); }

// Turns forwarding on, as another network of the host could do.
Result<void> forward(kernel::Kernel& kernel) {
  MYDOCKER_CHECK(kernel.create(Sysctl{Place::host, "net/ipv4/ip_forward", "1"}));
  if (!kernel_has_ipv6()) return {};
  return kernel.create(Sysctl{Place::host, "net/ipv6/conf/all/forwarding", "1"});
}

// Checks that an internal network stays closed. In the check, a container adds a route, and another
// network has turned forwarding on.
Result<RuleResult> internal_traffic(const DriverUnderTest& driver, Family family) {
  if (const auto why = why_not(driver, family); !why.empty()) return skip(why);
  if (driver.driver().can(Capability::lan))
    return skip("the driver's containers are on a network outside the host");
  const TestNetwork input{.subnets = subnets_for(driver, family), .internal = true};
  MYDOCKER_TRY(auto test_host, TestHost::make(driver));
  if (const auto created = test_host.create(input); !created.ok()) {
    if (!is_for_users(created.error())) return created.error();
    return skip("the driver does not support internal networks: " + created.error().message());
  }
  MYDOCKER_CHECK(test_host.add_container("c1"));
  MYDOCKER_CHECK(test_host.connect("c1"));
  MYDOCKER_TRY(const auto inside, TestHost::container("c1"));
  MYDOCKER_TRY(const auto endpoint, test_host.endpoint("c1"));
  MYDOCKER_TRY(const auto kernel, kernel::open_linux_kernel(test_host.host(), &inside));
  MYDOCKER_CHECK(forward(*kernel));
  const auto known = addresses_of(family);
  // The container may have a default route already. Then this fails, and the error is ignored.
  (void)kernel->create(
      Route{Place::container, endpoint.link_name, {IpAddress(family, {}), 0}, known.gateway});
  // Both parts of the path are used once before the check, if they exist. So a datagram that does
  // not arrive later was dropped, and not only delayed.
  (void)send_probe({test_host.host(), test_host.outside(), known.outside, kPort}, kTimeout);
  (void)send_probe({inside, test_host.host(), known.gateway, kPort}, kWarmUp);
  MYDOCKER_TRY(const auto result,
               send_probe({inside, test_host.outside(), known.outside, kPort}, kQuietPeriod));
  return result.heard ? fail("that no packet of an internal network reaches the outside",
                             "that a packet arrives")
                      : pass();
}

Result<RuleResult> internal_v4(const DriverUnderTest& driver) {
  return internal_traffic(driver, Family::v4);
}
Result<RuleResult> internal_v6(const DriverUnderTest& driver) {
  return internal_traffic(driver, Family::v6);
}

Result<RuleResult> ports_traffic(const DriverUnderTest& driver, Family family) {
  if (!has_ports(driver)) return skip("the driver publishes no ports");
  if (const auto why = why_not(driver, family); !why.empty()) return skip(why);
  constexpr std::uint16_t kHostPort = 8080;
  MYDOCKER_TRY(auto test_host, host_with(driver, {.subnets = subnets_for(driver, family)}, {}));
  MYDOCKER_CHECK(test_host.add_container("c1"));
  app::ConnectRequest request;
  request.network = kNetwork;
  request.container = "c1";
  request.ports = {"8080:7777/udp"};
  MYDOCKER_CHECK(test_host.connect(request));
  MYDOCKER_TRY(const auto inside, TestHost::container("c1"));
  if (has_trait(driver, "routed-ports")) {
    MYDOCKER_CHECK(open_paths(test_host));
    MYDOCKER_TRY(const auto own, address_of(test_host, "c1", family));
    return arrives({test_host.outside(), inside, own, kPort},
                   "that a published port of the container is reachable");
  }
  return arrives({test_host.outside(), inside, addresses_of(family).host, kHostPort, kPort},
                 "that a published port of the host reaches the container");
}

Result<RuleResult> ports_v4(const DriverUnderTest& driver) {
  return ports_traffic(driver, Family::v4);
}
Result<RuleResult> ports_v6(const DriverUnderTest& driver) {
  return ports_traffic(driver, Family::v6);
}

// Checks packets to an address of the subnet that no container has. They must not leave the host.
// The outside has this address, and the host has a default route to the outside.
Result<RuleResult> unused_addresses(const DriverUnderTest& driver) {
  if (const auto why = why_not(driver, Family::v4); !why.empty()) return skip(why);
  if (driver.driver().can(Capability::lan))
    return skip("the driver's containers are on a network outside the host");
  if (has_trait(driver, "no-gateway")) return skip("the rest of the subnet is outside the host");
  MYDOCKER_TRY(auto test_host, host_with(driver, {.subnets = usual_subnets(driver)}, {"c1"}));
  MYDOCKER_TRY(const auto inside, TestHost::container("c1"));
  MYDOCKER_TRY(const auto kernel,
               kernel::open_linux_kernel(test_host.host(), &test_host.outside()));
  const auto unused = IpAddress::parse("10.77.0.200").value();
  MYDOCKER_CHECK(kernel->create(Address{Place::container, "eth0", {unused, unused.bits()}}));
  MYDOCKER_CHECK(
      send_probe({inside, test_host.outside(), addresses_of(Family::v4).outside, kPort}, kWarmUp));
  MYDOCKER_TRY(const auto result,
               send_probe({inside, test_host.outside(), unused, kPort}, kQuietPeriod));
  return result.heard ? fail("that no packet to " + unused.text() + " leaves the host",
                             "that it arrives outside")
                      : pass();
}

constexpr Check kTrafficCheckTable[] = {
    {"C12", Level::life, "two-endpoints", "two containers on one network reach each other",
     "block their traffic only if an option requests it", two_endpoints},
    {"C13", Level::life, "internal-net", "no packet of an internal network reaches the outside",
     "set Isolation::internal, or use blocks::isolate()", internal_v4},
    {"C14", Level::life, "dual-stack", "two containers also reach each other by IPv6",
     "plan the same for every address family", ipv6_traffic},
    {"C30", Level::life, "published-ports",
     "a client outside the host reaches a container through a published port of the host",
     "see blocks::publish_ports()", ports_v4},
    {"C32", Level::life, "way-out",
     "a container of a network that masquerades reaches the outside, and the reply comes back",
     "see blocks::masquerade() and forward_ipv4()", outside_v4},
    {"C41", Level::life, "way-out-ipv6",
     "a container of a network that masquerades also reaches the outside by IPv6",
     "see blocks::masquerade() and forward_ipv6()", outside_v6},
    {"C42", Level::life, "published-ports-ipv6",
     "a client outside the host reaches a container through a published port by IPv6 as well",
     "see blocks::publish_ports()", ports_v6},
    {"C43", Level::life, "internal-net-ipv6",
     "no IPv6 packet of an internal network reaches the outside",
     "set Isolation::internal, or use blocks::isolate()", internal_v6},
    {"C56", Level::life, "unused-addresses",
     "packets of a container to unused addresses of its subnet do not leave the host",
     "add an unreachable route to the subnet (RouteType::unreachable)", unused_addresses},
};

}  // namespace

const std::span<const Check> kTrafficChecks = kTrafficCheckTable;

}  // namespace mydocker::conformance
