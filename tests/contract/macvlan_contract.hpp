// The contract of each Kernel for macvlans.
#pragma once

#include "contract/kernel_host.hpp"

namespace mydocker::testing {

// A macvlan on the bridge "testnet". Any Ethernet link can be the parent.
inline Macvlan macvlan_in(Place place, const MacAddress& mac) {
  Macvlan macvlan;
  macvlan.place = place;
  macvlan.link = place == Place::host ? "shim" : "eth0";
  macvlan.parent = "testnet";
  macvlan.mac = mac;
  return macvlan;
}

TEST_P(KernelContract, MacvlanLivesOnceInEitherPlaceAndEveryMode) {
  create(bridge());
  for (const Place place : {Place::host, Place::container})
    for (const auto mode : {MacvlanMode::bridge, MacvlanMode::private_one, MacvlanMode::vepa,
                            MacvlanMode::passthru}) {
      SCOPED_TRACE(name_of(mode));
      Macvlan macvlan = macvlan_in(place, mac(7));
      macvlan.mode = mode;
      if (mode == MacvlanMode::passthru) macvlan.mac = {};
      expect_whole_life(macvlan);
      macvlan.mtu = 1400;
      expect_whole_life(macvlan);
    }
}

TEST_P(KernelContract, MacvlanIsBornInPlaceAndUp) {
  create(bridge());
  create(macvlan_in(Place::container, mac(7)));
  EXPECT_TRUE(host_->is_up(Place::container, "eth0"));
  EXPECT_FALSE(host_->has_link(Place::host, "eth0"));
  EXPECT_EQ(state(Sysctl{Place::container, "net/ipv6/conf/eth0/accept_ra", "0"}),
            kernel::State::matches)
      << "it does not listen to router advertisements";
  create(macvlan_in(Place::host, mac(8)));
  EXPECT_TRUE(host_->is_up(Place::host, "shim"));
  EXPECT_FALSE(host_->has_link(Place::container, "shim"));
}

TEST_P(KernelContract, MacvlanMayHaveAnyMacInTheContainer) {
  create(bridge());
  expect_whole_life(macvlan_in(Place::container, MacAddress::parse("02:00:00:00:00:01").value()));
}

TEST_P(KernelContract, MacvlanThatIsNotAsDescribedIsDifferent) {
  create(bridge());
  const Macvlan macvlan = macvlan_in(Place::container, mac(7));
  create(macvlan);
  Macvlan other = macvlan;
  other.mtu = 1400;
  EXPECT_EQ(seen(other).detail, "mtu 1500");
  other = macvlan;
  other.mode = MacvlanMode::vepa;
  EXPECT_EQ(seen(other).detail, "in another mode");
  other = macvlan;
  other.mac = mac(9);
  EXPECT_EQ(seen(other).detail, "address " + macvlan.mac.text());
  other = macvlan;
  other.parent = "lo";
  EXPECT_EQ(seen(other).detail, "on another parent");
  host_->set_down(Place::container, "eth0");
  EXPECT_EQ(seen(macvlan).detail, "down");
  EXPECT_EQ(state(macvlan), kernel::State::differs);
}

TEST_P(KernelContract, MacvlanNeedsItsParent) {
  const std::string before = host_->snapshot();
  const auto created = host_->kernel().create(macvlan_in(Place::container, mac(7)));
  expect_refusal(created, ErrorKind::not_found);
  EXPECT_EQ(text(created), "parent \"testnet\": No such device");
  EXPECT_EQ(host_->snapshot(), before);
}

TEST_P(KernelContract, MacvlanDoesNotStandOnLoopback) {
  const std::string before = host_->snapshot();
  Macvlan macvlan = macvlan_in(Place::container, mac(7));
  macvlan.parent = "lo";
  EXPECT_FALSE(host_->kernel().create(macvlan).ok());
  EXPECT_EQ(host_->snapshot(), before);
}

TEST_P(KernelContract, MacvlanLeavesNothingWhenItsNameIsTaken) {
  create(bridge());
  host_->add_link(Place::container, "eth0", "veth");
  const std::string before = host_->snapshot();
  const Macvlan macvlan = macvlan_in(Place::container, mac(7));
  EXPECT_EQ(state(macvlan), kernel::State::foreign);
  const auto created = host_->kernel().create(macvlan);
  expect_refusal(created, ErrorKind::already_exists);
  EXPECT_EQ(text(created), "link \"eth0\" in the container: File exists");
  expect_refusal(host_->kernel().destroy(macvlan), ErrorKind::already_exists);
  EXPECT_EQ(host_->snapshot(), before);
}

TEST_P(KernelContract, PassthruIsAloneOnItsParent) {
  create(bridge());
  Macvlan passthru = macvlan_in(Place::container, {});
  passthru.mode = MacvlanMode::passthru;
  const Macvlan other = macvlan_in(Place::host, mac(8));
  create(passthru);
  EXPECT_FALSE(host_->kernel().create(other).ok());
  destroy(passthru);
  create(other);
  EXPECT_FALSE(host_->kernel().create(passthru).ok());
  destroy(other);
  expect_whole_life(passthru);
}

TEST_P(KernelContract, MacvlanGoesWithItsParent) {
  create(bridge());
  const Macvlan macvlan = macvlan_in(Place::container, mac(7));
  create(macvlan);
  create(Address{Place::container, "eth0", prefix("192.0.2.2/24")});
  destroy(bridge());
  EXPECT_EQ(state(macvlan), kernel::State::absent);
  destroy(macvlan);
}

}  // namespace mydocker::testing
