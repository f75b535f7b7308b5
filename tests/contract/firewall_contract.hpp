// The contract of each Kernel for the firewall tables and their elements.
#pragma once

#include "contract/kernel_host.hpp"

namespace mydocker::testing {

TEST_P(KernelContract, FirewallIsEnsuredNotOwned) {
  const std::string before = host_->snapshot();
  EXPECT_EQ(state(Firewall{}), kernel::State::absent);
  destroy(Firewall{});
  create(Firewall{});
  EXPECT_EQ(state(Firewall{}), kernel::State::matches) << seen(Firewall{}).detail;
  const std::string with = host_->snapshot();
  create(Firewall{});
  EXPECT_EQ(host_->snapshot(), with);
  destroy(Firewall{});
  EXPECT_EQ(state(Firewall{}), kernel::State::absent);
  EXPECT_EQ(host_->snapshot(), before);
}

TEST_P(KernelContract, ElementsNeedTheTableOnlyToBeMade) {
  const Masquerade masquerade{prefix("192.0.2.0/24")};
  const Masquerade named{prefix("192.0.2.0/24"), address("203.0.113.7")};
  const Isolation isolation{"testnet"};
  for (const Resource& element : {Resource(masquerade), Resource(named), Resource(isolation)}) {
    EXPECT_EQ(state(element), kernel::State::absent);
    destroy(element);
    EXPECT_FALSE(host_->kernel().create(element).ok());
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
  EXPECT_EQ(state(low), kernel::State::absent);
  EXPECT_EQ(state(middle), kernel::State::matches);
  EXPECT_EQ(state(high), kernel::State::matches);
}

TEST_P(KernelContract, MasqueradesOfSingleNeighboursLiveBesideEachOther) {
  create(Firewall{});
  std::vector<Masquerade> row;
  for (std::uint64_t i = 0; i < 9; ++i)
    row.push_back(Masquerade{{address("192.0.2.0").plus(i), 32}});
  for (const auto& one : row) create(one);
  for (const auto& one : row) EXPECT_EQ(state(one), kernel::State::matches);
  EXPECT_NE(state(Masquerade{prefix("192.0.2.0/31")}), kernel::State::matches);
  for (const auto& one : row) {
    destroy(one);
    EXPECT_EQ(state(one), kernel::State::absent);
  }
}

TEST_P(KernelContract, HalvesAreNotTheWhole) {
  create(Firewall{});
  create(Masquerade{prefix("192.168.0.0/25")});
  create(Masquerade{prefix("192.168.0.128/25")});
  const Masquerade whole{prefix("192.168.0.0/24")};
  EXPECT_NE(state(whole), kernel::State::matches);
  destroy(whole);
  EXPECT_EQ(state(Masquerade{prefix("192.168.0.0/25")}), kernel::State::matches);
}

TEST_P(KernelContract, MasqueradesThatOverlapAreRefused) {
  create(Firewall{});
  create(Masquerade{prefix("192.168.4.0/23")});
  for (const char* text : {"192.168.4.0/24", "192.168.5.0/24", "192.168.0.0/16"}) {
    SCOPED_TRACE(text);
    const Masquerade other{prefix(text)};
    expect_refusal(host_->kernel().create(other), ErrorKind::already_exists);
    EXPECT_NE(state(other), kernel::State::matches);
    destroy(other);
  }
  EXPECT_EQ(state(Masquerade{prefix("192.168.4.0/23")}), kernel::State::matches);
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
    EXPECT_EQ(state(one), kernel::State::matches) << describe(one);
  destroy(low);
  EXPECT_EQ(state(low), kernel::State::absent);
  EXPECT_EQ(state(middle), kernel::State::matches);
  EXPECT_EQ(state(high), kernel::State::matches);
}

TEST_P(KernelContract, AMasqueradeWithAnotherAddressIsForeign) {
  create(Firewall{});
  for (const char* text : {"192.168.4.0/23", "192.0.2.7/32"}) {
    SCOPED_TRACE(text);
    const Masquerade ours{prefix(text), address("203.0.113.7")};
    const Masquerade other{prefix(text), address("203.0.113.8")};
    create(ours);
    EXPECT_EQ(state(other), kernel::State::foreign);
    expect_refusal(host_->kernel().create(other), ErrorKind::already_exists);
    destroy(other);
    EXPECT_EQ(state(ours), kernel::State::matches);
  }
}

TEST_P(KernelContract, MasqueradesWithAnAddressThatOverlapAreRefused) {
  create(Firewall{});
  const Masquerade there{prefix("192.168.4.0/23"), address("203.0.113.7")};
  create(there);
  for (const char* text : {"192.168.4.0/24", "192.168.5.0/24", "192.168.0.0/16"}) {
    SCOPED_TRACE(text);
    const Masquerade other{prefix(text), address("203.0.113.7")};
    expect_refusal(host_->kernel().create(other), ErrorKind::already_exists);
    EXPECT_NE(state(other), kernel::State::matches);
    destroy(other);
  }
  EXPECT_EQ(state(there), kernel::State::matches);
}

TEST_P(KernelContract, IsolationsLiveOnce) {
  create(Firewall{});
  create(Isolation{"br-0"});
  expect_whole_life(Isolation{"testnet"});
  expect_whole_life(Isolation{"fifteen-letters"});
  EXPECT_EQ(state(Isolation{"br-0"}), kernel::State::matches);
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
  second.internal = true;
  create(first);
  expect_whole_life(second);
  EXPECT_EQ(state(first), kernel::State::matches);
  for (const char* text : {"0.0.0.0/0", "192.0.2.7/32", "::/0", "2001:db8::7/128"}) {
    SCOPED_TRACE(text);
    expect_whole_life(Isolation{"veth-3", false, false, {prefix(text)}});
  }
  Isolation narrower = first;
  narrower.peer_prefixes = {prefix("192.0.2.0/25"), prefix("2001:db8::/64")};
  EXPECT_EQ(state(narrower), kernel::State::differs);
}

TEST_P(KernelContract, ForwardAllowsLiveOnce) {
  create(Firewall{});
  create(Isolation{"testnet"});
  expect_whole_life(ForwardAllow{"uplink", "testnet"});
  expect_whole_life(ForwardAllow{"", "testnet"});
  create(ForwardAllow{"", "testnet", Family::v6});
  expect_whole_life(ForwardAllow{"", "testnet", Family::v4});
  EXPECT_EQ(state(ForwardAllow{"", "testnet"}), kernel::State::differs);
  EXPECT_EQ(state(Isolation{"testnet"}), kernel::State::matches);
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
  EXPECT_EQ(state(second), kernel::State::foreign);
  expect_refusal(host_->kernel().create(second), ErrorKind::already_exists);
  destroy(second);
  EXPECT_EQ(state(first), kernel::State::matches);
  // The same port on one address is a different port. The same port of another protocol is too.
  second.host_address = address("198.51.100.1");
  create(second);
  second.host_address.reset();
  second.protocol = Protocol::udp;
  create(second);
}

TEST_P(KernelContract, AntiSpoofingsLiveOnce) {
  create(Firewall{});
  create(AntiSpoofing{"veth-0", mac(9), {address("192.0.2.9")}});
  const std::string before = host_->snapshot();
  const AntiSpoofing antispoofing{
      "veth-1", mac(1), {address("192.0.2.2"), address("2001:db8::2"), address("fe80::1")}};
  EXPECT_EQ(state(antispoofing), kernel::State::absent);
  create(antispoofing);
  EXPECT_EQ(state(antispoofing), kernel::State::matches);
  destroy(antispoofing);
  EXPECT_EQ(host_->snapshot(), before);
  EXPECT_EQ(state(AntiSpoofing{"veth-0", mac(9), {address("192.0.2.9")}}), kernel::State::matches);
}

TEST_P(KernelContract, AntiSpoofingsOfRoutedLinksLiveOnce) {
  create(Firewall{});
  const AntiSpoofing first{"veth-0", mac(9), {address("192.0.2.9")}, true};
  create(first);
  const std::string before = host_->snapshot();
  const AntiSpoofing antispoofing{
      "veth-1", mac(1), {address("192.0.2.2"), address("2001:db8::2")}, true};
  EXPECT_EQ(state(antispoofing), kernel::State::absent);
  create(antispoofing);
  EXPECT_EQ(state(antispoofing), kernel::State::matches);
  create(AntiSpoofing{"veth-1", mac(1), {address("192.0.2.3")}, true});
  EXPECT_EQ(state(antispoofing), kernel::State::differs);
  create(antispoofing);
  destroy(antispoofing);
  EXPECT_EQ(host_->snapshot(), before);
  EXPECT_EQ(state(first), kernel::State::matches);
}

TEST_P(KernelContract, AAntiSpoofingOfAnyAddressLivesOnceAndIsReplaced) {
  create(Firewall{});
  const AntiSpoofing free{"veth-1", mac(1), {}, false, true};
  const std::string empty = host_->snapshot();
  create(free);
  EXPECT_EQ(state(free), kernel::State::matches);
  destroy(free);
  EXPECT_EQ(host_->snapshot(), empty);
  create(AntiSpoofing{"veth-1", mac(1), {address("192.0.2.3")}});
  const std::string before = host_->snapshot();
  EXPECT_EQ(state(free), kernel::State::differs);
  create(free);
  create(AntiSpoofing{"veth-1", mac(1), {address("192.0.2.3")}});
  EXPECT_EQ(host_->snapshot(), before);
}

TEST_P(KernelContract, AAntiSpoofingReplacesWhatWasSaidOfItsLink) {
  create(Firewall{});
  const AntiSpoofing now{"veth-1", mac(1), {address("192.0.2.3")}};
  create(now);
  const std::string alone = host_->snapshot();
  destroy(now);
  create(AntiSpoofing{"veth-1", mac(2), {address("192.0.2.2"), address("2001:db8::2")}});
  create(now);
  EXPECT_EQ(host_->snapshot(), alone);
}

TEST_P(KernelContract, ElementsGoWithTheTable) {
  create(Firewall{});
  create(Masquerade{prefix("192.0.2.0/24")});
  create(Isolation{"testnet"});
  destroy(Firewall{});
  create(Firewall{});
  EXPECT_EQ(state(Masquerade{prefix("192.0.2.0/24")}), kernel::State::absent);
  EXPECT_EQ(state(Isolation{"testnet"}), kernel::State::absent);
}

// --- the tables with the elements of several resources, in one transaction

inline std::vector<Resource> resources_of_two_networks() {
  const auto ip = [](const char* text) { return IpAddress::parse(text).value(); };
  return {Isolation{"web"},
          Isolation{"db", true},
          Masquerade{IpPrefix::parse("192.0.2.0/24").value()},
          Masquerade{IpPrefix::parse("2001:db8::/64").value(), ip("2001:db8:f::7")},
          ForwardAllow{"up", "web"},
          PublishedPort{Protocol::tcp, std::nullopt, 8080, ip("192.0.2.2"), 80, 3},
          AntiSpoofing{"v1",
                       MacAddress{{kMacPrefix[0], kMacPrefix[1], 0, 0, 0, 1}},
                       {ip("192.0.2.2"), ip("2001:db8::2")}}};
}

TEST_P(KernelContract, ARestoredFirewallIsCompleteFromItsBeginning) {
  const auto resources = resources_of_two_networks();
  create(Firewall{});
  for (const auto& resource : resources) create(resource);
  const auto elements = host_->elements();
  destroy(Firewall{});
  const auto restored = host_->kernel().restore_firewall(resources, {});
  ASSERT_TRUE(restored.ok()) << text(restored);
  EXPECT_EQ(state(Firewall{}), kernel::State::matches);
  EXPECT_EQ(host_->elements(), elements);
  for (const auto& resource : resources)
    EXPECT_EQ(state(resource), kernel::State::matches) << describe(resource);
}

// The tables alone are restored. The filters and rules of an Isolation are repaired with it.
TEST_P(KernelContract, RestoringAddsWhatIsMissingAndKeepsOtherElements) {
  const auto resources = resources_of_two_networks();
  create(Firewall{});
  create(resources[0]);
  create(Isolation{"other"});
  for (int times = 0; times < 2; ++times) {
    const auto restored = host_->kernel().restore_firewall(resources, {});
    ASSERT_TRUE(restored.ok()) << text(restored);
  }
  repair_isolations(resources);
  for (const auto& resource : resources)
    EXPECT_EQ(state(resource), kernel::State::matches) << describe(resource);
  EXPECT_EQ(state(Isolation{"other"}), kernel::State::matches);
}

TEST_P(KernelContract, RestoringReplacesAnElementThatWasChanged) {
  const auto resources = resources_of_two_networks();
  create(Firewall{});
  const auto elsewhere = IpAddress::parse("192.0.2.9").value();
  create(PublishedPort{Protocol::tcp, std::nullopt, 8081, elsewhere, 9});
  create(Masquerade{IpPrefix::parse("192.0.2.0/25").value()});
  const auto restored = host_->kernel().restore_firewall(resources, {});
  ASSERT_TRUE(restored.ok()) << text(restored);
  repair_isolations(resources);
  for (const auto& resource : resources)
    EXPECT_EQ(state(resource), kernel::State::matches) << describe(resource);
}

// A resource, and its elements in the format of KernelHost::elements().
struct ElementsCase {
  Resource resource;
  std::vector<std::string> elements;
};

// Written by hand, so that the expected elements do not come from the tested code.
inline std::vector<ElementsCase> elements_cases() {
  const auto ip = [](const char* text) { return IpAddress::parse(text).value(); };
  const auto prefix = [](const char* text) { return IpPrefix::parse(text).value(); };
  const MacAddress mac{{kMacPrefix[0], kMacPrefix[1], 0, 0, 0, 1}};
  return {
      {Masquerade{prefix("192.0.2.0/24")}, {"inet mydocker masquerade4: 192.0.2.0/24"}},
      {Masquerade{prefix("2001:db8::/64")}, {"inet mydocker masquerade6: 2001:db8::/64"}},
      {Masquerade{prefix("192.0.2.0/24"), ip("203.0.113.7")},
       {"inet mydocker snat4: 192.0.2.0/24 : 203.0.113.7"}},
      {Masquerade{prefix("2001:db8::/64"), ip("2001:db8:f::7")},
       {"inet mydocker snat6: 2001:db8::/64 : 2001:db8:f::7"}},
      {Isolation{"br"},
       {"inet mydocker hairpin: \"br\" . \"br\"", "inet mydocker links: \"br\"",
        "inet mydocker allowed_pairs: \"br\" . \"br\""}},
      {Isolation{"br", true, true},
       {"inet mydocker hairpin: \"br\" . \"br\"", "inet mydocker links: \"br\"",
        "inet mydocker internal_links: \"br\""}},
      {Isolation{.link = "br", .no_outbound = true, .masquerade_ports = true},
       {"inet mydocker hairpin: \"br\" . \"br\"", "inet mydocker links: \"br\"",
        "inet mydocker allowed_pairs: \"br\" . \"br\"", "inet mydocker no_outbound: \"br\"",
        "inet mydocker masquerade_ports: \"br\""}},
      {Isolation{"v1", false, true, {prefix("192.0.2.0/24"), prefix("2001:db8::/64")}},
       {"inet mydocker hairpin: \"v1\" . \"v1\"",
        "inet mydocker peer_prefixes4: \"v1\" . 192.0.2.0/24",
        "inet mydocker peer_prefixes6: \"v1\" . 2001:db8::/64", "inet mydocker links: \"v1\""}},
      {ForwardAllow{"up", "br"}, {"inet mydocker allowed_pairs: \"up\" . \"br\""}},
      {ForwardAllow{"", "br"},
       {"inet mydocker unprotected4: \"br\"", "inet mydocker unprotected6: \"br\""}},
      {ForwardAllow{"", "br", Family::v4}, {"inet mydocker unprotected4: \"br\""}},
      {PublishedPort{Protocol::tcp, std::nullopt, 80, ip("192.0.2.2"), 8080, 2},
       {"inet mydocker ports4: tcp . 80 : 192.0.2.2 . 8080",
        "inet mydocker ports4: tcp . 81 : 192.0.2.2 . 8081"}},
      {PublishedPort{Protocol::udp, ip("2001:db8::1"), 53, ip("2001:db8::2"), 53},
       {"inet mydocker ports_at6: 2001:db8::1 . udp . 53 : 2001:db8::2 . 53"}},
      {PublishedPort{Protocol::sctp, std::nullopt, 9, ip("2001:db8::2"), 7, 1, PortMode::routed},
       {"inet mydocker routed6: 2001:db8::2 . sctp . 7"}},
      {AntiSpoofing{"v1", mac, {ip("192.0.2.2"), ip("2001:db8::2")}},
       {"bridge mydocker addresses4: \"v1\" . 192.0.2.2",
        "bridge mydocker addresses6: \"v1\" . 2001:db8::2", "bridge mydocker antispoof: \"v1\"",
        "bridge mydocker macs: \"v1\" . 02:4d:00:00:00:01",
        "bridge mydocker nd_targets: \"v1\" . 0x20010db8000000000000000000000002"}},
      {AntiSpoofing{"v1", mac, {}, false, true},
       {"bridge mydocker antispoof: \"v1\"", "bridge mydocker macs: \"v1\" . 02:4d:00:00:00:01",
        "bridge mydocker antispoof_any_address: \"v1\""}},
      {AntiSpoofing{"v1", mac, {ip("192.0.2.2"), ip("2001:db8::2")}, true},
       {"inet mydocker source_checked: \"v1\"", "inet mydocker sources4: \"v1\" . 192.0.2.2",
        "inet mydocker sources6: \"v1\" . 2001:db8::2"}},
  };
}

TEST_P(KernelContract, EachFirewallResourceHasTheseElementsAndNoOthers) {
  create(Firewall{});
  for (const auto& [resource, elements] : elements_cases()) {
    SCOPED_TRACE(describe(resource));
    create(resource);
    EXPECT_THAT(host_->elements(), ::testing::UnorderedElementsAreArray(elements));
    destroy(resource);
    EXPECT_THAT(host_->elements(), ::testing::IsEmpty());
  }
}

// An isolation without icc does not use the allowed pair, so another resource can use it.
TEST_P(KernelContract, AnIsolationWithoutInternalTrafficDoesNotHoldItsPair) {
  create(Firewall{});
  create(Isolation{"testnet", false, true});
  create(ForwardAllow{"testnet", "testnet"});
  destroy(Isolation{"testnet", false, true});
  EXPECT_EQ(state(ForwardAllow{"testnet", "testnet"}), kernel::State::matches);
}

TEST_P(KernelContract, APrefixInsideAnotherIsSeenAsForeign) {
  create(Firewall{});
  create(Masquerade{prefix("192.168.4.0/23")});
  EXPECT_EQ(state(Masquerade{prefix("192.168.4.0/24")}), kernel::State::foreign);
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
  const auto created = host_->kernel().create_all(ports);
  ASSERT_TRUE(created.ok()) << text(created);
  for (const auto& port : ports) EXPECT_EQ(state(port), kernel::State::matches);
  destroy(ports[0]);
  destroy(ports[3]);
  const std::string before = host_->snapshot();
  expect_refusal(host_->kernel().create_all(ports), ErrorKind::already_exists);
  EXPECT_EQ(host_->snapshot(), before);
  const auto destroyed = host_->kernel().destroy_all(ports);
  EXPECT_TRUE(destroyed.ok()) << text(destroyed);
  for (const auto& port : ports) EXPECT_EQ(state(port), kernel::State::absent);
}

}  // namespace mydocker::testing
