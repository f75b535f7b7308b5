// What every Kernel does with the firewall table and its elements.
#pragma once

#include "contract/kernel_world.hpp"

namespace mydocker::testing {

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
  const Masquerade named{prefix("192.0.2.0/24"), address("203.0.113.7")};
  const Isolation isolation{"testnet"};
  for (const Resource& element : {Resource(masquerade), Resource(named), Resource(isolation)}) {
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

TEST_P(KernelContract, MasqueradeWithAnAddressOfAnySizeLivesOnce) {
  create(Firewall{});
  for (const char* text : {"192.168.0.0/24", "192.0.2.2/31", "192.0.2.7/32", "0.0.0.0/0",
                           "255.255.255.0/24", "255.255.255.255/32"}) {
    SCOPED_TRACE(text);
    expect_whole_life(Masquerade{prefix(text), address("203.0.113.7")});
  }
  for (const char* text : {"2001:db8::/64", "fd00::/8", "2001:db8::7/128", "::/0", "ff00::/8"}) {
    SCOPED_TRACE(text);
    expect_whole_life(Masquerade{prefix(text), address("2001:db8:ff::7")});
  }
}

TEST_P(KernelContract, NeighboursMayHaveAddressesOfTheirOwnOrNone) {
  create(Firewall{});
  const Masquerade low{prefix("192.168.0.0/24"), address("203.0.113.7")};
  const Masquerade middle{prefix("192.168.1.0/24"), address("203.0.113.8")};
  const Masquerade high{prefix("192.168.2.0/24")};
  create(low);
  create(high);
  expect_whole_life(middle);
  create(middle);
  for (const auto& one : {low, middle, high})
    EXPECT_EQ(presence(one), kernel::Presence::present) << describe(one);
  destroy(low);
  EXPECT_EQ(presence(low), kernel::Presence::absent);
  EXPECT_EQ(presence(middle), kernel::Presence::present);
  EXPECT_EQ(presence(high), kernel::Presence::present);
}

TEST_P(KernelContract, AMasqueradeWithAnotherAddressIsSomebodyElses) {
  create(Firewall{});
  for (const char* text : {"192.168.4.0/23", "192.0.2.7/32"}) {
    SCOPED_TRACE(text);
    const Masquerade ours{prefix(text), address("203.0.113.7")};
    const Masquerade other{prefix(text), address("203.0.113.8")};
    create(ours);
    EXPECT_EQ(presence(other), kernel::Presence::foreign);
    expect_refusal(world_->kernel().create(other), ErrorKind::already_exists);
    destroy(other);
    EXPECT_EQ(presence(ours), kernel::Presence::present);
  }
}

TEST_P(KernelContract, MasqueradesWithAnAddressThatOverlapAreRefused) {
  create(Firewall{});
  const Masquerade there{prefix("192.168.4.0/23"), address("203.0.113.7")};
  create(there);
  for (const char* text : {"192.168.4.0/24", "192.168.5.0/24", "192.168.0.0/16"}) {
    SCOPED_TRACE(text);
    const Masquerade other{prefix(text), address("203.0.113.7")};
    expect_refusal(world_->kernel().create(other), ErrorKind::already_exists);
    EXPECT_NE(presence(other), kernel::Presence::present);
    destroy(other);
  }
  EXPECT_EQ(presence(there), kernel::Presence::present);
}

TEST_P(KernelContract, IsolationsLiveOnce) {
  create(Firewall{});
  create(Isolation{"br-0"});
  expect_whole_life(Isolation{"testnet"});
  expect_whole_life(Isolation{"fifteen-letters"});
  EXPECT_EQ(presence(Isolation{"br-0"}), kernel::Presence::present);
}

TEST_P(KernelContract, SealedIsolationsLiveOnce) {
  create(Firewall{});
  expect_whole_life(Isolation{"testnet", true});
  expect_whole_life(Isolation{"testnet", false, true});
}

TEST_P(KernelContract, IsolationsOfANetworkWithManyLinksLiveOnce) {
  create(Firewall{});
  Isolation first{"veth-1", false, false, {prefix("192.0.2.0/24"), prefix("2001:db8::/64")}};
  Isolation second = first;
  second.link = "veth-2";
  second.sealed = true;
  create(first);
  expect_whole_life(second);
  EXPECT_EQ(presence(first), kernel::Presence::present);
  for (const char* text : {"0.0.0.0/0", "192.0.2.7/32", "::/0", "2001:db8::7/128"}) {
    SCOPED_TRACE(text);
    expect_whole_life(Isolation{"veth-3", false, false, {prefix(text)}});
  }
  Isolation narrower = first;
  narrower.inside = {prefix("192.0.2.0/25"), prefix("2001:db8::/64")};
  EXPECT_EQ(presence(narrower), kernel::Presence::different);
}

TEST_P(KernelContract, PassagesLiveOnce) {
  create(Firewall{});
  create(Isolation{"testnet"});
  expect_whole_life(Passage{"uplink", "testnet"});
  expect_whole_life(Passage{"", "testnet"});
  create(Passage{"", "testnet", Family::v6});
  expect_whole_life(Passage{"", "testnet", Family::v4});
  EXPECT_EQ(presence(Passage{"", "testnet"}), kernel::Presence::different);
  EXPECT_EQ(presence(Isolation{"testnet"}), kernel::Presence::present);
}

TEST_P(KernelContract, PublishedPortsLiveOnce) {
  create(Firewall{});
  const auto inside = address("192.0.2.2");
  const auto inside6 = address("2001:db8::2");
  expect_whole_life(PublishedPort{Protocol::tcp, std::nullopt, 8080, inside, 80});
  expect_whole_life(PublishedPort{Protocol::udp, address("198.51.100.1"), 53, inside, 53});
  expect_whole_life(PublishedPort{Protocol::sctp, std::nullopt, 65535, inside6, 1});
  expect_whole_life(PublishedPort{Protocol::tcp, address("::1"), 8080, inside6, 80});
  expect_whole_life(
      PublishedPort{Protocol::tcp, std::nullopt, 1, inside, 80, 20, PortMode::routed});
  expect_whole_life(
      PublishedPort{Protocol::tcp, std::nullopt, 1, inside6, 80, 1, PortMode::routed});
}

TEST_P(KernelContract, AThousandPortsInARowArePublishedAtOnce) {
  create(Firewall{});
  expect_whole_life(
      PublishedPort{Protocol::tcp, std::nullopt, 30000, address("192.0.2.2"), 10000, 1000});
}

TEST_P(KernelContract, APortLeadsToOnePlace) {
  create(Firewall{});
  const PublishedPort first{Protocol::tcp, std::nullopt, 8080, address("192.0.2.2"), 80};
  PublishedPort second = first;
  second.container_address = address("192.0.2.3");
  create(first);
  EXPECT_EQ(presence(second), kernel::Presence::foreign);
  expect_refusal(world_->kernel().create(second), ErrorKind::already_exists);
  destroy(second);
  EXPECT_EQ(presence(first), kernel::Presence::present);
  // On one address it is another port, and so is that of another protocol.
  second.host_address = address("198.51.100.1");
  create(second);
  second.host_address.reset();
  second.protocol = Protocol::udp;
  create(second);
}

TEST_P(KernelContract, GuardsLiveOnce) {
  create(Firewall{});
  create(Guard{"veth-0", mac(9), {address("192.0.2.9")}});
  const std::string before = world_->snapshot();
  const Guard guard{
      "veth-1", mac(1), {address("192.0.2.2"), address("2001:db8::2"), address("fe80::1")}};
  EXPECT_EQ(presence(guard), kernel::Presence::absent);
  create(guard);
  EXPECT_EQ(presence(guard), kernel::Presence::present);
  destroy(guard);
  EXPECT_EQ(world_->snapshot(), before);
  EXPECT_EQ(presence(Guard{"veth-0", mac(9), {address("192.0.2.9")}}), kernel::Presence::present);
}

TEST_P(KernelContract, GuardsOfRoutedLinksLiveOnce) {
  create(Firewall{});
  const Guard first{"veth-0", mac(9), {address("192.0.2.9")}, true};
  create(first);
  const std::string before = world_->snapshot();
  const Guard guard{"veth-1", mac(1), {address("192.0.2.2"), address("2001:db8::2")}, true};
  EXPECT_EQ(presence(guard), kernel::Presence::absent);
  create(guard);
  EXPECT_EQ(presence(guard), kernel::Presence::present);
  create(Guard{"veth-1", mac(1), {address("192.0.2.3")}, true});
  EXPECT_EQ(presence(guard), kernel::Presence::different);
  create(guard);
  destroy(guard);
  EXPECT_EQ(world_->snapshot(), before);
  EXPECT_EQ(presence(first), kernel::Presence::present);
}

TEST_P(KernelContract, AGuardOfAnyAddressLivesOnceAndIsReplaced) {
  create(Firewall{});
  const Guard free{"veth-1", mac(1), {}, false, true};
  const std::string empty = world_->snapshot();
  create(free);
  EXPECT_EQ(presence(free), kernel::Presence::present);
  destroy(free);
  EXPECT_EQ(world_->snapshot(), empty);
  create(Guard{"veth-1", mac(1), {address("192.0.2.3")}});
  const std::string before = world_->snapshot();
  EXPECT_EQ(presence(free), kernel::Presence::different);
  create(free);
  create(Guard{"veth-1", mac(1), {address("192.0.2.3")}});
  EXPECT_EQ(world_->snapshot(), before);
}

TEST_P(KernelContract, AGuardReplacesWhatWasSaidOfItsLink) {
  create(Firewall{});
  const Guard now{"veth-1", mac(1), {address("192.0.2.3")}};
  create(now);
  const std::string alone = world_->snapshot();
  destroy(now);
  create(Guard{"veth-1", mac(2), {address("192.0.2.2"), address("2001:db8::2")}});
  create(now);
  EXPECT_EQ(world_->snapshot(), alone);
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

TEST_P(KernelContract, PortsAreMadeAllAtOnceOrNotAtAll) {
  create(Firewall{});
  const auto container = IpAddress::parse("192.0.2.2").value();
  const auto host = IpAddress::parse("198.51.100.1").value();
  const std::vector<Resource> ports{
      PublishedPort{Protocol::tcp, std::nullopt, 8080, container, 80, 300},
      PublishedPort{Protocol::udp, host, 53, container, 5353},
      PublishedPort{Protocol::udp, std::nullopt, 5300, container, 53, 2},
      PublishedPort{Protocol::sctp, host, 9, container, 9}};
  const auto created = world_->kernel().create_all(ports);
  ASSERT_TRUE(created.ok()) << text(created);
  for (const auto& port : ports) EXPECT_EQ(presence(port), kernel::Presence::present);
  destroy(ports[0]);
  destroy(ports[3]);
  const std::string before = world_->snapshot();
  expect_refusal(world_->kernel().create_all(ports), ErrorKind::already_exists);
  EXPECT_EQ(world_->snapshot(), before);
  const auto destroyed = world_->kernel().destroy_all(ports);
  EXPECT_TRUE(destroyed.ok()) << text(destroyed);
  for (const auto& port : ports) EXPECT_EQ(presence(port), kernel::Presence::absent);
}

}  // namespace mydocker::testing
