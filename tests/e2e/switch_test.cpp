// The example driver docs/examples/switch, which is written in C, with real traffic.
#include <gmock/gmock.h>

#include <filesystem>

#include "e2e/example.hpp"
#include "support/traffic.hpp"

namespace mydocker::testing {
namespace switch_test {

using ::testing::HasSubstr;

class Switch : public Example {
 protected:
  void SetUp() override {
    put("switch");
    before_ = snapshot_here();
    add_containers(2);
  }
  static void add_address(const std::string& n) {
    must("ip -n c" + n + " address add 192.168.0." + n + "/24 dev eth0");
  }
  std::string before_;
};

TEST_F(Switch, ContainersReachEachOtherAndNothingIsLeft) {
  done("network create n --driver switch -o mtu=1400");
  for (const std::string n : {"1", "2"}) {
    done("network connect n c" + n);
    add_address(n);
  }
  EXPECT_TRUE(reaches("c1", "192.168.0.2"));
  EXPECT_THAT(shell("ip -n c1 link show eth0").out, HasSubstr("mtu 1400"));
  EXPECT_EQ(command("network verify n").code, 0);
  std::filesystem::remove("/run/drivers/switch.so");
  for (const std::string n : {"1", "2"}) done("network disconnect n c" + n);
  done("network rm n");
  must("ip netns delete c1 && ip netns delete c2");
  EXPECT_EQ(difference(snapshot_here(), before_), "");
  EXPECT_EQ(records_in(mydocker_.state_dir()), "");
}

TEST_F(Switch, AContainerUsesOnlyItsOwnMac) {
  done("network create n --driver switch");
  for (const std::string n : {"1", "2"}) {
    done("network connect n c" + n);
    add_address(n);
  }
  must("ip -n c2 link set eth0 address 02:00:00:00:00:09");
  EXPECT_FALSE(reaches("c2", "192.168.0.1"));
}

TEST_F(Switch, ItsDescriptionIsThatOfTheManifest) {
  const auto shown = command("driver inspect switch --format json");
  EXPECT_EQ(shown.code, 0) << shown.err;
  EXPECT_THAT(shown.out, HasSubstr("a switch without addresses"));
  EXPECT_EQ(command("network create n --driver switch -o mtu=100").code, 125);
}

}  // namespace switch_test
}  // namespace mydocker::testing
