// Checks C (kernel): what an attacker in a container or outside the host cannot do.
#include <algorithm>

#include "runtime/conformance/check.hpp"
#include "runtime/conformance/frames.hpp"
#include "runtime/conformance/plan_inputs.hpp"
#include "runtime/conformance/plan_rules.hpp"
#include "runtime/conformance/test_host.hpp"
#include "runtime/conformance/traffic.hpp"

namespace mydocker::conformance {
namespace {

constexpr std::chrono::milliseconds kFrameTimeout{3000};  // timeout for a frame that must arrive

// Two containers on one network. "c1" sends false frames, "c2" listens.
struct Neighbours {
  model::Endpoint sender;
  model::Endpoint listener;
  FrameSocket from;
  FrameSocket to;
  std::vector<MacAddress> targets;  // the destination MACs that may lead to the listener
  bool is_bridged = false;          // false: the host replaces the source MAC of each packet
};

Result<model::Endpoint> connected(TestHost& test_host, const std::string& container) {
  MYDOCKER_CHECK(test_host.add_container(container));
  MYDOCKER_CHECK(test_host.connect(container));
  return test_host.endpoint(container);
}

Result<FrameSocket> socket_of(const model::Endpoint& endpoint) {
  MYDOCKER_TRY(const auto netns, TestHost::container(endpoint.container));
  return FrameSocket::open(netns, endpoint.link_name);
}

// Returns the host's own MACs. On a network without a bridge, frames of a container go to one of
// them.
Result<std::vector<MacAddress>> host_macs(TestHost& test_host) {
  std::vector<MacAddress> macs;
  for (const auto& owner : {std::string(), std::string("c1")}) {
    MYDOCKER_TRY(const auto plan, test_host.recorded(owner));
    for (const auto& veth : all_of<Veth>(plan)) macs.push_back(veth.host_mac);
    for (const auto& bridge : all_of<Bridge>(plan)) macs.push_back(bridge.mac);
  }
  return macs;
}

Result<Neighbours> neighbours_on(const DriverUnderTest& driver, TestHost& test_host) {
  MYDOCKER_CHECK(test_host.create({.subnets = dual_subnets(driver)}));
  MYDOCKER_TRY(auto sender, connected(test_host, "c1"));
  MYDOCKER_TRY(auto listener, connected(test_host, "c2"));
  MYDOCKER_TRY(auto from, socket_of(sender));
  MYDOCKER_TRY(auto to, socket_of(listener));
  MYDOCKER_TRY(auto targets, host_macs(test_host));
  targets.push_back(listener.mac);
  MYDOCKER_TRY(const auto plan, test_host.recorded("c1"));
  const auto veths = all_of<Veth>(plan);
  const bool is_bridged =
      std::ranges::any_of(veths, [](const Veth& veth) { return !veth.master.empty(); });
  return Neighbours{std::move(sender), std::move(listener), std::move(from),
                    std::move(to),     std::move(targets),  is_bridged};
}

// A frame that the container "c1" tries to send. The first attempt of each list is allowed, and the
// others must be blocked.
struct Attempt {
  std::string what;
  MacAddress mac;
  IpAddress source;
  IpAddress target;
  std::string (*frame)(const FrameEnds& ends, const std::string& payload) = udp_frame;
};

bool arrives_at(const Neighbours& pair, const Attempt& attempt, std::chrono::milliseconds timeout) {
  const std::string payload = "kit " + attempt.what;
  for (const auto& target : pair.targets)
    pair.from.send(attempt.frame({attempt.mac, target, attempt.source, attempt.target}, payload));
  return pair.to.hears(payload, timeout);
}

// Sends the frames of all attempts. The first one is allowed and must arrive. So if another frame
// does not arrive, the host has dropped it.
Result<RuleResult> none_arrives(const Neighbours& pair, const std::vector<Attempt>& attempts) {
  for (const auto& attempt : attempts) {
    const bool honest = &attempt == &attempts.front();
    if (honest && !arrives_at(pair, attempt, kFrameTimeout))
      return fail(attempt.what + " to arrive at another container", "that it does not");
    if (!honest && arrives_at(pair, attempt, kQuietPeriod))
      return fail("that " + attempt.what + " does not arrive at another container", "that it does");
  }
  return pass();
}

std::string family_of(const IpAddress& address) { return address.is_v4() ? "IPv4" : "IPv6"; }

// Runs the attempts separately for each address of the listener. The addresses can be IPv4 and
// IPv6.
Result<RuleResult> each_family(const DriverUnderTest& driver,
                               std::vector<Attempt> (*attempts)(const Neighbours& pair,
                                                                std::size_t subnet)) {
  if (!has_addresses(driver)) return skip("the driver has no addresses");
  if (driver.driver().can(Capability::lan))
    return skip("the driver's containers are on a network outside the host");
  MYDOCKER_TRY(auto test_host, TestHost::make(driver));
  MYDOCKER_TRY(const auto pair, neighbours_on(driver, test_host));
  for (std::size_t i = 0; i < pair.listener.addresses.size(); ++i) {
    MYDOCKER_TRY(auto result, none_arrives(pair, attempts(pair, i)));
    if (result.outcome != RuleOutcome::pass) return result;
  }
  return pass();
}

Attempt honest_one(const Neighbours& pair, std::size_t subnet) {
  const auto own = pair.sender.addresses[subnet].address;
  return {"an " + family_of(own) + " packet with the container's own addresses", pair.sender.mac,
          own, pair.listener.addresses[subnet].address};
}

std::vector<Attempt> false_addresses(const Neighbours& pair, std::size_t subnet) {
  const auto honest = honest_one(pair, subnet);
  constexpr unsigned kUnused = 200;
  auto address = honest;
  address.what =
      "a packet with the source address of another " + family_of(honest.source) + " host";
  address.source = pair.sender.addresses[subnet].network().address.plus(kUnused);
  auto outside = honest;
  outside.what = "a packet with a source address outside the subnet";
  outside.source = IpAddress::parse(honest.source.is_v4() ? "192.0.2.7" : "2001:db8:9::7").value();
  if (!pair.is_bridged) return {honest, address, outside};
  auto mac = honest;
  mac.what = "an " + family_of(honest.source) + " packet with another source MAC";
  mac.mac.bytes.back() ^= 0x55U;
  return {honest, address, outside, mac};
}

// Returns frames with the gateway's address as their source. The gateway is the first address of
// each subnet of the test networks.
std::vector<Attempt> gateway_attempts(const Neighbours& pair, std::size_t subnet) {
  const auto honest = honest_one(pair, subnet);
  auto packet = honest;
  packet.what = "a packet with the gateway's " + family_of(honest.source) + " address";
  packet.source = pair.sender.addresses[subnet].network().address.plus(1);
  auto claim = packet;
  claim.what = std::string("a ") +
               (honest.source.is_v4() ? "reply of ARP" : "neighbour advertisement") +
               " for the gateway's address";
  claim.frame = neighbour_frame;
  return {honest, packet, claim};
}

Result<RuleResult> spoofing(const DriverUnderTest& driver) {
  return each_family(driver, false_addresses);
}
Result<RuleResult> impersonation(const DriverUnderTest& driver) {
  return each_family(driver, gateway_attempts);
}

Result<RuleResult> closed_outside(const DriverUnderTest& driver) {
  if (!has_addresses(driver)) return skip("the driver has no addresses");
  if (driver.driver().can(Capability::lan))
    return skip("the driver's containers are on a network outside the host");
  MYDOCKER_TRY(auto test_host, host_with_container(driver));
  MYDOCKER_CHECK(open_paths(test_host));
  MYDOCKER_TRY(const auto endpoint, test_host.endpoint("c1"));
  MYDOCKER_TRY(const auto inside, TestHost::container("c1"));
  for (const auto& own : endpoint.addresses) {
    MYDOCKER_TRY(const auto found, first_heard(test_host, inside, own.address, kQuietPeriod));
    if (!found.empty())
      return fail("that a client outside does not reach " + own.address.text(), found);
  }
  return pass();
}

constexpr Check kAttackCheckTable[] = {
    {"C38", Level::life, "closed-outside",
     "a client outside that has a route to a container does not reach an unpublished port",
     "plan an Isolation: blocks::isolate()", closed_outside},
    {"C39", Level::life, "spoofing",
     "a container cannot send with a MAC or an address that is not its own",
     "plan an AntiSpoofing: blocks::add_antispoofing()", spoofing},
    {"C40", Level::life, "impersonation",
     "a container cannot claim to be the gateway: by packets, ARP or neighbour advertisements",
     "let AntiSpoofing::addresses contain the container's addresses only", impersonation},
};

}  // namespace

const std::span<const Check> kAttackChecks = kAttackCheckTable;

}  // namespace mydocker::conformance
