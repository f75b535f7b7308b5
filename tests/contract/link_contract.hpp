// The contract of each Kernel for bridges, veth pairs and hairpin settings.
#pragma once

#include "contract/kernel_host.hpp"

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
  EXPECT_EQ(state(small), kernel::State::matches) << seen(small).detail;
}

TEST_P(KernelContract, BridgeThatIsNotAsDescribedIsDifferent) {
  create(bridge());
  Bridge other = bridge();
  other.mtu = 1400;
  EXPECT_EQ(state(other), kernel::State::differs);
  EXPECT_EQ(seen(other).detail, "mtu 1500");
  host_->set_down(Place::host, "testnet");
  EXPECT_EQ(seen(bridge()).detail, "down");
}

TEST_P(KernelContract, ForeignLinkIsSeenAndLeftAlone) {
  host_->add_link(Place::host, "testnet", "bridge");
  EXPECT_EQ(state(bridge()), kernel::State::foreign);
  expect_refusal(host_->kernel().create(bridge()), ErrorKind::already_exists);
  expect_refusal(host_->kernel().destroy(bridge()), ErrorKind::already_exists);
  EXPECT_TRUE(host_->has_link(Place::host, "testnet"));
}

TEST_P(KernelContract, AdoptedBridgeIsUsedAndNeverTouched) {
  Bridge adopted = bridge();
  adopted.ownership = Ownership::adopt;
  EXPECT_EQ(state(adopted), kernel::State::absent);
  host_->add_link(Place::host, "testnet", "bridge");
  const std::string before = host_->snapshot();
  EXPECT_EQ(state(adopted), kernel::State::matches);
  create(adopted);
  destroy(adopted);
  EXPECT_EQ(host_->snapshot(), before);
}

TEST_P(KernelContract, LinkOfAnotherKindCannotBeAdopted) {
  Bridge adopted = bridge();
  adopted.ownership = Ownership::adopt;
  host_->add_link(Place::host, "testnet", "veth");
  EXPECT_EQ(state(adopted), kernel::State::foreign);
  EXPECT_NE(seen(adopted).detail.find("veth"), std::string::npos);
}

TEST_P(KernelContract, VethLivesOnce) {
  create(bridge());
  expect_whole_life(veth());
}

TEST_P(KernelContract, VethIsBornInPlaceAndRaisedLast) {
  create(bridge());
  create(veth());
  EXPECT_TRUE(host_->has_link(Place::host, "veth-1"));
  EXPECT_TRUE(host_->has_link(Place::container, "eth0"));
  EXPECT_FALSE(host_->has_link(Place::host, "eth0"));
  EXPECT_TRUE(host_->is_up(Place::container, "eth0"));
  EXPECT_FALSE(host_->is_up(Place::host, "veth-1"));
  EXPECT_EQ(seen(veth()).detail, "down");
  bring_up(veth());
  EXPECT_TRUE(host_->is_up(Place::host, "veth-1"));
  EXPECT_EQ(state(veth()), kernel::State::matches) << seen(veth()).detail;
}

TEST_P(KernelContract, VethWithoutMasterMayHaveIpv6) {
  Veth alone = veth();
  alone.master.clear();
  alone.ipv6 = true;
  expect_whole_life(alone);
}

TEST_P(KernelContract, VethThatIsUpFromBirthHasRoutesAtOnce) {
  Veth pair = veth();
  pair.master.clear();
  pair.up = true;
  expect_whole_life(pair);
  create(pair);
  EXPECT_TRUE(host_->is_up(Place::host, "veth-1"));
  create(Route{Place::host, "veth-1", prefix("192.0.2.2/32"), std::nullopt, 0});
  Veth late = veth();
  late.master.clear();
  late.host_link = "veth-2";
  late.container_link = "eth1";
  create(late);
  const auto refused =
      host_->kernel().create(Route{Place::host, "veth-2", prefix("192.0.2.3/32"), std::nullopt, 0});
  EXPECT_THAT(text(refused), ::testing::HasSubstr("Network is down"));
}

TEST_P(KernelContract, VethMayBeIsolatedFromOthersInItsBridge) {
  create(bridge());
  Veth apart = veth();
  apart.isolated = true;
  expect_whole_life(apart);
  create(apart);
  bring_up(apart);
  EXPECT_EQ(state(veth()), kernel::State::differs);
}

TEST_P(KernelContract, HairpinLivesOnAPortOfABridge) {
  create(bridge());
  expect_refusal(host_->kernel().create(Hairpin{"veth-1"}), ErrorKind::not_found);
  create(veth());
  EXPECT_EQ(state(Hairpin{"veth-1"}), kernel::State::absent);
  create(Hairpin{"veth-1"});
  create(Hairpin{"veth-1"});
  EXPECT_EQ(state(Hairpin{"veth-1"}), kernel::State::matches);
  bring_up(veth());
  EXPECT_EQ(state(veth()), kernel::State::matches) << "which is no other veth for that";
  destroy(Hairpin{"veth-1"});
  EXPECT_EQ(state(Hairpin{"veth-1"}), kernel::State::absent);
  create(Hairpin{"veth-1"});
  destroy(veth());
  destroy(Hairpin{"veth-1"});
  EXPECT_EQ(state(Hairpin{"veth-1"}), kernel::State::absent);
}

TEST_P(KernelContract, VethOfAnotherSizeOrMasterIsDifferent) {
  create(bridge());
  create(veth());
  bring_up(veth());
  Veth other = veth();
  other.mtu = 1400;
  EXPECT_EQ(seen(other).detail, "\"eth0\" mtu 1500");
  host_->remove_link(Place::host, "testnet");
  EXPECT_EQ(state(veth()), kernel::State::differs);
}

TEST_P(KernelContract, VethNeedsItsMaster) {
  const std::string before = host_->snapshot();
  const auto created = host_->kernel().create(veth());
  expect_refusal(created, ErrorKind::not_found);
  EXPECT_EQ(text(created), "bridge \"testnet\" does not exist: it was deleted");
  EXPECT_EQ(host_->snapshot(), before);
}

TEST_P(KernelContract, VethLeavesNothingWhenTheContainersNameIsTaken) {
  create(bridge());
  host_->add_link(Place::container, "eth0", "veth");
  const std::string before = host_->snapshot();
  const auto created = host_->kernel().create(veth());
  expect_refusal(created, ErrorKind::already_exists);
  EXPECT_EQ(text(created), "link \"eth0\" in the container: File exists");
  EXPECT_EQ(host_->snapshot(), before);
}

TEST_P(KernelContract, VethLeavesNothingWhenTheHostsNameIsTaken) {
  create(bridge());
  host_->add_link(Place::host, "veth-1", "veth");
  const std::string before = host_->snapshot();
  const auto created = host_->kernel().create(veth());
  expect_refusal(created, ErrorKind::already_exists);
  EXPECT_EQ(text(created), "File exists");
  expect_refusal(host_->kernel().destroy(veth()), ErrorKind::already_exists);
  EXPECT_EQ(host_->snapshot(), before);
}

TEST_P(KernelContract, VethIsGoneWithItsContainersEnd) {
  create(bridge());
  create(veth());
  host_->remove_link(Place::container, "eth0");
  EXPECT_EQ(state(veth()), kernel::State::absent);
  destroy(veth());
}

}  // namespace mydocker::testing
