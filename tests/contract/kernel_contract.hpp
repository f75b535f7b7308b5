// What every Kernel does, the real one and the fake one: a program that includes this instantiates
// the suite with its own World.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "runtime/kernel/kernel.hpp"

namespace mydocker::testing {

// A host and one container without any links but their loopback devices, and a kernel for them.
class World {
 public:
  virtual ~World() = default;
  virtual kernel::Kernel& kernel() = 0;
  // Done by somebody else.
  virtual void add_link(Place place, const std::string& name, const std::string& kind) = 0;
  virtual void remove_link(Place place, const std::string& name) = 0;
  virtual void set_down(Place place, const std::string& name) = 0;

  virtual bool has_link(Place place, const std::string& name) = 0;
  virtual bool is_up(Place place, const std::string& name) = 0;
  virtual std::string snapshot() = 0;
};

using WorldMaker = std::unique_ptr<World> (*)();

class KernelContract : public ::testing::TestWithParam<WorldMaker> {
 protected:
  void SetUp() override { world_ = GetParam()(); }

  kernel::Observation seen(const Resource& resource) {
    auto observation = world_->kernel().observe(resource);
    EXPECT_TRUE(observation.ok()) << text(observation);
    return observation.ok() ? *observation : kernel::Observation{};
  }
  kernel::Presence presence(const Resource& resource) { return seen(resource).presence; }
  void create(const Resource& resource) {
    const auto created = world_->kernel().create(resource);
    ASSERT_TRUE(created.ok()) << describe(resource) << ": " << text(created);
  }
  void raise(const Resource& resource) {
    const auto raised = world_->kernel().raise(resource);
    ASSERT_TRUE(raised.ok()) << describe(resource) << ": " << text(raised);
  }
  void destroy(const Resource& resource) {
    const auto destroyed = world_->kernel().destroy(resource);
    ASSERT_TRUE(destroyed.ok()) << describe(resource) << ": " << text(destroyed);
  }
  template <class T>
  static std::string text(const Result<T>& result) {
    return result.ok() ? "ok" : result.error().message();
  }
  void expect_refusal(const Result<void>& result, ErrorKind kind) {
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().kind(), kind) << text(result);
  }

  // The life of a thing that must not be there twice.
  void expect_whole_life(const Resource& resource) {
    const std::string before = world_->snapshot();
    EXPECT_EQ(presence(resource), kernel::Presence::absent);
    destroy(resource);
    create(resource);
    raise(resource);
    EXPECT_EQ(presence(resource), kernel::Presence::present) << seen(resource).detail;
    expect_refusal(world_->kernel().create(resource), ErrorKind::already_exists);
    EXPECT_EQ(presence(resource), kernel::Presence::present) << seen(resource).detail;
    destroy(resource);
    EXPECT_EQ(presence(resource), kernel::Presence::absent);
    destroy(resource);
    EXPECT_EQ(world_->snapshot(), before);
  }

  static MacAddress mac(std::uint8_t last) {
    return {{kMacPrefix[0], kMacPrefix[1], 0, 0, 0, last}};
  }
  static IpPrefix prefix(const std::string& text) { return IpPrefix::parse(text).value(); }
  static IpAddress address(const std::string& text) { return IpAddress::parse(text).value(); }

  static Bridge bridge() { return {"testnet", mac(1), 0, Ownership::own}; }
  static Veth veth() { return {"veth-1", mac(2), "eth0", mac(3), "testnet", 0, false}; }

  std::unique_ptr<World> world_;
};

// The host's end only, so that the container needs nothing.
inline Address host_address(const IpPrefix& address) { return {Place::host, "testnet", address}; }

TEST_P(KernelContract, BridgeLivesOnce) { expect_whole_life(bridge()); }

