// What every Kernel does with bridges and veths.
#pragma once

#include "contract/kernel_world.hpp"

namespace mydocker::testing {

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

TEST_P(KernelContract, VethThatIsUpFromBirthHasRoutesAtOnce) {
  Veth cable = veth();
  cable.master.clear();
  cable.up = true;
  expect_whole_life(cable);
  create(cable);
  EXPECT_TRUE(world_->is_up(Place::host, "veth-1"));
  create(Route{Place::host, "veth-1", prefix("192.0.2.2/32"), std::nullopt, 0});
  Veth late = veth();
  late.master.clear();
  late.host_link = "veth-2";
  late.container_link = "eth1";
  create(late);
  const auto refused = world_->kernel().create(
      Route{Place::host, "veth-2", prefix("192.0.2.3/32"), std::nullopt, 0});
  EXPECT_THAT(text(refused), ::testing::HasSubstr("Network is down"));
}

TEST_P(KernelContract, VethMayBeIsolatedFromOthersInItsBridge) {
  create(bridge());
  Veth apart = veth();
  apart.isolated = true;
  expect_whole_life(apart);
  create(apart);
  raise(apart);
  EXPECT_EQ(presence(veth()), kernel::Presence::different);
}

TEST_P(KernelContract, HairpinLivesOnAPortOfABridge) {
  create(bridge());
  expect_refusal(world_->kernel().create(Hairpin{"veth-1"}), ErrorKind::not_found);
  create(veth());
  EXPECT_EQ(presence(Hairpin{"veth-1"}), kernel::Presence::absent);
  create(Hairpin{"veth-1"});
  create(Hairpin{"veth-1"});
  EXPECT_EQ(presence(Hairpin{"veth-1"}), kernel::Presence::present);
  raise(veth());
  EXPECT_EQ(presence(veth()), kernel::Presence::present) << "which is no other veth for that";
  destroy(Hairpin{"veth-1"});
  EXPECT_EQ(presence(Hairpin{"veth-1"}), kernel::Presence::absent);
  create(Hairpin{"veth-1"});
  destroy(veth());
  destroy(Hairpin{"veth-1"});
  EXPECT_EQ(presence(Hairpin{"veth-1"}), kernel::Presence::absent);
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

}  // namespace mydocker::testing
