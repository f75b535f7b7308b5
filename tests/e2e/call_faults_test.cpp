// Fails one C library call at each point of each changing command. The exit code must be right. The
// next command must leave the state before or after.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <fstream>

#include "e2e/outside.hpp"
#include "support/call_faults.hpp"
#include "support/mydocker.hpp"
#include "support/snapshot.hpp"

namespace mydocker::testing {
namespace {

using Lines = std::vector<std::string>;

constexpr int kMoreThanEnough = 400;  // more calls of one kind than each command makes

const std::string kNetwork = "network create n --subnet 192.168.0.0/24 --subnet fd00:1::/64";
const std::string kConnect = "network connect n ns1 --ip 192.168.0.9 --ip6 fd00:1::9";
const std::string kPorts = kConnect + " -p 8080:80";
const std::string kLan =
    "network create n --driver macvlan -o parent=uplink --subnet 198.51.100.0/24 --gateway "
    "198.51.100.2";
const std::string kConnectToLan = "network connect n ns1 --ip 198.51.100.9";

struct Change {
  std::string name;
  Lines before;      // from an empty host to the state before
  std::string line;  // the command
  Lines back;        // from the state after to the state before
};

const Change kChanges[] = {
    {"Create", {}, kNetwork, {"network rm n"}},
    {"Remove", {kNetwork}, "network rm n", {kNetwork}},
    {"Connect", {kNetwork}, kPorts, {"network disconnect n ns1"}},
    {"Disconnect", {kNetwork, kPorts}, "network disconnect n ns1", {kPorts}},
    {"Publish",
     {kNetwork, kConnect},
     "network publish n ns1 8080:80",
     {"network unpublish n ns1 all"}},
    {"Unpublish",
     {kNetwork, kPorts},
     "network unpublish n ns1 all",
     {"network publish n ns1 8080:80"}},
    {"Update",
     {kNetwork, kConnect},
     "network update n -o allow-from=uplink --label k=v",
     {"network update n --opt-rm allow-from --label-rm k"}},
    {"ConnectToLan", {kLan}, kConnectToLan, {"network disconnect n ns1"}},
    // The other network keeps the tables, but not the forwarding of IPv6.
    {"RemoveTheLastOfIpv6",
     {"network create other --subnet 192.168.8.0/24", kNetwork},
     "network rm n",
     {kNetwork}},
    {"DisconnectFromLan", {kLan, kConnectToLan}, "network disconnect n ns1", {kConnectToLan}},
};

struct Call {
  std::string name;
  std::string function;
  int error;
  int stride;  // the suite tests each n-th call; the fault harness tests all
};

const Call kCalls[] = {
    {"Write", "pwrite", ENOSPC, 23},
    {"Read", "pread", EIO, 131},
    {"Lock", "lock", EIO, 17},
    {"Send", "send", ENOBUFS, 5},
};

constexpr const char* kWithoutIds =
    R"(s/\b([a-z]{1,7})-[0-9a-f]{8,11}\b/\1-X/g; s/8000\.[0-9a-f:]+/BRIDGE/g; )"
    "s/02:4d(:[0-9a-f]{2}){4}/MAC/g; s/fe80::4d:[0-9a-f:]+/LL/g; s/ff02::1:ff[0-9a-f:]+/SNM/g";

class EveryCall : public ::testing::TestWithParam<std::tuple<Change, Call>> {
 protected:
  void SetUp() override {
    make_outside();
    must("ip netns add ns1");
    must("ip -n ns1 link set lo up");  // a disconnect leaves it up
    for (const auto& line : change().before) done(line);
    kernel_before_ = kernel();
    before_ = kernel_before_ + records();
    done(change().line);
    after_ = everything();
    back();
  }
  static const Change& change() { return std::get<0>(GetParam()); }
  static const Call& call() { return std::get<1>(GetParam()); }

  void done(const std::string& line) const {
    const auto outcome = mydocker_.line("-q " + line);
    ASSERT_EQ(outcome.code, 0) << line << "\n" << outcome.err;
  }
  void back() const {
    for (const auto& line : change().back) done(line);
    ASSERT_EQ(difference(everything(), before_), "") << "the way back";
  }
  static std::string kernel() { return without_ids(snapshot_here() + snapshot_of("ns1")); }
  [[nodiscard]] std::string records() const {
    const auto rows = [&](const std::string& file, const std::string& selects) {
      return run({"sqlite3", "-readonly", mydocker_.state_dir() + file, selects}).out;
    };
    return rows("/definitions.db",
                "select name, options, labels from networks; "
                "select prefix, gateway from subnets") +
           rows("/run/runtime.db",
                "select substr(hex(key), 1, 8), count(*) from entries where substr(hex(key), 1, 8) "
                "not in (hex('curs'), hex('last'), hex('name'), hex('netw'), hex('unfi'), "
                "hex('host')) group by 1; "
                "select 'unfinished' from entries where hex(key) like hex('unfinished') || '%' "
                "and trim(hex(value), '0') <> ''");
  }
  [[nodiscard]] std::string everything() const { return kernel() + records(); }
  // Removes the parts that depend on the network's id, which differs each time.
  static std::string without_ids(const std::string& text) {
    std::ofstream("/run/snapshot") << text;
    return run({"sed", "-E", kWithoutIds, "/run/snapshot"}).out;
  }