TEST_P(KernelContract, BridgeKeepsItsMtuWhenItsLastPortLeaves) {
  Bridge small = bridge();
  small.mtu = 1400;
  Veth port = veth();
  port.mtu = 1400;
  create(small);
  create(port);
  destroy(port);
  EXPECT_EQ(presence(small), kernel::Presence::present) << seen(small).detail;
}

TEST_P(KernelContract, BridgeThatIsNotAsDescribedIsDifferent) {
  create(bridge());
  Bridge other = bridge();
  other.mtu = 1400;
  EXPECT_EQ(presence(other), kernel::Presence::different);
  EXPECT_EQ(seen(other).detail, "mtu 1500");
  world_->set_down(Place::host, "testnet");
  EXPECT_EQ(seen(bridge()).detail, "down");
}

TEST_P(KernelContract, ForeignLinkIsSeenAndLeftAlone) {
  world_->add_link(Place::host, "testnet", "bridge");
  EXPECT_EQ(presence(bridge()), kernel::Presence::foreign);
  expect_refusal(world_->kernel().create(bridge()), ErrorKind::already_exists);
  expect_refusal(world_->kernel().destroy(bridge()), ErrorKind::already_exists);
  EXPECT_TRUE(world_->has_link(Place::host, "testnet"));
}

TEST_P(KernelContract, AdoptedBridgeIsUsedAndNeverTouched) {
  Bridge adopted = bridge();
  adopted.ownership = Ownership::adopt;
  EXPECT_EQ(presence(adopted), kernel::Presence::absent);
  world_->add_link(Place::host, "testnet", "bridge");
  const std::string before = world_->snapshot();
  EXPECT_EQ(presence(adopted), kernel::Presence::present);
  create(adopted);
  destroy(adopted);
  EXPECT_EQ(world_->snapshot(), before);
}

TEST_P(KernelContract, LinkOfAnotherKindCannotBeAdopted) {
  Bridge adopted = bridge();
  adopted.ownership = Ownership::adopt;
  world_->add_link(Place::host, "testnet", "veth");
  EXPECT_EQ(presence(adopted), kernel::Presence::foreign);
  EXPECT_NE(seen(adopted).detail.find("veth"), std::string::npos);
}

TEST_P(KernelContract, VethLivesOnce) {
  create(bridge());
  expect_whole_life(veth());
}

TEST_P(KernelContract, VethIsBornInPlaceAndRaisedLast) {
  create(bridge());
  create(veth());
  EXPECT_TRUE(world_->has_link(Place::host, "veth-1"));
  EXPECT_TRUE(world_->has_link(Place::container, "eth0"));
  EXPECT_FALSE(world_->has_link(Place::host, "eth0"));
  EXPECT_TRUE(world_->is_up(Place::container, "eth0"));
  EXPECT_FALSE(world_->is_up(Place::host, "veth-1"));
  EXPECT_EQ(seen(veth()).detail, "down");
  raise(veth());
  EXPECT_TRUE(world_->is_up(Place::host, "veth-1"));
  EXPECT_EQ(presence(veth()), kernel::Presence::present) << seen(veth()).detail;
}

TEST_P(KernelContract, VethWithoutMasterMayHaveIpv6) {
  Veth alone = veth();
  alone.master.clear();
  alone.ipv6 = true;
  expect_whole_life(alone);
}

TEST_P(KernelContract, VethOfAnotherSizeOrMasterIsDifferent) {
  create(bridge());
  create(veth());
  raise(veth());
  Veth other = veth();
  other.mtu = 1400;
  EXPECT_EQ(seen(other).detail, "\"eth0\" mtu 1500");
  world_->remove_link(Place::host, "testnet");
  EXPECT_EQ(presence(veth()), kernel::Presence::different);
}

TEST_P(KernelContract, VethNeedsItsMaster) {
  const std::string before = world_->snapshot();
  const auto created = world_->kernel().create(veth());
  expect_refusal(created, ErrorKind::not_found);
  EXPECT_EQ(text(created), "bridge \"testnet\": No such device");
  EXPECT_EQ(world_->snapshot(), before);
}

