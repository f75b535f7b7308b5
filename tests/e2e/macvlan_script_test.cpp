// The output of --dry-run for macvlan networks, run by `sh`, gives the same kernel state as the
// command.
#include <fstream>

#include "e2e/lan.hpp"

namespace mydocker::testing {
namespace macvlan_script_test {

class MacvlanScript : public OnLan {
 protected:
  void SetUp() override {
    OnLan::SetUp();
    // A link that was up once keeps its queue discipline. Only a new namespace has none.
    must("ip -n ns1 link set lo up && ip -n ns1 link set lo down");
  }
  static std::string state() { return snapshot_here() + snapshot_of("ns1"); }
  std::string script_of(const std::string& line) const {
    const auto before = state() + records_in(mydocker_.state_dir());
    const auto dry = mydocker_.line(line + " --dry-run");
    EXPECT_EQ(dry.code, 0) << dry.err;
    EXPECT_EQ(difference(state() + records_in(mydocker_.state_dir()), before), "");
    return dry.out;
  }
  static void by_hand(const std::string& script) {
    std::ofstream("/run/script") << script;
    const auto outcome = testing::run({"/bin/sh", "/run/script"});
    ASSERT_EQ(outcome.code, 0) << script << outcome.err;
  }
};

const char* const kCreate =
    "network create m -d macvlan --subnet 192.168.0.0/24 --subnet fd00:1::/64 -o parent=uplink "
    "-o host-link=shim --gateway 192.168.0.1 --gateway fd00:1::1";

TEST_F(MacvlanScript, OfCreateAndRemove) {
  const auto before = state();
  by_hand(script_of(kCreate));
  const auto by_script = state();
  EXPECT_NE(by_script, before);
  must("ip link delete dev shim");
  ASSERT_EQ(difference(state(), before), "");
  done(kCreate);
  EXPECT_EQ(difference(state(), by_script), "");
  by_hand(script_of("network rm m"));
  EXPECT_EQ(difference(state(), before), "");
  done("network rm m");  // all resources are already removed
}

TEST_F(MacvlanScript, OfConnectAndDisconnect) {
  done(kCreate);
  const auto before = state();
  by_hand(script_of("network connect m ns1"));
  const auto by_script = state();
  EXPECT_TRUE(reaches("ns1", "192.168.0.1"));
  must("ip -n ns1 link delete dev eth0 && ip -n ns1 link set lo down");
  must(
      "for family in -4 -6; do ip $family route flush dev shim proto static; "
      "ip -n ns1 $family rule flush proto static; done");
  ASSERT_EQ(difference(state(), before), "");
  done("network connect m ns1");
  EXPECT_EQ(difference(state(), by_script), "");
  must("ip -n ns1 link set lo down");
  const auto script = script_of("network disconnect m ns1");
  by_hand(script);
  EXPECT_EQ(difference(state(), before), "");
}

TEST_F(MacvlanScript, OfConnectInEveryModeAndByPath) {
  must("touch /run/elsewhere && mount --bind /run/netns/ns1 /run/elsewhere");
  for (const std::string mode : {"bridge", "private", "vepa", "passthru"}) {
    SCOPED_TRACE(mode);
    done("network create n -d macvlan --subnet 192.168.0.0/24 -o parent=uplink -o mode=" + mode);
    must("ip -n ns1 link set lo up");
    const auto before = state();
    by_hand(script_of("network connect n c1 --netns /run/elsewhere --ip 192.168.0.21"));
    const auto by_script = state();
    must("ip -n ns1 link delete dev eth0");
    ASSERT_EQ(difference(state(), before), "");
    done("network connect n c1 --netns /run/elsewhere --ip 192.168.0.21");
    EXPECT_EQ(difference(state(), by_script), "");
    done("network disconnect n c1");
    done("network rm n");
  }
}

}  // namespace macvlan_script_test
}  // namespace mydocker::testing