  void judge(const Outcome& outcome, bool changed) const {
    EXPECT_FALSE(outcome.code == 1 && changed) << "1 says that nothing has changed";
    ASSERT_EQ(mydocker_.line("-q network rm --force nothing").code, 0);
    const auto now = everything();
    const auto from_before = difference(now, before_);
    const auto from_after = difference(now, after_);
    EXPECT_EQ(outcome.code == 0 ? from_after : "", "") << "0 says that it is done";
    EXPECT_EQ(outcome.code == 1 ? from_before : "", "") << "1 says that nothing has changed";
    EXPECT_TRUE(from_before.empty() || from_after.empty()) << from_before << from_after;
    EXPECT_TRUE(outcome.code == 0 || outcome.code == 1 || outcome.code == 70) << outcome.code;
    if (outcome.code == 70) done(change().line);
    if (outcome.code == 0 || outcome.code == 70) back();
  }

  Mydocker mydocker_;
  std::string kernel_before_;
  std::string before_;
  std::string after_;
};

using FailingCall = EveryCall;

TEST_P(FailingCall, IsToldTruthfullyAndRecoveredFrom) {
  int number = 1;
  for (; number < kMoreThanEnough; number += call().stride) {
    const auto outcome = mydocker_.line(
        "-q " + change().line, call_fault(call().function, number, std::to_string(call().error)));
    const bool changed = !difference(kernel(), kernel_before_).empty();
    SCOPED_TRACE("call " + std::to_string(number) + " of " + call().function + ": exit code " +
                 std::to_string(outcome.code) + " " + outcome.err);
    judge(outcome, changed);
    if (HasFailure() || !call_fault_has_struck()) break;
  }
  EXPECT_GT(number, 1);
  EXPECT_LT(number, kMoreThanEnough);
}

INSTANTIATE_TEST_SUITE_P(Each, FailingCall,
                         ::testing::Combine(::testing::ValuesIn(kChanges),
                                            ::testing::ValuesIn(kCalls)),
                         [](const auto& test) {
                           return std::get<0>(test.param).name + std::get<1>(test.param).name;
                         });

// --- the same command again after a kill

const Call kKills[] = {
    {"Write", "pwrite", 0, 19}, {"Lock", "lock", 0, 13}, {"Send", "send", 0, 17}};

using KilledCommand = EveryCall;

TEST_P(KilledCommand, SucceedsWhenItIsRepeated) {
  int number = 1;
  for (; number < kMoreThanEnough; number += call().stride) {
    const auto killed =
        mydocker_.line("-q " + change().line, call_fault(call().function, number, "kill"));
    if (!call_fault_has_struck()) break;
    SCOPED_TRACE("killed before call " + std::to_string(number) + " of " + call().function);
    ASSERT_EQ(killed.code, 137) << killed.err;
    const auto again = mydocker_.line(change().line);
    EXPECT_EQ(again.code, 0) << again.err;
    EXPECT_EQ(difference(everything(), after_), "");
    back();
    if (HasFailure()) break;
  }
  EXPECT_GT(number, 1);
  EXPECT_LT(number, kMoreThanEnough);
}

INSTANTIATE_TEST_SUITE_P(Each, KilledCommand,
                         ::testing::Combine(::testing::ValuesIn(kChanges),
                                            ::testing::ValuesIn(kKills)),
                         [](const auto& test) {
                           return std::get<0>(test.param).name + std::get<1>(test.param).name;
                         });

// A command that completed and printed its result is an error when it is repeated.
TEST_P(KilledCommand, IsNoExcuseForOneThatWasDone) {
  done(change().line);
  const auto again = mydocker_.line("-q " + change().line);
  const bool may_be_repeated = change().name == "Update" || change().name == "Unpublish";
  EXPECT_EQ(again.code, may_be_repeated ? 0 : 1) << again.err;
  back();
}

}  // namespace
}  // namespace mydocker::testing
