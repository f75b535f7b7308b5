// A connection to an active network works without the definitions. Everything else is as with them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "support/mydocker.hpp"

namespace mydocker::testing {
namespace {

using ::testing::HasSubstr;

class ActiveNetwork : public ::testing::Test {
 protected:
  ActiveNetwork() {
    must(shell("ip netns add c1 && ip netns add c2"));
    const auto made = mydocker_.line("network create web --subnet 192.0.2.0/24");
    must(made);
    id_ = made.out.substr(0, 64);
  }
  ~ActiveNetwork() override {
    mydocker_.line("network disconnect --force web c1");
    mydocker_.line("network disconnect --force web c2");
    mydocker_.line("network rm web");
    shell("ip netns delete c1; ip netns delete c2");
  }
  static void must(const Outcome& outcome) { EXPECT_EQ(outcome.code, 0) << outcome.err; }
  [[nodiscard]] std::string definitions() const {
    return mydocker_.state_dir() + "/definitions.db";
  }
  // After this, a command that opens the definitions gets the error that they are damaged.
  void damage_definitions() const {
    must(shell("mv " + definitions() + " /run/kept.db"));
    std::ofstream(definitions()) << std::string(8192, 'x');
    must(shell("chmod 600 " + definitions()));
  }
  void mend_definitions() const { must(shell("mv /run/kept.db " + definitions())); }

  Mydocker mydocker_;
  std::string id_;
};

TEST_F(ActiveNetwork, ConnectAndDisconnectDoNotOpenTheDefinitions) {
  must(mydocker_.line("network connect web c1"));
  damage_definitions();
  EXPECT_THAT(mydocker_.line("network ls").err, HasSubstr("is damaged"));
  must(mydocker_.line("network connect web c2"));
  must(mydocker_.line("network disconnect " + id_ + " c2"));
  must(mydocker_.line("network connect " + id_ + " c2"));
  const auto prefix = mydocker_.line("network disconnect " + id_.substr(0, 12) + " c2");
  EXPECT_EQ(prefix.code, 1);
  EXPECT_THAT(prefix.err, HasSubstr("is damaged")) << "only they know what it may stand for";
  mend_definitions();
  must(mydocker_.line("network disconnect " + id_.substr(0, 12) + " c2"));
  must(mydocker_.line("network connect " + id_.substr(0, 12) + " c2"));
}

TEST_F(ActiveNetwork, AnEndpointThatAKilledCommandLeftIsClearedWithoutThem) {
  must(mydocker_.line("network connect web c1"));
  EXPECT_NE(mydocker_.line("network connect web c2", {{"MYDOCKER_FAULT", "kill:2"}}).code, 0);
  damage_definitions();
  const auto again = mydocker_.line("network connect web c2");
  EXPECT_EQ(again.code, 0) << again.err;
  EXPECT_THAT(again.err, HasSubstr("an earlier command did not finish creating an endpoint"));
  mend_definitions();
}

TEST_F(ActiveNetwork, AfterARemovalNoCommandFindsTheOldNetwork) {
  must(mydocker_.line("network connect web c1"));
  must(mydocker_.line("network disconnect web c1"));
  must(mydocker_.line("network rm web"));
  EXPECT_THAT(mydocker_.line("network connect web c1").err, HasSubstr("no network \"web\""));
  EXPECT_THAT(mydocker_.line("network connect " + id_ + " c1").err, HasSubstr("no network"));
  must(mydocker_.line("network create web --subnet 198.51.100.0/24"));
  must(mydocker_.line("network connect web c1"));
  EXPECT_THAT(shell("ip -n c1 address show eth0").out, HasSubstr("inet 198.51.100.2/24"));
}

TEST_F(ActiveNetwork, AfterTheRunDirectoryWasLostTheDefinitionsAreAsked) {
  must(mydocker_.line("network connect web c1"));
  must(
      shell("ip link delete web; ip -n c1 link delete eth0; ip netns delete c1; ip netns add c1; "
            "nft delete table inet mydocker"));
  must(shell("echo 0 > /proc/sys/net/ipv4/ip_forward"));
  must(shell("rm -r " + mydocker_.state_dir() + "/run"));
  damage_definitions();
  EXPECT_THAT(mydocker_.line("network connect web c1").err, HasSubstr("is damaged"));
  mend_definitions();
  must(mydocker_.line("network connect web c1"));
  damage_definitions();
  must(mydocker_.line("network connect web c2"));
  mend_definitions();
}

}  // namespace
}  // namespace mydocker::testing
