// The contract of each Kernel for neighbours and forwarding entries.
#pragma once

#include "contract/kernel_host.hpp"

namespace mydocker::testing {

TEST_P(KernelContract, NeighboursLiveOnce) {
  create(bridge());
  create(veth());
  for (const char* text : {"192.0.2.9", "2001:db8::9"}) {
    SCOPED_TRACE(text);
    expect_whole_life(Neighbour{Place::host, "testnet", address(text), mac(9)});
    expect_whole_life(Neighbour{Place::host, "testnet", address(text), {}, true});
    expect_whole_life(Neighbour{Place::container, "eth0", address(text), mac(9)});
    expect_whole_life(Neighbour{Place::container, "eth0", address(text), {}, true});
  }
}

TEST_P(KernelContract, AProxyAndAPermanentNeighbourAreTwoEntries) {
  create(bridge());
  const Neighbour permanent{Place::host, "testnet", address("192.0.2.9"), mac(9)};
  const Neighbour proxy{Place::host, "testnet", address("192.0.2.9"), {}, true};
  create(permanent);
  EXPECT_EQ(state(proxy), kernel::State::absent);
  create(proxy);
  destroy(permanent);
  EXPECT_EQ(state(permanent), kernel::State::absent);
  EXPECT_EQ(state(proxy), kernel::State::matches);
}

TEST_P(KernelContract, NeighbourWithAnotherMacIsChangedInPlace) {
  create(bridge());
  for (const char* text : {"192.0.2.9", "2001:db8::9"}) {
    SCOPED_TRACE(text);
    Neighbour neighbour{Place::host, "testnet", address(text), mac(9)};
    create(neighbour);
    neighbour.mac = mac(10);
    EXPECT_EQ(state(neighbour), kernel::State::differs);
    EXPECT_EQ(seen(neighbour).detail, "address " + mac(9).text());
    EXPECT_TRUE(seen(neighbour).in_place);
    EXPECT_TRUE(host_->kernel().update(neighbour, "").ok());
    EXPECT_EQ(state(neighbour), kernel::State::matches);
  }
}

TEST_P(KernelContract, NeighbourOfAContainerSurvivesTheAnnouncementOfItsAddresses) {
  create(bridge());
  create(veth());
  const Neighbour neighbour{Place::container, "eth0", address("192.0.2.9"), mac(9)};
  create(neighbour);
  bring_up(veth());
  bring_up(neighbour);
  EXPECT_EQ(state(neighbour), kernel::State::matches);
}

TEST_P(KernelContract, ForwardingEntriesOfABridgePortLiveOnce) {
  create(bridge());
  create(veth());
  bring_up(veth());
  expect_whole_life(Fdb{Place::host, "veth-1", mac(9)});
  Fdb learned{Place::host, "veth-1", mac(9)};
  learned.extern_learn = true;
  expect_whole_life(learned);
  EXPECT_EQ(state(Fdb{Place::host, "veth-1", mac(3)}), kernel::State::absent);
}

TEST_P(KernelContract, ForwardingEntryOfAnotherOriginIsChangedInPlace) {
  create(bridge());
  create(veth());
  Fdb fdb{Place::host, "veth-1", mac(9)};
  create(fdb);
  fdb.extern_learn = true;
  EXPECT_EQ(state(fdb), kernel::State::differs);
  EXPECT_EQ(seen(fdb).detail, "not extern_learn");
  EXPECT_TRUE(seen(fdb).in_place);
  EXPECT_TRUE(host_->kernel().update(fdb, "").ok());
  EXPECT_EQ(state(fdb), kernel::State::matches) << seen(fdb).detail;
}

TEST_P(KernelContract, NeighboursAndForwardingEntriesNeedTheirLink) {
  const std::string before = host_->snapshot();
  for (const Resource& entry :
       {Resource(Neighbour{Place::container, "eth0", address("192.0.2.9"), mac(9)}),
        Resource(Fdb{Place::host, "veth-1", mac(9)})}) {
    EXPECT_EQ(state(entry), kernel::State::absent);
    expect_refusal(host_->kernel().create(entry), ErrorKind::not_found);
    destroy(entry);
  }
  EXPECT_EQ(host_->snapshot(), before);
}

}  // namespace mydocker::testing
