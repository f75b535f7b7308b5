// The driver of `mydocker driver new --template wrapper`: it adds rules of its own to the plans of
// the driver bridge.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "e2e/outside.hpp"
#include "support/mydocker.hpp"
#include "support/snapshot.hpp"
#include "support/traffic.hpp"

namespace mydocker::testing {
namespace wrapper_test {

using ::testing::HasSubstr;

constexpr std::uint16_t kMail = 25;
constexpr std::uint16_t kWeb = 80;

class Wrapper : public ::testing::Test {
 protected:
  void SetUp() override {
    must("mkdir -p /run/drivers && cp " MYDOCKER_WRAPPER_DRIVER " /run/drivers/");
    make_outside();
    before_ = snapshot_here();
    must("ip netns add c1");
    done("network create n --driver fresh --subnet 192.168.0.0/24 -o blocked-port=25");
    done("network connect n c1");
  }
  Outcome command(const std::string& line) const {
    return mydocker_.line("-q --driver-dir /run/drivers " + line);
  }
  void done(const std::string& line) const {
    const auto outcome = command(line);
    ASSERT_EQ(outcome.code, 0) << line << "\n" << outcome.err;
  }
  static bool may_reach(std::uint16_t port) {
    Server server("outside", Transport::tcp, port);
    return reaches_server("c1", {Transport::tcp, "198.51.100.2", port}, server);
  }
  static bool is_blocked(std::uint16_t port) {
    Server server("outside", Transport::tcp, port);
    return is_kept_from("c1", {Transport::tcp, "198.51.100.2", port}, server);
  }

  Mydocker mydocker_;
  std::string before_;
};

TEST_F(Wrapper, AddsItsRulesToABridgeNetworkAndIsNotNeededForTheRemoval) {
  EXPECT_TRUE(is_blocked(kMail));
  EXPECT_TRUE(may_reach(kWeb));
  std::filesystem::remove("/run/drivers/fresh.so");
  done("network disconnect n c1");
  done("network rm n");
  must("ip netns delete c1");
  EXPECT_EQ(difference(snapshot_here(), before_), "");
}

TEST_F(Wrapper, HasTheOptionsOfTheDriverBridge) {
  EXPECT_THAT(command("driver inspect fresh").out, HasSubstr("bridge-name"));
  done("network create m --driver fresh --subnet 192.168.1.0/24 -o mtu=1400 -o blocked-port=80");
  EXPECT_THAT(shell("ip link show m").out, HasSubstr("mtu 1400"));
}

TEST_F(Wrapper, ReloadRestoresItsRules) {
  for (const char* damage :
       {"flush chain inet mydocker-forward-n forward", "delete table inet mydocker-forward-n",
        "insert rule inet mydocker-forward-n forward accept"}) {
    SCOPED_TRACE(damage);
    must(std::string("nft ") + damage);
    const auto drift = command("network verify n");
    EXPECT_EQ(drift.code, 3);
    EXPECT_THAT(drift.out, HasSubstr("forward rules of \"n\""));
    done("network reload n");
    EXPECT_EQ(command("network verify n").code, 0);
    EXPECT_TRUE(is_blocked(kMail));
  }
}

TEST_F(Wrapper, AnUpdateReplacesItsRules) {
  EXPECT_THAT(command("network update n -o blocked-port=80 --dry-run").out,
              HasSubstr("th dport 80 drop"));
  EXPECT_TRUE(is_blocked(kMail));
  done("network update n -o blocked-port=80");
  EXPECT_TRUE(is_blocked(kWeb));
  EXPECT_TRUE(may_reach(kMail));
  done("network update n --opt-rm blocked-port");
  EXPECT_TRUE(may_reach(kWeb));
  EXPECT_EQ(shell("nft list tables | grep mydocker-").out, "");
  EXPECT_EQ(command("network verify n").code, 0);
}

}  // namespace wrapper_test
}  // namespace mydocker::testing
