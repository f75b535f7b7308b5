// C: packets arrive where they shall, and nowhere else.
#include <filesystem>

#include "runtime/conformance/check.hpp"
#include "runtime/conformance/plan_facts.hpp"
#include "runtime/conformance/traffic.hpp"
#include "runtime/conformance/wishes.hpp"
#include "runtime/conformance/words.hpp"
#include "runtime/conformance/world.hpp"

namespace mydocker::conformance {
namespace {

constexpr std::uint16_t kPort = 7777;
constexpr std::chrono::milliseconds kWarmUp{1500};  // for a way that may lead nowhere

// A world with a network and containers on it, as far as their names go.
Result<World> world_with(const Subject& subject, const NetworkWish& wish,
                         const std::vector<std::string>& containers) {
  MYDOCKER_TRY(auto world, World::make(subject));
  MYDOCKER_CHECK(world.create(wish));
  for (const auto& name : containers) {
    MYDOCKER_CHECK(world.add_container(name));
    MYDOCKER_CHECK(world.connect(name));
  }
  return world;
}

Result<IpAddress> address_of(World& world, const std::string& container, Family family) {
  MYDOCKER_TRY(const auto endpoint, world.endpoint(container));
  for (const auto& own : endpoint.addresses)
    if (own.address.family() == family) return own.address;
  return Error(ErrorKind::not_found, "container \"" + container + "\" has no such address");
}

Result<Verdict> arrives(const Errand& errand, const std::string& expected) {
  MYDOCKER_TRY(const auto delivery, deliver(errand, kPatience));
  if (delivery.answered) return pass();
  return fail(expected, delivery.heard ? "that the answer is lost" : "that nothing arrives");
}

// Both ways, in that family.
Result<Verdict> talk(const Subject& subject, const NetworkWish& wish, Family family) {
  MYDOCKER_TRY(auto world, world_with(subject, wish, {"c1", "c2"}));
  MYDOCKER_TRY(const auto one, World::container("c1"));
  MYDOCKER_TRY(const auto other, World::container("c2"));
  MYDOCKER_TRY(const auto first, address_of(world, "c1", family));
  MYDOCKER_TRY(const auto second, address_of(world, "c2", family));
  MYDOCKER_TRY(auto verdict,
               arrives({one, other, second, kPort}, "that one container reaches another"));
  if (verdict.outcome != Outcome::pass) return verdict;
  return arrives({other, one, first, kPort}, "that the other container reaches the first");
}

Result<Verdict> two_endpoints(const Subject& subject) {
  if (!has_addresses(subject)) return skip("it has no addresses");
  return talk(subject, {}, Family::v4);
}

Result<Verdict> ipv6_traffic(const Subject& subject) {
  if (!has_addresses(subject) || !has_ipv6(subject)) return skip("it has no IPv6");
  if (!std::filesystem::exists("/proc/sys/net/ipv6")) return skip("this kernel has no IPv6");
  return talk(subject, {.subnets = dual_subnets(subject)}, Family::v6);
}

// Only a network that masquerades promises that; others may lead out as well.
Result<Verdict> outside(const Subject& subject) {
  if (!has_addresses(subject)) return skip("it has no addresses");
  MYDOCKER_TRY(auto world, world_with(subject, {}, {"c1"}));
  MYDOCKER_TRY(const auto inside, World::container("c1"));
  MYDOCKER_TRY(auto verdict,
               arrives({inside, world.outside(), IpAddress::parse(kOutside).value(), kPort},
                       "that a container reaches the outside, which knows no way back"));
  MYDOCKER_TRY(const auto plan, world.recorded());
  if (verdict.outcome == Outcome::fail && all_of<Masquerade>(plan).empty())
    return skip("its containers do not reach the outside, and its plan has no masquerade");
  return verdict;
}

// Whatever routes a container makes for itself, and whatever another network has switched on.
Result<Verdict> internal_traffic(const Subject& subject) {
  if (!has_addresses(subject)) return skip("it has no addresses");
  if (subject.driver().can("lan")) return skip("its containers stand on a network of the outside");
  const NetworkWish wish{.internal = true};
  MYDOCKER_TRY(auto world, World::make(subject));
  if (const auto created = world.create(wish); !created.ok())
    return skip("it has no internal networks: " + created.error().message());
  MYDOCKER_CHECK(world.add_container("c1"));
  MYDOCKER_CHECK(world.connect("c1"));
  MYDOCKER_TRY(const auto inside, World::container("c1"));
  MYDOCKER_TRY(const auto endpoint, world.endpoint("c1"));
  MYDOCKER_TRY(const auto kernel, kernel::open_linux_kernel(world.host(), &inside));
  MYDOCKER_CHECK(kernel->create(Sysctl{Place::host, "net/ipv4/ip_forward", "1"}));
  const Route way{Place::container,
                  endpoint.link_name,
                  {IpAddress(), 0},
                  IpAddress::parse("10.77.0.1").value()};
  (void)kernel->create(way);  // fails where there is one already
  // Both halves of the way are tried first, where they lead anywhere: what does not arrive then is
  // kept back, and not late.
  const auto target = IpAddress::parse(kOutside).value();
  (void)deliver({world.host(), world.outside(), target, kPort}, kPatience);
  (void)deliver({inside, world.host(), *way.via, kPort}, kWarmUp);
  MYDOCKER_TRY(const auto delivery, deliver({inside, world.outside(), target, kPort}, kDoubt));
  return delivery.heard ? fail("that nothing of an internal network gets out", "that it is heard")
                        : pass();
}

Result<Verdict> ports_traffic(const Subject& subject) {
  if (!has_ports(subject) || !has_addresses(subject)) return skip("it publishes no ports");
  constexpr std::uint16_t kHostPort = 8080;
  MYDOCKER_TRY(auto world, world_with(subject, {}, {}));
  MYDOCKER_CHECK(world.add_container("c1"));
  app::ConnectRequest request;
  request.network = kNetwork;
  request.container = "c1";
  request.ports = {"8080:7777/udp"};
  MYDOCKER_CHECK(world.connect(request));
  MYDOCKER_TRY(const auto inside, World::container("c1"));
  return arrives(
      {world.outside(), inside, IpAddress::parse(kHostOutside).value(), kHostPort, kPort},
      "that a published port of the host leads to the container");
}

constexpr Check kTrafficCheckTable[] = {
    {"C12", Level::life, "two-endpoints", "two containers on one network reach each other",
     "keep them apart only where an option asks for it", two_endpoints},
    {"C13", Level::life, "internal-net", "nothing of an internal network gets out",
     "seal it: Isolation::sealed, blocks::isolate()", internal_traffic},
    {"C14", Level::life, "dual-stack", "two containers reach each other by IPv6 as well",
     "do for every family what is done for one", ipv6_traffic},
    {"C30", Level::life, "published-ports",
     "who is outside reaches a container by a published port of the host",
     "see blocks::publish_ports()", ports_traffic},
    {"C32", Level::life, "way-out",
     "a container of a network that masquerades reaches the outside, and the answer comes back",
     "see blocks::masquerade() and forward_ipv4()", outside},
};

}  // namespace

const std::span<const Check> kTrafficChecks = kTrafficCheckTable;

}  // namespace mydocker::conformance
