// C: packets reach their destination, and only that.
#include <filesystem>

#include "runtime/conformance/check.hpp"
#include "runtime/conformance/listing.hpp"
#include "runtime/conformance/plan_facts.hpp"
#include "runtime/conformance/plan_inputs.hpp"
#include "runtime/conformance/test_host.hpp"
#include "runtime/conformance/traffic.hpp"

namespace mydocker::conformance {
namespace {

constexpr std::uint16_t kPort = 7777;
constexpr std::chrono::milliseconds kWarmUp{1500};  // for a path that may not exist

// A test host with a network, and with these containers on it.
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

Result<Verdict> arrives(const UdpProbe& probe, const std::string& expected) {
  MYDOCKER_TRY(const auto result, send_probe(probe, kTimeout));
  if (result.answered) return pass();
  return fail(expected, result.heard ? "that the reply is lost" : "that nothing arrives");
}

// Checks both directions between two containers, in that family.
Result<Verdict> talk(const DriverUnderTest& driver, const TestNetwork& input, Family family) {
  MYDOCKER_TRY(auto test_host, host_with(driver, input, {"c1", "c2"}));
  MYDOCKER_TRY(const auto one, TestHost::container("c1"));
  MYDOCKER_TRY(const auto other, TestHost::container("c2"));
  MYDOCKER_TRY(const auto first, address_of(test_host, "c1", family));
  MYDOCKER_TRY(const auto second, address_of(test_host, "c2", family));
  MYDOCKER_TRY(auto verdict,
               arrives({one, other, second, kPort}, "that one container reaches another"));
  if (verdict.outcome != Outcome::pass) return verdict;
  return arrives({other, one, first, kPort}, "that the other container reaches the first");
}

Result<Verdict> two_endpoints(const DriverUnderTest& driver) {
  if (!has_addresses(driver)) return skip("it has no addresses");
  return talk(driver, {}, Family::v4);
}

Result<Verdict> ipv6_traffic(const DriverUnderTest& driver) {
  if (!has_addresses(driver) || !has_ipv6(driver)) return skip("it has no IPv6");
  if (!std::filesystem::exists("/proc/sys/net/ipv6")) return skip("this kernel has no IPv6");
  return talk(driver, {.subnets = dual_subnets(driver)}, Family::v6);
}

// Only a network with a masquerade must reach the outside. Other networks may reach it too.
Result<Verdict> outside(const DriverUnderTest& driver) {
  if (!has_addresses(driver)) return skip("it has no addresses");
  MYDOCKER_TRY(auto test_host, host_with(driver, {}, {"c1"}));
  MYDOCKER_TRY(const auto inside, TestHost::container("c1"));
  MYDOCKER_TRY(auto verdict,
               arrives({inside, test_host.outside(), IpAddress::parse(kOutside).value(), kPort},
                       "that a container reaches the outside, which has no route back"));
  MYDOCKER_TRY(const auto plan, test_host.recorded());
  if (verdict.outcome == Outcome::fail && all_of<Masquerade>(plan).empty())
    return skip("its containers do not reach the outside, and its plan has no masquerade");
  return verdict;
}

// Isolation must work even if a container adds routes, and if another network turned forwarding on.
Result<Verdict> internal_traffic(const DriverUnderTest& driver) {
  if (!has_addresses(driver)) return skip("it has no addresses");
  if (driver.driver().can(Capability::lan))
    return skip("its containers are on a network of the outside");
  const TestNetwork input{.internal = true};
  MYDOCKER_TRY(auto test_host, TestHost::make(driver));
  if (const auto created = test_host.create(input); !created.ok())
    return skip("it does not support internal networks: " + created.error().message());
  MYDOCKER_CHECK(test_host.add_container("c1"));
  MYDOCKER_CHECK(test_host.connect("c1"));
  MYDOCKER_TRY(const auto inside, TestHost::container("c1"));
  MYDOCKER_TRY(const auto endpoint, test_host.endpoint("c1"));
  MYDOCKER_TRY(const auto kernel, kernel::open_linux_kernel(test_host.host(), &inside));
  MYDOCKER_CHECK(kernel->create(Sysctl{Place::host, "net/ipv4/ip_forward", "1"}));
  const Route way{Place::container,
                  endpoint.link_name,
                  {IpAddress(), 0},
                  IpAddress::parse("10.77.0.1").value()};
  (void)kernel->create(way);  // fails if a default route exists already
  // Both parts of the path are tried first, if they exist. So a datagram that does not arrive later
  // was dropped, not delayed.
  const auto target = IpAddress::parse(kOutside).value();
  (void)send_probe({test_host.host(), test_host.outside(), target, kPort}, kTimeout);
  (void)send_probe({inside, test_host.host(), *way.via, kPort}, kWarmUp);
  MYDOCKER_TRY(const auto result,
               send_probe({inside, test_host.outside(), target, kPort}, kQuietPeriod));
  return result.heard ? fail("that no packet of an internal network reaches the outside",
                             "that a packet arrives")
                      : pass();
}

Result<Verdict> ports_traffic(const DriverUnderTest& driver) {
  if (!has_ports(driver) || !has_addresses(driver)) return skip("it publishes no ports");
  constexpr std::uint16_t kHostPort = 8080;
  MYDOCKER_TRY(auto test_host, host_with(driver, {}, {}));
  MYDOCKER_CHECK(test_host.add_container("c1"));
  app::ConnectRequest request;
  request.network = kNetwork;
  request.container = "c1";
  request.ports = {"8080:7777/udp"};
  MYDOCKER_CHECK(test_host.connect(request));
  MYDOCKER_TRY(const auto inside, TestHost::container("c1"));
  return arrives(
      {test_host.outside(), inside, IpAddress::parse(kHostOutside).value(), kHostPort, kPort},
      "that a published port of the host reaches the container");
}

constexpr Check kTrafficCheckTable[] = {
    {"C12", Level::life, "two-endpoints", "two containers on one network reach each other",
     "block their traffic only if an option requests it", two_endpoints},
    {"C13", Level::life, "internal-net", "no packet of an internal network reaches the outside",
     "set Isolation::internal, or use blocks::isolate()", internal_traffic},
    {"C14", Level::life, "dual-stack", "two containers reach each other by IPv6 as well",
     "plan the same for every address family", ipv6_traffic},
    {"C30", Level::life, "published-ports",
     "a client outside the host reaches a container through a published port of the host",
     "see blocks::publish_ports()", ports_traffic},
    {"C32", Level::life, "way-out",
     "a container of a network that masquerades reaches the outside, and the reply comes back",
     "see blocks::masquerade() and forward_ipv4()", outside},
};

}  // namespace

const std::span<const Check> kTrafficChecks = kTrafficCheckTable;

}  // namespace mydocker::conformance
