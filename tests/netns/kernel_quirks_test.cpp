// What the fake kernel does not imitate.
#include "runtime/kernel/linux_kernel.hpp"
#include "support/netns_fixture.hpp"

namespace mydocker::testing {
namespace {

using kernel::State;

class KernelQuirks : public FreshHost {
 protected:
  void SetUp() override {
    FreshHost::SetUp();
    host_ = std::make_unique<kernel::Netns>(kernel::Netns::current().value());
    kernel_ = kernel::open_linux_kernel(*host_, nullptr).value();
  }

  void create(const Resource& resource) {
    const auto created = kernel_->create(resource);
    ASSERT_TRUE(created.ok()) << created.error().message();
  }
  kernel::Observation seen(const Resource& resource) { return kernel_->observe(resource).value(); }

  static Bridge bridge() { return {"testnet", {{2, 0x4d, 0, 0, 0, 1}}, 0, Ownership::own}; }

  std::unique_ptr<kernel::Netns> host_;
  std::unique_ptr<kernel::Kernel> kernel_;
};

TEST_F(KernelQuirks, SettingsOutsideTheNetworkStackAreRefused) {
  for (const char* name :
       {"kernel/panic", "/etc/passwd", "net/../kernel/panic", "", "net", "vm/overcommit_memory"}) {
    const auto created = kernel_->create(Sysctl{Place::host, name, "1"});
    ASSERT_FALSE(created.ok()) << name;
    EXPECT_EQ(created.error().kind(), ErrorKind::invalid_argument) << name;
    EXPECT_FALSE(kernel_->observe(Sysctl{Place::host, name, "1"}).ok()) << name;
  }
}

TEST_F(KernelQuirks, SettingThatTheKernelRefusesIsAnError) {
  const auto created = kernel_->create(Sysctl{Place::host, "net/ipv4/ip_forward", "yes"});
  ASSERT_FALSE(created.ok());
  EXPECT_EQ(created.error().message(), "the kernel does not accept this value");
}

// Written with spaces, read back with tabs.
TEST_F(KernelQuirks, SettingOfSeveralNumbersIsKnownAgain) {
  const Sysctl range{Place::host, "net/ipv4/ip_local_port_range", "20000 40000"};
  EXPECT_EQ(seen(range).state, State::differs);
  create(range);
  EXPECT_EQ(seen(range).state, State::matches) << seen(range).detail;
  EXPECT_EQ(seen(range).value, "20000\t40000");
}

TEST_F(KernelQuirks, LinkTooSmallForIpv6HasItSwitchedOffAlready) {
  Bridge small = bridge();
  small.mtu = 1000;
  create(small);
  const Sysctl off{Place::host, "net/ipv6/conf/testnet/disable_ipv6", "1"};
  EXPECT_EQ(seen(off).state, State::matches);
  create(off);
  const Sysctl on{Place::host, "net/ipv6/conf/testnet/disable_ipv6", "0"};
  EXPECT_EQ(seen(on).state, State::absent);
  EXPECT_FALSE(kernel_->create(on).ok());
}

TEST_F(KernelQuirks, VethTooSmallForIpv6IsMadeAllTheSame) {
  const NamedNetns inside("c1");
  const auto container = kernel::Netns::open(inside.path()).value();
  const auto kernel = kernel::open_linux_kernel(*host_, &container).value();
  const Veth veth{"veth-1", {{2, 0x4d, 0, 0, 0, 2}}, "eth0", {{2, 0x4d, 0, 0, 0, 3}}, "", 1000,
                  false};
  ASSERT_TRUE(kernel->create(veth).ok());
  ASSERT_TRUE(kernel->bring_up(veth).ok());
  EXPECT_EQ(kernel->observe(veth)->state, State::matches) << kernel->observe(veth)->detail;
}

TEST_F(KernelQuirks, LinkCarriesItsMarksAndOneQueueFromBirth) {
  const NamedNetns inside("c1");
  const auto container = kernel::Netns::open(inside.path()).value();
  const auto kernel = kernel::open_linux_kernel(*host_, &container).value();
  const Veth veth{"veth-1", {{2, 0x4d, 0, 0, 0, 2}}, "eth0", {{2, 0x4d, 0, 0, 0, 3}}, "", 0, false};
  ASSERT_TRUE(kernel->create(veth).ok());
  const std::string host = output_of("ip -d link show dev veth-1");
  for (const char* mark :
       {"group 28004", "02:4d:00:00:00:02", "addrgenmode none", "numtxqueues 1", "numrxqueues 1"})
    EXPECT_NE(host.find(mark), std::string::npos) << mark << "\n" << host;
  const std::string peer = inside.run("ip -d link show dev eth0");
  for (const char* mark : {"02:4d:00:00:00:03", "addrgenmode none", "numtxqueues 1"})
    EXPECT_NE(peer.find(mark), std::string::npos) << mark << "\n" << peer;
}

TEST_F(KernelQuirks, NoLinkLocalAddressAppearsWhenIpv6IsNotWanted) {
  const NamedNetns inside("c1");
  const auto container = kernel::Netns::open(inside.path()).value();
  const auto kernel = kernel::open_linux_kernel(*host_, &container).value();
  const Veth veth{"veth-1", {{2, 0x4d, 0, 0, 0, 2}}, "eth0", {{2, 0x4d, 0, 0, 0, 3}}, "", 0, false};
  ASSERT_TRUE(kernel->create(veth).ok());
  ASSERT_TRUE(kernel->bring_up(veth).ok());
  EXPECT_EQ(output_of("ip -6 -o address show dev veth-1"), "");
  EXPECT_EQ(inside.run("ip -6 -o address show dev eth0"), "");
}

TEST_F(KernelQuirks, ContainersPartsNeedAContainer) {
  const Veth veth{"veth-1", {{2, 0x4d, 0, 0, 0, 2}}, "eth0", {{2, 0x4d, 0, 0, 0, 3}}, "", 0, false};
  for (const Resource& resource :
       {Resource(veth), Resource(Loopback{Place::container}),
        Resource(Sysctl{Place::container, "net/ipv4/ip_forward", "1"})}) {
    const auto created = kernel_->create(resource);
    ASSERT_FALSE(created.ok());
    EXPECT_EQ(created.error().kind(), ErrorKind::internal);
  }
}

TEST_F(KernelQuirks, HostEndIsRemovedWithoutTheContainer) {
  const Veth veth{"veth-1", {{2, 0x4d, 0, 0, 0, 2}}, "eth0", {{2, 0x4d, 0, 0, 0, 3}}, "", 0, false};
  {
    const NamedNetns inside("c1");
    const auto container = kernel::Netns::open(inside.path()).value();
    ASSERT_TRUE(kernel::open_linux_kernel(*host_, &container).value()->create(veth).ok());
    EXPECT_TRUE(kernel_->destroy(veth).ok());
    EXPECT_EQ(inside.run("ip -o link | wc -l"), "1\n");
  }
  EXPECT_EQ(kernel_->observe(veth)->state, State::absent);
}

TEST_F(KernelQuirks, RouteOfTheKernelsOwnIsForeign) {
  create(bridge());
  create(Address{Place::host, "testnet", IpPrefix::parse("192.0.2.1/24").value()});
  const Route route{Place::host, "testnet", IpPrefix::parse("192.0.2.0/24").value(), {}, 0};
  EXPECT_EQ(seen(route).state, State::foreign);
  EXPECT_TRUE(kernel_->destroy(route).ok());
  EXPECT_NE(output_of("ip route show 192.0.2.0/24"), "");
}

TEST_F(KernelQuirks, ForeignLinkIsNamedInTheRefusal) {
  output_of("ip link add testnet type bridge");
  const auto destroyed = kernel_->destroy(bridge());
  ASSERT_FALSE(destroyed.ok());
  EXPECT_EQ(destroyed.error().message().find(
                "link \"testnet\" does not belong to mydocker: a link of kind \"bridge\", group 0"),
            0U)
      << destroyed.error().message();
  EXPECT_EQ(destroyed.error().hints().size(), 1U);
}

TEST_F(KernelQuirks, KernelsOwnWordsAreInTheError) {
  create(bridge());
  Bridge huge = bridge();
  huge.name = "huge";
  huge.mtu = 100000;
  const std::string before = output_of("ip -o link | wc -l");
  const auto created = kernel_->create(huge);
  ASSERT_FALSE(created.ok());
  EXPECT_NE(created.error().message().find("mtu greater than device maximum"), std::string::npos)
      << created.error().message();
  EXPECT_EQ(output_of("ip -o link | wc -l"), before);
}

}  // namespace
}  // namespace mydocker::testing