TEST_P(KernelContract, VethLeavesNothingWhenTheContainersNameIsTaken) {
  create(bridge());
  world_->add_link(Place::container, "eth0", "veth");
  const std::string before = world_->snapshot();
  const auto created = world_->kernel().create(veth());
  expect_refusal(created, ErrorKind::already_exists);
  EXPECT_EQ(text(created), "link \"eth0\" in the container: File exists");
  EXPECT_EQ(world_->snapshot(), before);
}

TEST_P(KernelContract, VethLeavesNothingWhenTheHostsNameIsTaken) {
  create(bridge());
  world_->add_link(Place::host, "veth-1", "veth");
  const std::string before = world_->snapshot();
  const auto created = world_->kernel().create(veth());
  expect_refusal(created, ErrorKind::already_exists);
  EXPECT_EQ(text(created), "File exists");
  expect_refusal(world_->kernel().destroy(veth()), ErrorKind::already_exists);
  EXPECT_EQ(world_->snapshot(), before);
}

TEST_P(KernelContract, VethIsGoneWithItsContainersEnd) {
  create(bridge());
  create(veth());
  world_->remove_link(Place::container, "eth0");
  EXPECT_EQ(presence(veth()), kernel::Presence::absent);
  destroy(veth());
}

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
  EXPECT_EQ(presence(longer), kernel::Presence::different);
  EXPECT_EQ(seen(longer).detail, "prefix length 24");
  EXPECT_EQ(presence(host_address(prefix("192.0.2.2/24"))), kernel::Presence::absent);
}

