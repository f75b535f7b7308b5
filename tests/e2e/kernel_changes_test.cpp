// reload repairs what the kernel itself removes or adds after a change by the administrator.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "e2e/outside.hpp"
#include "support/mydocker.hpp"

namespace mydocker::testing {
namespace kernel_changes_test {

using ::testing::HasSubstr;
using ::testing::Not;

struct Change {
  const char* name;
  std::string line;
};

constexpr const char* kHostEnd = "ip link set dev $(ls /sys/class/net | grep ^veth) ";
void PrintTo(const Change& change, std::ostream* out) { *out << change.name; }

class ReloadAfterChange : public ::testing::Test, public ::testing::WithParamInterface<Change> {
 protected:
  void SetUp() override {
    make_outside();
    done("network create n --ipv6 --subnet 192.168.0.0/24 --subnet fd00:1::/64 -o mtu=1500");
    must("ip netns add ns1");
    done("network connect n ns1");
  }
  Outcome done(const std::string& line) const {
    auto outcome = mydocker_.line(line);
    EXPECT_EQ(outcome.code, 0) << line << ": " << outcome.err;
    return outcome;
  }

  Mydocker mydocker_;
};

// A snapshot is not compared, because the kernel checks its own link-local address for a second.
TEST_P(ReloadAfterChange, OneReloadRepairsBothFamilies) {
  must(GetParam().line);
  const auto found = mydocker_.line("network verify");
  EXPECT_EQ(found.code, 3);
  EXPECT_THAT(found.out, Not(HasSubstr("another program")));
  done("network reload n");
  EXPECT_EQ(done("network verify").out, "");
  must("ip netns exec ns1 ping -n -c1 -W3 192.168.0.1");
  must("ip netns exec ns1 ping -n -c1 -W3 fd00:1::1");
  EXPECT_EQ(done("network reload n").err, "") << "nothing is left to be done";
}

INSTANTIATE_TEST_SUITE_P(
    Kernel, ReloadAfterChange,
    ::testing::Values(
        Change{"BridgeDown", "ip link set dev n down"},
        Change{"BridgeMtu", "ip link set dev n mtu 1000"},
        Change{"BridgeGroup", "ip link set dev n group 0"},
        Change{"BridgeArp", "ip link set dev n arp off"},
        Change{"ContainerArp", "ip -n ns1 link set dev eth0 arp off"},
        Change{"HostEndGroup", kHostEnd + std::string("group 0")},
        Change{"HostEndGroupAndMaster", kHostEnd + std::string("group 0 nomaster")},
        Change{"HostEndGroupAndContainerRoutes",
               kHostEnd + std::string("group 0 down; ip -n ns1 route flush dev eth0")},
        Change{"BridgeMac", "ip link set dev n address 02:00:00:00:00:99"},
        Change{"BridgeWithoutIpv6", "sysctl -qw net.ipv6.conf.n.disable_ipv6=1"},
        Change{"ContainerMtu", "ip -n ns1 link set dev eth0 mtu 1000"},
        Change{"ContainerRoutes",
               "ip -n ns1 route flush table main; ip -n ns1 -6 route flush table main"}),
    [](const auto& change) { return std::string(change.param.name); });

}  // namespace kernel_changes_test
}  // namespace mydocker::testing
