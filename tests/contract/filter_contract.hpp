// The contract of each Kernel for bridge ports and for rules of a driver.
#pragma once

#include "contract/kernel_host.hpp"

namespace mydocker::testing {

inline NftRules no_mail(NftHook hook) {
  NftRules rules{.link = "testnet",
                 .hook = hook,
                 .rules = {{.family = Family::v6, .verdict = NftVerdict::accept},
                           {.source = IpPrefix::parse("192.0.2.0/27").value(),
                            .target = IpPrefix::parse("198.51.100.0/24").value()},
                           {.target = IpPrefix::parse("2001:db8::/33").value()},
                           {.protocol = Protocol::tcp, .port = 25},
                           {.protocol = Protocol::udp, .port = 5000, .count = 10}}};
  return rules;
}

inline NftRules no_questions() {
  return {.link = "veth-1",
          .hook = NftHook::bridge,
          .rules = {{.direction = NftRule::Direction::to,
                     .neighbour = IpAddress::parse("192.0.2.1").value()},
                    {.neighbour = IpAddress::parse("2001:db8::1").value()}}};
}

TEST_P(KernelContract, RulesOfADriverLiveOnce) {
  for (const auto hook : {NftHook::forward, NftHook::input, NftHook::bridge}) {
    SCOPED_TRACE(name_of(hook));
    expect_whole_life(no_mail(hook));
  }
  expect_whole_life(no_questions());
}

TEST_P(KernelContract, RulesOfADriverNeedNoOtherTables) {
  create(no_mail(NftHook::forward));
  EXPECT_EQ(state(Firewall{}), kernel::State::absent);
  create(Firewall{});
  destroy(Firewall{});
  EXPECT_EQ(state(no_mail(NftHook::forward)), kernel::State::matches);
}

TEST_P(KernelContract, RulesOfADriverAreReplacedInPlace) {
  create(no_mail(NftHook::forward));
  auto other = no_mail(NftHook::forward);
  other.rules.back().port = 5001;
  EXPECT_EQ(state(other), kernel::State::differs);
  EXPECT_EQ(seen(other).detail, "with other rules");
  ASSERT_TRUE(seen(other).in_place);
  ASSERT_TRUE(host_->kernel().update(other, "").ok());
  EXPECT_EQ(state(other), kernel::State::matches);
  EXPECT_EQ(state(no_mail(NftHook::forward)), kernel::State::differs);
}

TEST_P(KernelContract, OptionsLiveOnAPortOfABridge) {
  const BridgePort port{.link = "veth-1",
                        .learning = false,
                        .neigh_suppress = true,
                        .isolated = true,
                        .hairpin = true};
  create(bridge());
  expect_refusal(host_->kernel().create(port), ErrorKind::not_found);
  create(veth());
  EXPECT_EQ(state(port), kernel::State::absent);
  create(port);
  create(port);
  EXPECT_EQ(state(port), kernel::State::matches);
  EXPECT_EQ(state(BridgePort{.link = "veth-1", .learning = true}), kernel::State::absent);
  destroy(port);
  EXPECT_EQ(state(port), kernel::State::absent);
  EXPECT_EQ(state(BridgePort{.link = "veth-1",
                             .learning = true,
                             .neigh_suppress = false,
                             .isolated = false,
                             .hairpin = false}),
            kernel::State::matches)
      << "which are the options of a new port";
  create(port);
  destroy(veth());
  destroy(port);
  EXPECT_EQ(state(port), kernel::State::absent);
}

TEST_P(KernelContract, OptionsOfABridgePortAreSetOneByOne) {
  create(bridge());
  create(veth());
  create(BridgePort{.link = "veth-1", .learning = false});
  create(BridgePort{.link = "veth-1", .hairpin = true});
  EXPECT_EQ(state(BridgePort{.link = "veth-1", .learning = false, .hairpin = true}),
            kernel::State::matches);
  destroy(BridgePort{.link = "veth-1", .learning = false});
  EXPECT_EQ(state(BridgePort{.link = "veth-1", .learning = true, .hairpin = true}),
            kernel::State::matches);
}

// A kernel without VLANs of bridges refuses the option.
TEST_P(KernelContract, ABridgePortIsAMemberOfItsVlanOnly) {
  create(bridge());
  create(veth());
  const BridgePort port{.link = "veth-1", .pvid = 7};
  const BridgePort usual{.link = "veth-1", .pvid = 1};
  const auto created = host_->kernel().create(port);
  if (!created.ok()) {
    expect_refusal(created, ErrorKind::unsupported);
    GTEST_SKIP() << text(created);
  }
  EXPECT_EQ(state(port), kernel::State::matches);
  EXPECT_EQ(state(usual), kernel::State::absent);
  destroy(port);
  EXPECT_EQ(state(usual), kernel::State::matches);
}

}  // namespace mydocker::testing
