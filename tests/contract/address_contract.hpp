// The contract of each Kernel for addresses, routes, sysctls and loopback devices.
#pragma once

#include "contract/kernel_host.hpp"

namespace mydocker::testing {

// An address on the host, so that the test does not need a link in the container.
inline Address host_address(const IpPrefix& address) { return {Place::host, "testnet", address}; }

TEST_P(KernelContract, AddressesLiveOnce) {
  create(bridge());
  create(veth());
  for (const char* text : {"192.0.2.1/24", "10.0.0.0/31", "198.51.100.7/32"}) {
    SCOPED_TRACE(text);
    expect_whole_life(host_address(prefix(text)));
    expect_whole_life(Address{Place::container, "eth0", prefix(text)});
  }
}

TEST_P(KernelContract, Ipv6AddressesLiveOnce) {
  create(bridge());
  expect_whole_life(host_address(prefix("2001:db8::1/64")));
  expect_whole_life(host_address(prefix("2001:db8:1::7/128")));
}

TEST_P(KernelContract, AddressOfAnotherLengthIsDifferent) {
  create(bridge());
  create(host_address(prefix("192.0.2.1/24")));
  const Address longer = host_address(prefix("192.0.2.1/25"));
  EXPECT_EQ(state(longer), kernel::State::differs);
  EXPECT_EQ(seen(longer).detail, "prefix length 24");
  EXPECT_EQ(state(host_address(prefix("192.0.2.2/24"))), kernel::State::absent);
}

TEST_P(KernelContract, AddressAndRouteNeedTheirLink) {
  const std::string before = host_->snapshot();
  const Address missing{Place::container, "eth0", prefix("192.0.2.2/24")};
  const Route route{Place::container, "eth0", prefix("0.0.0.0/0"), address("192.0.2.1"), 0};
  EXPECT_EQ(state(missing), kernel::State::absent);
  EXPECT_EQ(state(route), kernel::State::absent);
  const auto created = host_->kernel().create(missing);
  expect_refusal(created, ErrorKind::not_found);
  EXPECT_EQ(text(created), "link \"eth0\": No such device");
  expect_refusal(host_->kernel().create(route), ErrorKind::not_found);
  destroy(missing);
  destroy(route);
  EXPECT_EQ(host_->snapshot(), before);
}

TEST_P(KernelContract, RoutesLiveOnce) {
  create(bridge());
  create(veth());
  create(Address{Place::container, "eth0", prefix("192.0.2.2/24")});
  create(Address{Place::container, "eth0", prefix("2001:db8::2/64")});
  expect_whole_life(Route{Place::container, "eth0", prefix("0.0.0.0/0"), address("192.0.2.1"), 0});
  expect_whole_life(
      Route{Place::container, "eth0", prefix("198.51.100.0/24"), address("192.0.2.1"), 50});
  expect_whole_life(Route{Place::container, "eth0", prefix("203.0.113.0/24"), std::nullopt, 0});
  expect_whole_life(Route{Place::container, "eth0", prefix("::/0"), address("2001:db8::1"), 0});
  expect_whole_life(
      Route{Place::container, "eth0", prefix("2001:db8:1::/64"), address("2001:db8::1"), 50});
}

TEST_P(KernelContract, RoutesThatEndPacketsLiveOnceAndNeedNoLink) {
  create(Loopback{Place::container});
  for (const auto type : {RouteType::blackhole, RouteType::unreachable, RouteType::prohibit}) {
    SCOPED_TRACE(name_of(type));
    for (const char* text : {"198.51.100.0/24", "2001:db8:1::/64"}) {
      SCOPED_TRACE(text);
      expect_whole_life(Route{Place::container, "", prefix(text), std::nullopt, 0, type});
      expect_whole_life(Route{Place::container, "", prefix(text), std::nullopt, 50, type});
    }
  }
}

TEST_P(KernelContract, ARouteOfAnotherTypeIsForeign) {
  create(Loopback{Place::container});
  create(bridge());
  create(veth());
  for (const char* text : {"198.51.100.0/24", "2001:db8:1::/64"}) {
    SCOPED_TRACE(text);
    const Route route{Place::container, "eth0", prefix(text), std::nullopt, 0};
    const Route end{Place::container, "", prefix(text), std::nullopt, 0, RouteType::blackhole};
    Route other = end;
    other.type = RouteType::prohibit;
    create(end);
    for (const Route& one : {route, other}) {
      EXPECT_EQ(state(one), kernel::State::foreign);
      EXPECT_EQ(seen(one).detail, "a route of another type");
    }
    expect_refusal(host_->kernel().create(other), ErrorKind::already_exists);
    destroy(end);
    EXPECT_EQ(state(end), kernel::State::absent);
  }
}

TEST_P(KernelContract, RouteByAnotherGatewayIsDifferent) {
  create(bridge());
  create(veth());
  create(Address{Place::container, "eth0", prefix("192.0.2.2/24")});
  Route route{Place::container, "eth0", prefix("0.0.0.0/0"), address("192.0.2.1"), 0};
  create(route);
  route.via = address("192.0.2.254");
  EXPECT_EQ(state(route), kernel::State::differs);
  expect_refusal(host_->kernel().create(route), ErrorKind::already_exists);
}

TEST_P(KernelContract, RoutesOfAnotherTableLiveOnceBesideThoseOfTheMainTable) {
  create(bridge());
  create(veth());
  create(Address{Place::container, "eth0", prefix("192.0.2.2/24")});
  create(Address{Place::container, "eth0", prefix("2001:db8::2/64")});
  constexpr std::uint32_t kTable = 0x4d123456;
  for (const auto& [destination, via] :
       {std::pair("0.0.0.0/0", "192.0.2.1"), std::pair("::/0", "2001:db8::1")}) {
    SCOPED_TRACE(destination);
    Route route{Place::container, "eth0", prefix(destination), address(via), 0};
    create(route);
    route.table = kTable;
    expect_whole_life(route);
    route.table = 0;
    EXPECT_EQ(state(route), kernel::State::matches);
  }
}

TEST_P(KernelContract, RoutesWithDetailsLiveOnce) {
  create(bridge());
  create(veth());
  create(Address{Place::container, "eth0", prefix("192.0.2.2/24")});
  create(Address{Place::container, "eth0", prefix("2001:db8::2/64")});
  Route route{Place::container, "eth0", prefix("198.51.100.0/24"), address("203.0.113.1")};
  route.onlink = true;
  route.source = address("192.0.2.2");
  route.mtu = 1400;
  expect_whole_life(route);
  route.via = std::nullopt;
  route.onlink = false;
  route.scope = RouteScope::host;
  expect_whole_life(route);
  Route ipv6{Place::container, "eth0", prefix("2001:db8:1::/64"), address("2001:db8:2::1")};
  ipv6.onlink = true;
  ipv6.source = address("2001:db8::2");
  ipv6.mtu = 1400;
  expect_whole_life(ipv6);
}

TEST_P(KernelContract, ARouteOnTheHostLivesOnce) {
  create(bridge());
  create(host_address(prefix("192.0.2.1/24")));
  Route route{Place::host, "testnet", prefix("198.51.100.0/24"), address("192.0.2.7"), 50};
  route.table = 0x4d123456;
  route.source = address("192.0.2.1");
  expect_whole_life(route);
}

TEST_P(KernelContract, RoutesWithSeveralNextHopsLiveOnce) {
  create(bridge());
  create(veth());
  create(Address{Place::container, "eth0", prefix("192.0.2.2/24")});
  create(Address{Place::container, "eth0", prefix("2001:db8::2/64")});
  Route route{Place::container, "", prefix("0.0.0.0/0")};
  route.next_hops = {{"eth0", address("192.0.2.1")}, {"eth0", address("203.0.113.1"), 3, true}};
  expect_whole_life(route);
  route.destination = prefix("::/0");
  route.next_hops = {{"eth0", address("2001:db8::1")}, {"eth0", address("2001:db8::9"), 256}};
  expect_whole_life(route);
}

TEST_P(KernelContract, ARouteWithOtherDetailsIsChangedInPlace) {
  create(bridge());
  create(veth());
  create(Address{Place::container, "eth0", prefix("192.0.2.2/24")});
  create(Address{Place::container, "eth0", prefix("2001:db8::2/64")});
  for (const auto& [destination, via, source] :
       {std::tuple("198.51.100.0/24", "192.0.2.1", "192.0.2.2"),
        std::tuple("2001:db8:1::/64", "2001:db8::1", "2001:db8::2")}) {
    SCOPED_TRACE(destination);
    const Route plain{Place::container, "eth0", prefix(destination), address(via)};
    create(plain);
    Route sourced = plain;
    sourced.source = address(source);
    Route small = sourced;
    small.mtu = 1300;
    Route doubled = small;
    doubled.link.clear();
    doubled.via.reset();
    doubled.next_hops = {
        {"eth0", address(via)},
        {"eth0", address(source).is_v4() ? address("192.0.2.9") : address("2001:db8::9")}};
    for (const Route& next : {sourced, small, doubled, plain}) {
      EXPECT_EQ(state(next), kernel::State::differs) << describe(next);
      EXPECT_TRUE(seen(next).in_place);
      ASSERT_TRUE(host_->kernel().update(next, "").ok()) << describe(next);
      EXPECT_EQ(state(next), kernel::State::matches) << seen(next).detail;
    }
    destroy(plain);
    EXPECT_EQ(state(plain), kernel::State::absent);
  }
}

TEST_P(KernelContract, RulesWithALinkOrAMarkLiveOnce) {
  create(Loopback{Place::container});
  create(bridge());
  create(veth());
  for (const auto family : {Family::v4, Family::v6}) {
    RoutingRule rule{28004, {}, {}, 1000};
    rule.family = family;
    rule.iif = "testnet";
    rule.place = Place::host;
    expect_whole_life(rule);
    rule.fwmark = 2;
    rule.fwmask = 0xff;
    expect_whole_life(rule);
    rule.place = Place::container;
    rule.iif = "eth0";
    expect_whole_life(rule);
  }
}

TEST_P(KernelContract, ARuleStaysWhenItsLinkIsRemoved) {
  create(bridge());
  RoutingRule rule{28004, prefix("192.0.2.2/32"), {}, 1000};
  rule.place = Place::host;
  rule.iif = "testnet";
  create(rule);
  destroy(bridge());
  EXPECT_EQ(state(rule), kernel::State::matches) << seen(rule).detail;
  destroy(rule);
  EXPECT_EQ(state(rule), kernel::State::absent);
}

TEST_P(KernelContract, RulesLiveOnce) {
  create(Loopback{Place::container});
  constexpr std::uint32_t kTable = 0x4d123456;
  expect_whole_life(RoutingRule{28004, prefix("192.0.2.2/32"), {}, 0, true});
  expect_whole_life(RoutingRule{28005, prefix("192.0.2.2/32"), {}, kTable});
  expect_whole_life(RoutingRule{28003, prefix("192.0.2.2/32"), prefix("198.51.100.0/24"), kTable});
  expect_whole_life(RoutingRule{28003, {}, prefix("198.51.100.0/24"), 1000});
  expect_whole_life(RoutingRule{28004, prefix("2001:db8::2/128"), {}, 0, true});
  expect_whole_life(
      RoutingRule{28003, prefix("2001:db8::2/128"), prefix("2001:db8:1::/64"), kTable});
}

TEST_P(KernelContract, IpConfigurationIsMadeInOrder) {
  create(bridge());
  create(veth());
  constexpr std::uint32_t kTable = 0x4d123456;
  const std::vector<Resource> parts{
      Address{Place::container, "eth0", prefix("192.0.2.2/24")},
      Address{Place::container, "eth0", prefix("2001:db8::2/64")},
      Route{Place::container, "eth0", prefix("0.0.0.0/0"), address("192.0.2.1"), 0},
      Route{Place::container, "eth0", prefix("::/0"), address("2001:db8::1"), 0},
      RoutingRule{28005, prefix("192.0.2.2/32"), {}, kTable}};
  const auto created = host_->kernel().create_all(parts);
  ASSERT_TRUE(created.ok()) << text(created);
  for (const auto& part : parts) EXPECT_EQ(state(part), kernel::State::matches);
  expect_refusal(host_->kernel().create_all(parts), ErrorKind::already_exists);
}

TEST_P(KernelContract, IpConfigurationNeedsItsLink) {
  const std::vector<Resource> parts{
      Address{Place::container, "eth7", prefix("192.0.2.2/24")},
      Route{Place::container, "eth7", prefix("0.0.0.0/0"), address("192.0.2.1"), 0}};
  expect_refusal(host_->kernel().create_all(parts), ErrorKind::not_found);
}

TEST_P(KernelContract, RuleOfAnotherTableIsDifferent) {
  create(Loopback{Place::container});
  RoutingRule rule{28005, prefix("192.0.2.2/32"), {}, 1000};
  create(rule);
  rule.table = 1001;
  EXPECT_EQ(state(rule), kernel::State::differs);
  EXPECT_EQ(seen(rule).detail, "routing rule from 192.0.2.2/32 with table 1000");
  rule.priority = 28006;
  EXPECT_EQ(state(rule), kernel::State::absent);
  destroy(rule);
}

TEST_P(KernelContract, RouteThroughAnotherLinkIsForeign) {
  create(bridge());
  Veth other = veth();
  other.host_link = "veth-2";
  other.container_link = "eth1";
  for (const Veth& pair : {veth(), other}) create(pair);
  create(Route{Place::container, "eth1", prefix("198.51.100.0/24"), std::nullopt, 0});
  const Route route{Place::container, "eth0", prefix("198.51.100.0/24"), std::nullopt, 0};
  EXPECT_EQ(state(route), kernel::State::foreign);
  EXPECT_EQ(seen(route).detail, "through link \"eth1\"");
  destroy(route);
  EXPECT_EQ(state(route), kernel::State::foreign);
}

TEST_P(KernelContract, RouteNeedsAGatewayThatItReaches) {
  create(bridge());
  create(veth());
  const std::string before = host_->snapshot();
  const Route route{Place::container, "eth0", prefix("0.0.0.0/0"), address("192.0.2.1"), 0};
  const auto created = host_->kernel().create(route);
  expect_refusal(created, ErrorKind::kernel);
  // The kernel's own error text.
  EXPECT_NE(text(created).find("Nexthop has invalid gateway"), std::string::npos) << text(created);
  EXPECT_EQ(host_->snapshot(), before);
}

TEST_P(KernelContract, SettingIsBroughtToItsValueAndLeftThere) {
  Sysctl forwarding{Place::container, "net/ipv4/conf/all/forwarding", "1"};
  EXPECT_EQ(state(forwarding), kernel::State::differs);
  EXPECT_EQ(seen(forwarding).value, "0");
  create(forwarding);
  create(forwarding);
  EXPECT_EQ(state(forwarding), kernel::State::matches);
  EXPECT_EQ(seen(forwarding).value, "1");
  destroy(forwarding);
  EXPECT_EQ(seen(forwarding).value, "1");
  forwarding.place = Place::host;
  EXPECT_EQ(seen(forwarding).value, "0") << "the other namespace has settings of its own";
}

TEST_P(KernelContract, SettingOfALinkComesAndGoesWithIt) {
  const Sysctl off{Place::host, "net/ipv6/conf/testnet/disable_ipv6", "1"};
  EXPECT_EQ(state(off), kernel::State::absent);
  EXPECT_FALSE(host_->kernel().create(off).ok());
  create(bridge());
  create(off);
  EXPECT_EQ(state(off), kernel::State::matches);
  destroy(bridge());
  EXPECT_EQ(state(off), kernel::State::absent);
}

TEST_P(KernelContract, LoopbackIsSetUpWhereItIsAskedFor) {
  const Loopback loopback{Place::container};
  EXPECT_EQ(state(loopback), kernel::State::absent);
  create(loopback);
  create(loopback);
  EXPECT_EQ(state(loopback), kernel::State::matches);
  EXPECT_TRUE(host_->is_up(Place::container, "lo"));
  EXPECT_FALSE(host_->is_up(Place::host, "lo"));
  destroy(loopback);
  EXPECT_EQ(state(loopback), kernel::State::absent);
}

}  // namespace mydocker::testing
