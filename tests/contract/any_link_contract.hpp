// The contract of each Kernel for the resource Link, with the kinds that the kernel of the tests
// has.
#pragma once

#include "contract/kernel_host.hpp"

namespace mydocker::testing {

inline Link vxlan(Place place) {
  return {.place = place,
          .name = "vx0",
          .kind = "vxlan",
          .parent = "testnet",
          .mtu = 1400,
          .mac = {{kMacPrefix[0], kMacPrefix[1], 0, 0, 0, 7}},
          .attributes = {{"id", "7"}, {"port", "4789"}, {"learning", "false"}, {"ttl", "9"}}};
}

inline Link link_of(const std::string& kind, Place place) {
  const bool has_mac = kind != "tun";
  return {.place = place,
          .name = "any0",
          .kind = kind,
          .mac = has_mac ? MacAddress{{kMacPrefix[0], kMacPrefix[1], 0, 0, 0, 8}} : MacAddress{}};
}

TEST_P(KernelContract, LinksOfEveryKindLiveOnce) {
  create(bridge());
  for (const Place place : {Place::host, Place::container}) {
    expect_whole_life(vxlan(place));
    for (const char* kind : {"ifb", "tap", "tun"}) {
      SCOPED_TRACE(kind);
      expect_whole_life(link_of(kind, place));
    }
    Link macvtap = link_of("macvtap", place);
    macvtap.parent = "testnet";
    macvtap.attributes = {{"mode", "vepa"}};
    expect_whole_life(macvtap);
  }
}

TEST_P(KernelContract, ALinkIsAPortOfItsBridge) {
  create(bridge());
  Link port = vxlan(Place::host);
  port.parent = "";
  port.attributes["local"] = "192.0.2.1";
  port.master = "testnet";
  expect_whole_life(port);
  create(port);
  expect_whole_life(Fdb{Place::host, "vx0", {}, address("198.51.100.1")});
  expect_whole_life(Fdb{Place::host, "vx0", mac(9), address("198.51.100.1")});
  expect_whole_life(Fdb{Place::host, "vx0", mac(9)});
}

TEST_P(KernelContract, ABridgeWithOptionsLivesOnceAndIsChangedInPlace) {
  for (const Place place : {Place::host, Place::container}) {
    Link bridge = link_of("bridge", place);
    bridge.attributes = {{"stp", "true"}, {"ageing_time", "6000"}, {"multicast_snooping", "false"}};
    expect_whole_life(bridge);
    create(bridge);
    Link port = link_of("ifb", place);
    port.name = "any1";
    port.master = "any0";
    create(port);
    bridge.attributes["ageing_time"] = "9000";
    EXPECT_EQ(seen(bridge).detail, "with other attributes");
    EXPECT_TRUE(seen(bridge).in_place);
    ASSERT_TRUE(host_->kernel().update(bridge, "").ok());
    EXPECT_EQ(state(bridge), kernel::State::matches) << seen(bridge).detail;
    EXPECT_EQ(state(port), kernel::State::matches) << "the bridge keeps its ports";
    destroy(port);
    destroy(bridge);
  }
}

TEST_P(KernelContract, TheResourcesOfAVethPairWorkOnALink) {
  create(Firewall{});
  create(link_of("tap", Place::host));
  expect_whole_life(Isolation{"any0", true});
  expect_whole_life(Masquerade{prefix("192.0.2.0/24")});
  expect_whole_life(Address{Place::host, "any0", prefix("192.0.2.1/24")});
  const AntiSpoofing antispoofing{"any0", mac(9), {address("192.0.2.2")}, true};
  create(antispoofing);
  EXPECT_EQ(state(antispoofing), kernel::State::matches) << seen(antispoofing).detail;
  destroy(antispoofing);
  const Sysctl proxy_arp{Place::host, "net/ipv4/conf/any0/proxy_arp", "1"};
  EXPECT_EQ(state(proxy_arp), kernel::State::differs);
  create(proxy_arp);
  EXPECT_EQ(state(proxy_arp), kernel::State::matches);
  destroy(link_of("tap", Place::host));
  EXPECT_EQ(state(proxy_arp), kernel::State::absent);
}

TEST_P(KernelContract, ALinkReturnsToItsRecreatedBridge) {
  create(bridge());
  Link port = link_of("ifb", Place::host);
  port.master = "testnet";
  create(port);
  host_->remove_link(Place::host, "testnet");
  EXPECT_EQ(seen(port).detail, "not in \"testnet\"");
  EXPECT_TRUE(seen(port).in_place);
  create(bridge());
  EXPECT_TRUE(host_->kernel().update(port, "").ok());
  EXPECT_EQ(state(port), kernel::State::matches) << seen(port).detail;
}

TEST_P(KernelContract, AVxlanSendsUnknownFramesToSeveralEndpoints) {
  create(bridge());
  create(vxlan(Place::host));
  const Fdb one{Place::host, "vx0", {}, address("198.51.100.1")};
  const Fdb other{Place::host, "vx0", {}, address("198.51.100.2")};
  create(one);
  EXPECT_EQ(state(other), kernel::State::absent);
  create(other);
  destroy(one);
  EXPECT_EQ(state(one), kernel::State::absent);
  EXPECT_EQ(state(other), kernel::State::matches);
}

TEST_P(KernelContract, AVxlanEntryWithAnotherEndpointIsChangedInPlace) {
  create(bridge());
  create(vxlan(Place::host));
  Fdb fdb{Place::host, "vx0", mac(9), address("198.51.100.1")};
  create(fdb);
  fdb.remote = address("198.51.100.2");
  EXPECT_EQ(seen(fdb).detail, "to 198.51.100.1");
  EXPECT_TRUE(seen(fdb).in_place);
  EXPECT_TRUE(host_->kernel().update(fdb, "").ok());
  EXPECT_EQ(state(fdb), kernel::State::matches);
}

TEST_P(KernelContract, ALinkIsChangedInPlaceWhereThatIsPossible) {
  create(bridge());
  for (const Place place : {Place::host, Place::container}) {
    create(vxlan(place));
    host_->set_down(place, "vx0");
    EXPECT_EQ(seen(vxlan(place)).detail, "down");
    Link other = vxlan(place);
    other.mac = mac(9);
    other.mtu = 1300;
    EXPECT_EQ(seen(other).detail, "address " + mac(7).text());
    EXPECT_TRUE(seen(other).in_place);
    EXPECT_TRUE(host_->kernel().update(other, "").ok());
    EXPECT_EQ(state(other), kernel::State::matches) << seen(other).detail;
    Link foreign = other;
    foreign.attributes["id"] = "8";
    EXPECT_EQ(seen(foreign).detail, "with other attributes");
    EXPECT_FALSE(seen(foreign).in_place);
    destroy(other);
  }
}

TEST_P(KernelContract, ALinkOfAnotherProgramIsLeftAlone) {
  host_->add_link(Place::host, "any0", "ifb");
  EXPECT_EQ(state(link_of("ifb", Place::host)), kernel::State::foreign);
  expect_refusal(host_->kernel().destroy(link_of("ifb", Place::host)), ErrorKind::already_exists);
  EXPECT_TRUE(host_->has_link(Place::host, "any0"));
}

TEST_P(KernelContract, AMissingKindOrParentIsOneClearError) {
  const std::string before = host_->snapshot();
  const auto unknown = host_->kernel().create(link_of("ipvlan", Place::host));
  expect_refusal(unknown, ErrorKind::unsupported);
  EXPECT_EQ(text(unknown), "this kernel has no ipvlan");
  EXPECT_EQ(unknown.error().hints().front(), "modprobe ipvlan");
  const auto alone = host_->kernel().create(vxlan(Place::host));
  expect_refusal(alone, ErrorKind::not_found);
  EXPECT_EQ(text(alone), "parent \"testnet\": No such device");
  EXPECT_EQ(host_->snapshot(), before);
}

}  // namespace mydocker::testing