TEST_P(KernelContract, AddressAndRouteNeedTheirLink) {
  const std::string before = world_->snapshot();
  const Address missing{Place::container, "eth0", prefix("192.0.2.2/24")};
  const Route route{Place::container, "eth0", prefix("0.0.0.0/0"), address("192.0.2.1"), 0};
  EXPECT_EQ(presence(missing), kernel::Presence::absent);
  EXPECT_EQ(presence(route), kernel::Presence::absent);
  const auto created = world_->kernel().create(missing);
  expect_refusal(created, ErrorKind::not_found);
  EXPECT_EQ(text(created), "link \"eth0\": No such device");
  expect_refusal(world_->kernel().create(route), ErrorKind::not_found);
  destroy(missing);
  destroy(route);
  EXPECT_EQ(world_->snapshot(), before);
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

TEST_P(KernelContract, RouteByAnotherGatewayIsDifferent) {
  create(bridge());
  create(veth());
  create(Address{Place::container, "eth0", prefix("192.0.2.2/24")});
  Route route{Place::container, "eth0", prefix("0.0.0.0/0"), address("192.0.2.1"), 0};
  create(route);
  route.via = address("192.0.2.254");
  EXPECT_EQ(presence(route), kernel::Presence::different);
  expect_refusal(world_->kernel().create(route), ErrorKind::already_exists);
}

TEST_P(KernelContract, RouteThroughAnotherLinkIsForeign) {
  create(bridge());
  Veth other = veth();
  other.host_link = "veth-2";
  other.container_link = "eth1";
  for (const Veth& pair : {veth(), other}) create(pair);
  create(Route{Place::container, "eth1", prefix("198.51.100.0/24"), std::nullopt, 0});
  const Route route{Place::container, "eth0", prefix("198.51.100.0/24"), std::nullopt, 0};
  EXPECT_EQ(presence(route), kernel::Presence::foreign);
  EXPECT_EQ(seen(route).detail, "through link \"eth1\"");
  destroy(route);
  EXPECT_EQ(presence(route), kernel::Presence::foreign);
}

TEST_P(KernelContract, RouteNeedsAGatewayThatItReaches) {
  create(bridge());
  create(veth());
  const std::string before = world_->snapshot();
  const Route route{Place::container, "eth0", prefix("0.0.0.0/0"), address("192.0.2.1"), 0};
  const auto created = world_->kernel().create(route);
  expect_refusal(created, ErrorKind::kernel);
  // The kernel's own words.
  EXPECT_NE(text(created).find("Nexthop has invalid gateway"), std::string::npos) << text(created);
  EXPECT_EQ(world_->snapshot(), before);
}

TEST_P(KernelContract, SettingIsBroughtToItsValueAndLeftThere) {
  Sysctl forwarding{Place::container, "net/ipv4/conf/all/forwarding", "1"};
  EXPECT_EQ(presence(forwarding), kernel::Presence::different);
  EXPECT_EQ(seen(forwarding).value, "0");
  create(forwarding);
  create(forwarding);
  EXPECT_EQ(presence(forwarding), kernel::Presence::present);
  EXPECT_EQ(seen(forwarding).value, "1");
  destroy(forwarding);
  EXPECT_EQ(seen(forwarding).value, "1");
  forwarding.place = Place::host;
  EXPECT_EQ(seen(forwarding).value, "0") << "the other namespace has settings of its own";
}

TEST_P(KernelContract, SettingOfALinkComesAndGoesWithIt) {
  const Sysctl off{Place::host, "net/ipv6/conf/testnet/disable_ipv6", "1"};
  EXPECT_EQ(presence(off), kernel::Presence::absent);
  EXPECT_FALSE(world_->kernel().create(off).ok());
  create(bridge());
  create(off);
  EXPECT_EQ(presence(off), kernel::Presence::present);
  destroy(bridge());
  EXPECT_EQ(presence(off), kernel::Presence::absent);
}

TEST_P(KernelContract, LoopbackIsSetUpWhereItIsAskedFor) {
  const Loopback loopback{Place::container};
  EXPECT_EQ(presence(loopback), kernel::Presence::absent);
  create(loopback);
  create(loopback);
  EXPECT_EQ(presence(loopback), kernel::Presence::present);
  EXPECT_TRUE(world_->is_up(Place::container, "lo"));
  EXPECT_FALSE(world_->is_up(Place::host, "lo"));
  destroy(loopback);
  EXPECT_EQ(presence(loopback), kernel::Presence::absent);
}

TEST_P(KernelContract, FirewallIsEnsuredNotOwned) {
  const std::string before = world_->snapshot();
  EXPECT_EQ(presence(Firewall{}), kernel::Presence::absent);
  destroy(Firewall{});
  create(Firewall{});
  EXPECT_EQ(presence(Firewall{}), kernel::Presence::present) << seen(Firewall{}).detail;
  const std::string with = world_->snapshot();
  create(Firewall{});
  EXPECT_EQ(world_->snapshot(), with);
  destroy(Firewall{});
  EXPECT_EQ(presence(Firewall{}), kernel::Presence::absent);
  EXPECT_EQ(world_->snapshot(), before);
}

TEST_P(KernelContract, ElementsNeedTheTableOnlyToBeMade) {
  const Masquerade masquerade{prefix("192.0.2.0/24")};
  const Isolation isolation{"testnet"};
  for (const Resource& element : {Resource(masquerade), Resource(isolation)}) {
    EXPECT_EQ(presence(element), kernel::Presence::absent);
    destroy(element);
    EXPECT_FALSE(world_->kernel().create(element).ok());
  }
}

TEST_P(KernelContract, MasqueradeOfAnySizeLivesOnce) {
  create(Firewall{});
  for (const char* text : {"192.168.0.0/24", "192.0.2.2/31", "192.0.2.7/32", "10.0.0.0/8",
                           "0.0.0.0/0", "255.255.255.0/24", "255.255.255.255/32", "128.0.0.0/1",
                           "2001:db8::/64", "fd00::/8", "2001:db8::7/128", "::/0", "ff00::/8"}) {
    SCOPED_TRACE(text);
    expect_whole_life(Masquerade{prefix(text)});
  }
}

TEST_P(KernelContract, MasqueradesOfNeighboursLiveBesideEachOther) {
  create(Firewall{});
  const Masquerade low{prefix("192.168.0.0/24")};
  const Masquerade middle{prefix("192.168.1.0/24")};
  const Masquerade high{prefix("192.168.2.0/24")};
  create(low);
  create(high);
  expect_whole_life(middle);
  create(middle);
  destroy(low);
  EXPECT_EQ(presence(low), kernel::Presence::absent);
  EXPECT_EQ(presence(middle), kernel::Presence::present);
  EXPECT_EQ(presence(high), kernel::Presence::present);
}

TEST_P(KernelContract, MasqueradesOfSingleNeighboursLiveBesideEachOther) {
  create(Firewall{});
  std::vector<Masquerade> row;
  for (std::uint64_t i = 0; i < 9; ++i)
    row.push_back(Masquerade{{address("192.0.2.0").plus(i), 32}});
  for (const auto& one : row) create(one);
  for (const auto& one : row) EXPECT_EQ(presence(one), kernel::Presence::present);
  EXPECT_NE(presence(Masquerade{prefix("192.0.2.0/31")}), kernel::Presence::present);
  for (const auto& one : row) {
    destroy(one);
    EXPECT_EQ(presence(one), kernel::Presence::absent);
  }
}

TEST_P(KernelContract, HalvesAreNotTheWhole) {
  create(Firewall{});
  create(Masquerade{prefix("192.168.0.0/25")});
  create(Masquerade{prefix("192.168.0.128/25")});
  const Masquerade whole{prefix("192.168.0.0/24")};
  EXPECT_NE(presence(whole), kernel::Presence::present);
  destroy(whole);
  EXPECT_EQ(presence(Masquerade{prefix("192.168.0.0/25")}), kernel::Presence::present);
}

TEST_P(KernelContract, MasqueradesThatOverlapAreRefused) {
  create(Firewall{});
  create(Masquerade{prefix("192.168.4.0/23")});
  for (const char* text : {"192.168.4.0/24", "192.168.5.0/24", "192.168.0.0/16"}) {
    SCOPED_TRACE(text);
    const Masquerade other{prefix(text)};
    expect_refusal(world_->kernel().create(other), ErrorKind::already_exists);
    EXPECT_NE(presence(other), kernel::Presence::present);
    destroy(other);
  }
  EXPECT_EQ(presence(Masquerade{prefix("192.168.4.0/23")}), kernel::Presence::present);
}

TEST_P(KernelContract, IsolationsLiveOnce) {
  create(Firewall{});
  create(Isolation{"br-0"});
  expect_whole_life(Isolation{"testnet"});
  expect_whole_life(Isolation{"fifteen-letters"});
  EXPECT_EQ(presence(Isolation{"br-0"}), kernel::Presence::present);
}

TEST_P(KernelContract, ElementsGoWithTheTable) {
  create(Firewall{});
  create(Masquerade{prefix("192.0.2.0/24")});
  create(Isolation{"testnet"});
  destroy(Firewall{});
  create(Firewall{});
  EXPECT_EQ(presence(Masquerade{prefix("192.0.2.0/24")}), kernel::Presence::absent);
  EXPECT_EQ(presence(Isolation{"testnet"}), kernel::Presence::absent);
}

TEST_P(KernelContract, CustomThingsAreNotItsBusiness) {
  const auto observed = world_->kernel().observe(Custom{});
  ASSERT_FALSE(observed.ok());
  EXPECT_EQ(observed.error().kind(), ErrorKind::internal);
  expect_refusal(world_->kernel().create(Custom{}), ErrorKind::internal);
  expect_refusal(world_->kernel().destroy(Custom{}), ErrorKind::internal);
}

}  // namespace mydocker::testing
