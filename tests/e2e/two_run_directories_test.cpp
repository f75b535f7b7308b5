// Two run directories on one host: the firewall tables have one owner, and the other is refused.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "e2e/outside.hpp"
#include "support/mydocker.hpp"
#include "support/snapshot.hpp"
#include "support/traffic.hpp"

namespace mydocker::testing {
namespace two_run_directories_test {

using ::testing::HasSubstr;

class TwoRunDirectories : public ::testing::Test {
 protected:
  void SetUp() override {
    make_outside();
    must("ip route add default via 198.51.100.2");
    must("ip netns add c1 && ip netns add c2");
  }
  static Outcome done(const Mydocker& mydocker, const std::string& line) {
    auto outcome = mydocker.line("-q network " + line);
    EXPECT_EQ(outcome.code, 0) << line << "\n" << outcome.err;
    return outcome;
  }
  static std::string refusal_for(const Mydocker& owner) {
    return "the firewall tables of this host belong to the run directory \"" + owner.state_dir() +
           "/run\"";
  }
  void expect_refused(const std::string& line) const {
    const auto outcome = second_.line("-q network " + line);
    EXPECT_EQ(outcome.code, 1) << line;
    EXPECT_THAT(outcome.err, HasSubstr(refusal_for(first_))) << line;
    EXPECT_THAT(outcome.err, HasSubstr("hint:")) << line;
  }
  static void expect_port_open(const std::string& container) {
    Server server(container, Transport::tcp, 80);
    EXPECT_TRUE(reaches_server("outside", {Transport::tcp, "198.51.100.1", 8080}, server));
  }
  const Mydocker first_;
  const Mydocker second_;
};

TEST_F(TwoRunDirectories, TheSecondIsRefusedAndChangesNothing) {
  done(first_, "create a");
  done(first_, "connect a c1 -p 8080:80");
  const auto before = snapshot_here();
  expect_refused("create b");
  expect_refused("create b --dry-run");
  EXPECT_EQ(done(second_, "gc").out, "");
  EXPECT_EQ(done(second_, "gc --force").out, "");
  EXPECT_THAT(second_.line("network gc").err, HasSubstr("are left alone"));
  EXPECT_EQ(done(second_, "verify").out, "");
  EXPECT_EQ(difference(snapshot_here(), before), "");
  expect_port_open("c1");
}

TEST_F(TwoRunDirectories, TheSecondIsTheOwnerOnceTheFirstHasNoNetworks) {
  done(first_, "create a");
  done(first_, "rm a");
  done(second_, "create b");
  done(second_, "connect b c2 -p 8080:80");
  const auto before = snapshot_here();
  EXPECT_EQ(first_.line("-q network create a").code, 1);
  EXPECT_EQ(done(first_, "gc --force").out, "");
  EXPECT_EQ(difference(snapshot_here(), before), "");
  expect_port_open("c2");
}

// After a flush, the first command that needs the tables owns them.
TEST_F(TwoRunDirectories, AfterAFlushNoTablesOfTheOtherAreReplaced) {
  done(first_, "create a");
  must("nft flush ruleset");
  done(second_, "create b");
  done(second_, "connect b c2 -p 8080:80");
  const auto tables = shell("nft list ruleset").out;
  const auto reloaded = first_.line("-q network reload --all");
  EXPECT_NE(reloaded.code, 0);
  EXPECT_THAT(reloaded.err, HasSubstr(refusal_for(second_)));
  EXPECT_EQ(shell("nft list ruleset").out, tables);
  done(first_, "rm a");
  EXPECT_EQ(shell("nft list ruleset").out, tables);
  EXPECT_EQ(shell("cat /proc/sys/net/ipv4/ip_forward").out, "1\n");
  expect_port_open("c2");
}

// The tables of the other directory do not know which ports of this network are published.
TEST_F(TwoRunDirectories, AfterAFlushARefusedCommandOpensNothing) {
  done(second_, "create web --subnet 10.63.0.0/24");
  done(second_, "connect web c1");
  must("ip -n outside route add 10.63.0.0/24 via 198.51.100.1");
  must("nft flush ruleset");
  done(first_, "create b");
  must("ip netns add c3");
  done(first_, "connect b c3");
  const auto before = snapshot_here();
  Server server("c1", Transport::tcp, 80);
  const Target container{Transport::tcp, "10.63.0.2", 80};
  for (const char* line : {"reload web", "connect web c2", "publish web c1 8080:80"}) {
    expect_refused(line);
    EXPECT_EQ(difference(snapshot_here(), before), "") << line;
  }
  EXPECT_FALSE(reaches_server("outside", container, server));
  EXPECT_FALSE(reaches_server("c3", container, server)) << "the tables know its network only";
}

TEST_F(TwoRunDirectories, OfTwoParallelCommandsOneIsRefused) {
  done(first_, "ls");  // provides the program
  for (int round = 0; round < 8; ++round) {
    SCOPED_TRACE(round);
    Outcome one;
    Outcome other;
    {
      const std::jthread first([&] { one = first_.line("-q network create a"); });
      const std::jthread second([&] { other = second_.line("-q network create b"); });
    }
    ASSERT_NE(one.code == 0, other.code == 0) << one.err << other.err;
    const bool first_won = one.code == 0;
    EXPECT_EQ(first_won ? other.code : one.code, 1);
    EXPECT_THAT(first_won ? other.err : one.err,
                HasSubstr(refusal_for(first_won ? first_ : second_)));
    done(first_won ? first_ : second_, first_won ? "rm a" : "rm b");
    EXPECT_EQ(done(first_, "gc").out + done(second_, "gc").out, "");
  }
}

TEST_F(TwoRunDirectories, OneDirectoryCanHaveTwoNames) {
  done(first_, "create a");
  must("ln -s " + first_.state_dir() + " /run/alias");
  const auto made = first_.line("--run-dir /run/alias/run -q network create b");
  EXPECT_EQ(made.code, 0) << made.err;
}

// The records are lost, but the tables stay. The new network uses them.
TEST_F(TwoRunDirectories, TablesInUseAreNoGarbageAlthoughTheirFirstRecordIsLost) {
  done(first_, "create a");
  must("rm -rf " + first_.state_dir() + "/run && ip link del dev a");
  done(first_, "create b");
  done(first_, "connect b c1 -p 8080:80");
  EXPECT_EQ(done(first_, "gc").out, "");
  EXPECT_EQ(done(first_, "verify b").out, "");
  done(first_, "gc --force");
  expect_port_open("c1");
  done(first_, "disconnect b c1");
  done(first_, "rm b");
  EXPECT_EQ(shell("nft list ruleset").out, "");
}

}  // namespace two_run_directories_test
}  // namespace mydocker::testing
