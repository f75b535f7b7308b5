#include <gtest/gtest.h>

#include "mydocker/blocks/addressing.hpp"
#include "mydocker/blocks/bandwidth.hpp"
#include "mydocker/blocks/nat.hpp"
#include "mydocker/blocks/publish.hpp"
#include "mydocker/blocks/veth.hpp"

namespace mydocker::blocks {
namespace blocks_test {

IpAddress ip(std::string_view text) { return IpAddress::parse(text).value(); }
IpPrefix prefix(std::string_view text) { return IpPrefix::parse(text).value(); }

NetworkView network() {
  NetworkView network;
  network.subnets = {{prefix("192.0.2.0/24"), ip("192.0.2.1")},
                     {prefix("198.51.100.0/24"), ip("198.51.100.1")},
                     {prefix("2001:db8::/64"), ip("2001:db8::1")},
                     {prefix("2001:db8:1::/64"), std::nullopt}};
  return network;
}

EndpointView endpoint(std::vector<IpPrefix> addresses) {
  EndpointView endpoint;
  endpoint.id = "0123456789abcdef";
  endpoint.link_name = "eth0";
  endpoint.mac = derived_mac(endpoint.id, "container");
  endpoint.addresses = std::move(addresses);
  endpoint.default_route = true;
  return endpoint;
}

std::vector<Resource> resources(const Plan& plan) {
  std::vector<Resource> resources;
  for (const PlanEntry& entry : plan.entries()) {
    EXPECT_FALSE(entry.why.empty());
    EXPECT_NE(entry.why.back(), '.');
    resources.push_back(entry.resource);
  }
  return resources;
}

TEST(ConnectWithVeth, NamesTheHostEndAfterTheEndpoint) {
  Plan plan;
  const EndpointView view = endpoint({});
  connect_with_veth(plan, view, {.master = "testnet", .mtu = 1450, .ipv6 = true});
  EXPECT_EQ(resources(plan),
            (std::vector<Resource>{Veth{"veth-0123456789", derived_mac(view.id, "host"), "eth0",
                                        view.mac, "testnet", 1450, true}}));
  EXPECT_EQ(plan.entries()[0].why,
            "a veth pair with one interface in the container, the other in bridge \"testnet\"");
}

TEST(ConnectWithVeth, IsClosedBeforeItExists) {
  Plan plan;
  const EndpointView view = endpoint({prefix("192.0.2.9/24")});
  add_antispoofing(plan, view, host_link_of(view));
  const auto link = connect_with_veth(plan, view, {});
  EXPECT_EQ(link, host_link_of(view));
  EXPECT_EQ(kind_of(plan.entries()[0].resource), "antispoofing");
}

TEST(ConnectWithVeth, NeedsNoBridge) {
  Plan plan;
  connect_with_veth(plan, endpoint({}), {});
  EXPECT_EQ(plan.entries()[0].why,
            "a veth pair with one interface in the container, the other on the host");
  EXPECT_FALSE(plan.entries()[0].resource.get_if<Veth>()->up);
}

TEST(ConnectWithVeth, MayBeUpFromBirth) {
  Plan plan;
  connect_with_veth(plan, endpoint({}), {.up = true});
  EXPECT_TRUE(plan.entries()[0].resource.get_if<Veth>()->up);
}

TEST(GiveAddresses, GivesThemAllToTheContainer) {
  Plan plan;
  add_addresses(plan, endpoint({prefix("192.0.2.9/24"), prefix("2001:db8::9/64")}));
  EXPECT_EQ(resources(plan),
            (std::vector<Resource>{Address{Place::container, "eth0", prefix("192.0.2.9/24")},
                                   Address{Place::container, "eth0", prefix("2001:db8::9/64")}}));
}

TEST(GiveGatewayAddresses, SkipsASubnetWithoutOne) {
  Plan plan;
  add_gateway_addresses(plan, network(), "br0");
  EXPECT_EQ(resources(plan),
            (std::vector<Resource>{Address{Place::host, "br0", prefix("192.0.2.1/24")},
                                   Address{Place::host, "br0", prefix("198.51.100.1/24")},
                                   Address{Place::host, "br0", prefix("2001:db8::1/64")}}));
}

TEST(GiveDefaultRoutes, GivesOneForEachFamilyOfTheEndpoint) {
  Plan plan;
  add_default_routes(plan, network(),
                     endpoint({prefix("198.51.100.9/24"), prefix("2001:db8::9/64")}));
  EXPECT_EQ(resources(plan),
            (std::vector<Resource>{
                Route{Place::container, "eth0", prefix("0.0.0.0/0"), ip("198.51.100.1"), 0},
                Route{Place::container, "eth0", prefix("::/0"), ip("2001:db8::1"), 0}}));
}

TEST(GiveDefaultRoutes, NeverGivesTwoOfOneFamily) {
  Plan plan;
  add_default_routes(plan, network(),
                     endpoint({prefix("192.0.2.9/24"), prefix("198.51.100.9/24")}));
  EXPECT_EQ(resources(plan),
            (std::vector<Resource>{
                Route{Place::container, "eth0", prefix("0.0.0.0/0"), ip("192.0.2.1"), 0}}));
}

TEST(GiveDefaultRoutes, GivesNoneWhereNoneIsDue) {
  Plan plan;
  const EndpointView connected = endpoint({prefix("192.0.2.9/24")});
  NetworkView internal = network();
  internal.internal = true;
  add_default_routes(plan, internal, connected);
  EndpointView second = connected;
  second.default_route = false;
  add_default_routes(plan, network(), second);
  add_default_routes(plan, network(), endpoint({prefix("2001:db8:1::9/64")}));
  EXPECT_TRUE(plan.empty());
}

TEST(GiveDefaultRoutes, GivesThemTheMetricOfTheEndpoint) {
  Plan plan;
  EndpointView view = endpoint({prefix("192.0.2.9/24"), prefix("2001:db8::9/64")});
  view.metric = 1000;
  add_default_routes(plan, network(), view);
  EXPECT_EQ(resources(plan),
            (std::vector<Resource>{
                Route{Place::container, "eth0", prefix("0.0.0.0/0"), ip("192.0.2.1"), 1000},
                Route{Place::container, "eth0", prefix("::/0"), ip("2001:db8::1"), 1000}}));
}

TEST(SourceRoutes, AreADefaultRouteAndTwoRulesForEachAddressWithAGateway) {
  Plan plan;
  EndpointView view = endpoint({prefix("192.0.2.9/24"), prefix("2001:db8:1::9/64")});
  view.default_route = false;
  view.metric = 1000;
  add_source_routes(plan, network(), view);
  const std::uint32_t table = derived_table(view.id);
  EXPECT_EQ(resources(plan),
            (std::vector<Resource>{Route{Place::container, "eth0", prefix("0.0.0.0/0"),
                                         ip("192.0.2.1"), 0, RouteType::unicast, table},
                                   RoutingRule{28004, prefix("192.0.2.9/32"), {}, 0, true},
                                   RoutingRule{28005, prefix("192.0.2.9/32"), {}, table}}));
}

TEST(SourceRoutes, KeepTwoEndpointsOfAContainerApart) {
  Plan plan;
  EndpointView view = endpoint({prefix("192.0.2.9/24")});
  view.others = {{"fedcba", {prefix("203.0.113.5/24"), prefix("2001:db8:5::1/64")}}};
  add_source_routes(plan, network(), view);
  const std::uint32_t own = derived_table(view.id);
  const auto all = resources(plan);
  ASSERT_EQ(all.size(), 5U);
  EXPECT_EQ(all[1], Resource(RoutingRule{20000 + own % 8000, prefix("203.0.113.5/32"),
                                         prefix("192.0.2.0/24"), derived_table("fedcba")}));
  EXPECT_EQ(all[2], Resource(RoutingRule{20000 + own % 8000, prefix("192.0.2.9/32"),
                                         prefix("203.0.113.0/24"), own}));
}

TEST(SourceRoutes, OfASecondEndpointInOneSubnetUseItsOwnInterface) {
  Plan plan;
  EndpointView view = endpoint({prefix("192.0.2.9/24")});
  view.others = {{"fedcba", {prefix("192.0.2.5/24")}}};
  add_source_routes(plan, network(), view);
  const std::uint32_t own = derived_table(view.id);
  const auto all = resources(plan);
  ASSERT_EQ(all.size(), 5U);
  EXPECT_EQ(all[1],
            Resource(Route{
                Place::container, "eth0", prefix("192.0.2.0/24"), {}, 0, RouteType::unicast, own}));
  EXPECT_EQ(all[2], Resource(RoutingRule{20000 + own % 8000, prefix("192.0.2.9/32"),
                                         prefix("192.0.2.0/24"), own}));
}

TEST(SourceRoutes, AreNotAddedToAnInternalNetwork) {
  Plan plan;
  NetworkView internal = network();
  internal.internal = true;
  add_source_routes(plan, internal, endpoint({prefix("192.0.2.9/24")}));
  EXPECT_TRUE(plan.empty());
}

TEST(DerivedTable, IsNeverATableOfTheKernel) {
  EXPECT_EQ(derived_table("ab") >> 24U, 0x4dU);
  EXPECT_EQ(derived_table("ab"), derived_table("ab"));
  EXPECT_NE(derived_table("ab"), derived_table("ac"));
}

TEST(GiveRoutes, GivesThoseWhoseGatewayTheEndpointReaches) {
  Plan plan;
  NetworkView view = network();
  view.routes = {{prefix("10.2.0.0/16"), ip("192.0.2.7"), 5},
                 {prefix("10.3.0.0/16"), ip("198.51.100.7"), 0},
                 {prefix("2001:db8:9::/48"), ip("2001:db8::7"), 0}};
  add_routes(plan, view, endpoint({prefix("192.0.2.9/24"), prefix("2001:db8::9/64")}));
  EXPECT_EQ(resources(plan),
            (std::vector<Resource>{
                Route{Place::container, "eth0", prefix("10.2.0.0/16"), ip("192.0.2.7"), 5},
                Route{Place::container, "eth0", prefix("2001:db8:9::/48"), ip("2001:db8::7"), 0}}));
}

TEST(GiveRoutes, GivesEndsOfTheFamiliesOfTheEndpoint) {
  Plan plan;
  NetworkView view = network();
  view.routes = {{prefix("10.2.0.0/16"), std::nullopt, 5, RouteType::blackhole},
                 {prefix("2001:db8:9::/48"), std::nullopt, 0, RouteType::prohibit}};
  add_routes(plan, view, endpoint({prefix("192.0.2.9/24")}));
  EXPECT_EQ(resources(plan),
            (std::vector<Resource>{Route{Place::container, "", prefix("10.2.0.0/16"), std::nullopt,
                                         5, RouteType::blackhole}}));
}

TEST(GiveAddresses, GivesThoseBesideTheNetworksToo) {
  Plan plan;
  auto view = endpoint({prefix("192.0.2.9/24")});
  view.extra_addresses = {prefix("169.254.3.4/16")};
  add_addresses(plan, view);
  EXPECT_EQ(resources(plan),
            (std::vector<Resource>{Address{Place::container, "eth0", prefix("192.0.2.9/24")},
                                   Address{Place::container, "eth0", prefix("169.254.3.4/16")}}));
}

TEST(GiveRoutes, GivesNoneToTheGatewayItself) {
  Plan plan;
  NetworkView view = network();
  view.routes = {{prefix("10.2.0.0/16"), ip("192.0.2.7"), 0}};
  add_routes(plan, view, endpoint({prefix("192.0.2.7/24")}));
  EXPECT_TRUE(plan.empty());
}

TEST(GiveLinkLocalAddress, GivesTheOneThatBelongsToTheMac) {
  Plan plan;
  EndpointView view = endpoint({});
  view.mac = MacAddress::parse("02:4d:00:11:22:33").value();
  add_link_local_address(plan, view);
  EXPECT_EQ(resources(plan), (std::vector<Resource>{Address{Place::container, "eth0",
                                                            prefix("fe80::4d:ff:fe11:2233/64")}}));
}

TEST(BringUpLoopback, LastsLongerThanTheEndpoint) {
  Plan plan;
  bring_up_loopback(plan);
  EXPECT_EQ(resources(plan), (std::vector<Resource>{Loopback{Place::container}}));
  EXPECT_EQ(plan.entries()[0].lifetime, Lifetime::host);
}

TEST(Nat, ForwardsMasqueradesAndIsolates) {
  Plan plan;
  forward_ipv4(plan);
  masquerade(plan, network());
  isolate(plan, network(), "br0");
  EXPECT_EQ(resources(plan),
            (std::vector<Resource>{Sysctl{Place::host, "net/ipv4/ip_forward", "1"},
                                   Masquerade{prefix("192.0.2.0/24")},
                                   Masquerade{prefix("198.51.100.0/24")}, Isolation{"br0"}}));
}

TEST(Nat, SealsAnInternalNetwork) {
  Plan plan;
  auto internal = network();
  internal.internal = true;
  isolate(plan, internal, "br0");
  EXPECT_EQ(resources(plan), (std::vector<Resource>{Isolation{"br0", true}}));
}

TEST(Nat, KeepsContainersApart) {
  Plan plan;
  isolate(plan, network(), "br0", Icc::off);
  EXPECT_EQ(resources(plan), (std::vector<Resource>{Isolation{"br0", false, true}}));
}

TEST(Nat, AllowsOnlyTheContainersOwnAddresses) {
  Plan plan;
  auto view = endpoint({prefix("192.0.2.7/24"), prefix("2001:db8::7/64")});
  view.extra_addresses = {prefix("169.254.3.4/16")};
  add_antispoofing(plan, view, "veth-1");
  EXPECT_EQ(resources(plan),
            (std::vector<Resource>{AntiSpoofing{"veth-1",
                                                view.mac,
                                                {ip("192.0.2.7"), ip("2001:db8::7"),
                                                 ip("169.254.3.4"), link_local_of(view.mac)}}}));
}

TEST(Nat, ChecksSourcesWhereThereIsNoBridge) {
  Plan plan;
  add_antispoofing(plan, endpoint({prefix("192.0.2.9/24")}), "veth-1", {.role = LinkRole::routed});
  EXPECT_TRUE(plan.entries()[0].resource.get_if<AntiSpoofing>()->routed);
}

TEST(Nat, AllowsOnlyTheMacOfAContainerWithoutAddresses) {
  Plan plan;
  const auto view = endpoint({});
  add_antispoofing(plan, view, "veth-1");
  EXPECT_EQ(resources(plan),
            (std::vector<Resource>{AntiSpoofing{"veth-1", view.mac, {}, false, true}}));
}

TEST(Nat, MasqueradesUniqueLocalAddressesOnly) {
  NetworkView view;
  view.subnets = {{prefix("2001:db8::/64"), std::nullopt},
                  {prefix("fc00:1::/64"), std::nullopt},
                  {prefix("fd00:1::/64"), std::nullopt},
                  {prefix("fe00::/64"), std::nullopt}};
  Plan plan;
  masquerade(plan, view);
  EXPECT_EQ(resources(plan), (std::vector<Resource>{Masquerade{prefix("fc00:1::/64")},
                                                    Masquerade{prefix("fd00:1::/64")}}));
}

TEST(Nat, GivesAFamilyTheAddressThatWasNamedForIt) {
  NetworkView view;
  view.subnets = {{prefix("192.0.2.0/24"), std::nullopt},
                  {prefix("2001:db8::/64"), std::nullopt},
                  {prefix("fd00:1::/64"), std::nullopt}};
  Plan four;
  masquerade(four, view, {.v4 = ip("203.0.113.7")});
  EXPECT_EQ(resources(four),
            (std::vector<Resource>{Masquerade{prefix("192.0.2.0/24"), ip("203.0.113.7")},
                                   Masquerade{prefix("fd00:1::/64")}}));
  Plan six;
  masquerade(six, view, {.v6 = ip("2001:db8:ff::7")});
  EXPECT_EQ(resources(six),
            (std::vector<Resource>{Masquerade{prefix("192.0.2.0/24")},
                                   Masquerade{prefix("2001:db8::/64"), ip("2001:db8:ff::7")},
                                   Masquerade{prefix("fd00:1::/64"), ip("2001:db8:ff::7")}}));
}

TEST(Nat, AHostThatForwardsIpv6GoesOnListeningToItsRouters) {
  Plan plan;
  HostFacts host;
  forward_ipv6(plan, host);
  EXPECT_EQ(resources(plan),
            (std::vector<Resource>{Sysctl{Place::host, "net/ipv6/conf/all/forwarding", "1"}}));
  host.advertised_link = "eth0";
  Plan listening;
  forward_ipv6(listening, host);
  EXPECT_EQ(resources(listening),
            (std::vector<Resource>{Sysctl{Place::host, "net/ipv6/conf/eth0/accept_ra", "2"},
                                   Sysctl{Place::host, "net/ipv6/conf/all/forwarding", "1"}}));
}

PortView port(const char* address, std::uint16_t host_port) {
  PortView view{Protocol::tcp, std::nullopt, host_port, 80, 1};
  if (address[0] != '\0') view.host_address = ip(address);
  return view;
}

Resource published(const char* address, std::uint16_t host_port, const char* container) {
  PublishedPort value{Protocol::tcp, std::nullopt, host_port, ip(container), 80, 1, PortMode::nat};
  if (address[0] != '\0') value.host_address = ip(address);
  return value;
}

const Resource kRouteLocalnet = Sysctl{Place::host, "net/ipv4/conf/br0/route_localnet", "1"};
const Resource kHairpin = Hairpin{"veth-1"};

TEST(PublishPorts, PublishesInEveryFamilyThatTheContainerHas) {
  EndpointView view = endpoint({prefix("192.0.2.9/24"), prefix("2001:db8::9/64")});
  view.ports = {port("", 8080), port("0.0.0.0", 8081), port("::", 8082),
                port("198.51.100.1", 8083)};
  Plan plan;
  publish_ports(plan, view, {.bridge = "br0", .port = "veth-1"});
  EXPECT_EQ(resources(plan),
            (std::vector<Resource>{
                kHairpin, kRouteLocalnet, published("", 8080, "192.0.2.9"),
                published("", 8081, "192.0.2.9"), published("198.51.100.1", 8083, "192.0.2.9"),
                published("", 8080, "2001:db8::9"), published("", 8082, "2001:db8::9")}));
}

TEST(PublishPorts, NeedsRouteLocalnetForLoopbackAlone) {
  EndpointView view = endpoint({prefix("192.0.2.9/24")});
  view.ports = {port("198.51.100.1", 8080)};
  Plan plan;
  publish_ports(plan, view, {.bridge = "br0", .port = "veth-1"});
  EXPECT_EQ(resources(plan),
            (std::vector<Resource>{kHairpin, published("198.51.100.1", 8080, "192.0.2.9")}));
  view.ports = {port("127.0.0.1", 8080)};
  Plan loopback;
  publish_ports(loopback, view, {.bridge = "br0", .port = "veth-1"});
  EXPECT_EQ(
      resources(loopback),
      (std::vector<Resource>{kHairpin, kRouteLocalnet, published("127.0.0.1", 8080, "192.0.2.9")}));
}

TEST(PublishPorts, AddsNothingWithoutPorts) {
  Plan plan;
  publish_ports(plan, endpoint({prefix("192.0.2.9/24")}), {.bridge = "br0", .port = "veth-1"});
  EXPECT_TRUE(plan.empty());
}

// A family without container addresses does not count.
TEST(PublishPorts, NeedHairpinWhereTheHostTranslates) {
  EndpointView view = endpoint({prefix("192.0.2.9/24")});
  view.ports = {port("", 8080)};
  const auto starts_with_hairpin = [&] {
    Plan plan;
    publish_ports(plan, view,
                  {.bridge = "br0", .port = "veth-1", .v4 = PortMode::routed, .v6 = PortMode::nat});
    return resources(plan).front() == kHairpin;
  };
  EXPECT_FALSE(starts_with_hairpin());
  view.addresses.push_back(prefix("2001:db8::9/64"));
  EXPECT_TRUE(starts_with_hairpin());
  view.ports = {port("0.0.0.0", 8080)};
  EXPECT_FALSE(starts_with_hairpin());
}

TEST(PublishPorts, NeedNoHairpinWithoutABridge) {
  Plan plan;
  EndpointView view = endpoint({prefix("192.0.2.9/24")});
  view.ports = {{Protocol::tcp, std::nullopt, 8080, 80, 1}};
  publish_ports(plan, view, {.bridge = "veth-1"});
  const auto planned = resources(plan);
  ASSERT_EQ(planned.size(), 2U);
  EXPECT_EQ(planned[0], Resource(Sysctl{Place::host, "net/ipv4/conf/veth-1/route_localnet", "1"}));
  EXPECT_TRUE(planned[1].is<PublishedPort>());
}

TEST(PublishPorts, RoutedOnesNeedNothingOfTheHost) {
  EndpointView view = endpoint({prefix("192.0.2.9/24")});
  view.ports = {port("", 8080)};
  Plan plan;
  publish_ports(
      plan, view,
      {.bridge = "br0", .port = "veth-1", .v4 = PortMode::routed, .v6 = PortMode::routed});
  EXPECT_EQ(resources(plan),
            (std::vector<Resource>{PublishedPort{Protocol::tcp, std::nullopt, 8080, ip("192.0.2.9"),
                                                 80, 1, PortMode::routed}}));
}

TEST(Bandwidth, WithoutARateNothingIsPlanned) {
  Plan plan;
  limit_bandwidth(plan, endpoint({}), "veth-1", {});
  EXPECT_TRUE(plan.entries().empty());
}

TEST(Bandwidth, PacketsToTheContainerWaitOnItsLink) {
  Plan plan;
  limit_bandwidth(plan, endpoint({}), "veth-1", {.ingress = {.rate = 10'000'000}});
  const std::vector<Resource> expected{
      Queue{Place::host, "veth-1", QueueKind::tbf, 10'000'000, 32768, 95268}};
  EXPECT_EQ(resources(plan), expected);
}

TEST(Bandwidth, PacketsFromTheContainerWaitOnALinkOfTheirOwn) {
  Plan plan;
  limit_bandwidth(plan, endpoint({}), "veth-1",
                  {.egress = {.rate = 80'000'000'000, .burst = 50'000'000}});
  const auto ifb = derived_link_name("ifb-", endpoint({}).id);
  const std::vector<Resource> expected{
      Link{.name = ifb, .kind = "ifb", .mac = derived_mac(endpoint({}).id, "ifb")},
      Queue{Place::host, ifb, QueueKind::tbf, 80'000'000'000, 50'000'000, 550'000'000, "veth-1"}};
  EXPECT_EQ(resources(plan), expected);
}

}  // namespace blocks_test
}  // namespace mydocker::blocks
