// network apply and network export: networks from a file.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sched.h>

#include <fstream>

#include "e2e/outside.hpp"
#include "support/mydocker.hpp"
#include "support/snapshot.hpp"

namespace mydocker::testing {
namespace apply_test {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr int kMoreThanEnough = 60;  // no apply here has that many steps

class Apply : public ::testing::Test {
 protected:
  static void write(const std::string& text) { std::ofstream("/run/nets.yaml") << text; }
  Outcome apply(const std::string& text, const std::string& more = "",
                const Environment& environment = {}) const {
    write(text);
    return mydocker_.line("-q network apply -f /run/nets.yaml " + more, environment);
  }
  // Applies the file and expects success. Returns the output.
  std::string done(const std::string& text, const std::string& more = "") const {
    const auto outcome = apply(text, more);
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    EXPECT_EQ(outcome.err, "");
    return outcome.out;
  }
  void must_do(const std::string& line) const {
    const auto outcome = mydocker_.line("-q " + line);
    ASSERT_EQ(outcome.code, 0) << outcome.err;
  }
  std::string inspected(const std::string& name) const {
    return mydocker_.line("network inspect " + name).out;
  }
  std::string exported() const { return mydocker_.line("network export").out; }
  // The kernel and the records.
  std::string everything() const { return snapshot_here() + records_in(mydocker_.state_dir()); }

  Mydocker mydocker_;
};

const char* const kTwo =
    "networks:\n"
    "  web:\n"
    "    subnets: [{prefix: 192.168.0.0/24}]\n"
    "    labels: {team: blue}\n"
    "  db: {internal: true, subnets: [{prefix: 192.168.1.0/24}]}\n";

TEST_F(Apply, MakesTheNetworksOfTheFileAndSaysSoFirst) {
  EXPECT_EQ(done(kTwo),
            "+ network \"web\": driver bridge, subnet 192.168.0.0/24\n"
            "+ network \"db\": driver bridge, subnet 192.168.1.0/24\n"
            "2 changes\n");
  must("ip netns add ns1");
  must_do("network connect web ns1");
  EXPECT_TRUE(reaches("ns1", "192.168.0.1"));
  must_do("network disconnect web ns1");
}

TEST_F(Apply, TwiceChangesNothingTheSecondTime) {
  done(kTwo);
  const auto before = everything();
  EXPECT_EQ(done(kTwo), "0 changes\n");
  EXPECT_EQ(done(kTwo, "--prune"), "0 changes\n");
  EXPECT_EQ(difference(everything(), before), "");
}

TEST_F(Apply, OfOneFileByManyAtOnceSucceedsForAll) {
  write(kTwo);
  const auto all = shell("for n in 1 2 3 4 5 6; do (" + Mydocker::program() + " --state-dir " +
                         mydocker_.state_dir() +
                         " -q network apply -f /run/nets.yaml; echo $?) > /run/$n & done; "
                         "wait; grep -h '^[0-9]' /run/[1-6] | sort | uniq -c | tr -s ' '");
  EXPECT_EQ(all.out, " 6 0\n 5 0 changes\n 1 2 changes\n") << shell("cat /run/[1-6]").out;
}

TEST_F(Apply, OfWhatWasExportedChangesNothing) {
  must_do("network create plain");
  must_do(
      "network create full --subnet 192.168.0.0/24 --gateway 192.168.0.9 --ip-range "
      "192.168.0.128/25 --aux-address router=192.168.0.3 --aux-address b=192.168.0.4 --subnet "
      "192.168.1.0/24 --ip-range 192.168.1.10-192.168.1.20 -o mtu=1400 -o masquerade=false "
      "--label team=blue --label empty --internal");
  must_do("network create alone -d none");
  const auto before = everything();
  EXPECT_EQ(done(exported(), "--prune"), "0 changes\n");
  EXPECT_EQ(difference(everything(), before), "");

  // On a host without networks the file creates the same ones.
  const auto file = exported();
  must_do("network rm plain full alone");
  EXPECT_THAT(done(file), EndsWith("3 changes\n"));
  EXPECT_EQ(exported(), file);
}

TEST_F(Apply, OfFamiliesRoutesAndReservationsThatWereExportedChangesNothing) {
  must_do("network create dual --ipv6");
  must_do("network create only6 --ipv6 --ipv4=false");
  must_do("network create named6 --subnet 192.168.3.0/24 --subnet fd00:9::/64");
  must_do(
      "network create routed --subnet 192.168.4.0/24 --route 10.1.0.0/16,192.168.4.9 --route "
      "10.1.0.0/16,192.168.4.8,20 --reserve c1=192.168.4.7");
  must_do("network create fixed --subnet 192.168.5.0/24 --ipam-driver static");
  must_do("network create bare --ipam-driver none");
  const auto before = everything();
  const auto file = exported();
  EXPECT_EQ(done(file, "--prune"), "0 changes\n");
  EXPECT_EQ(difference(everything(), before), "");

  // On a host without networks the file creates the same ones.
  must_do("network rm dual only6 named6 routed fixed bare");
  EXPECT_THAT(done(file), EndsWith("6 changes\n"));
  EXPECT_EQ(exported(), file);
}

TEST_F(Apply, ThatWantsAFamilyKeepsTheSubnetOfItThatIsThere) {
  done("networks: {web: {ipv6: true}}\n");
  const auto file = exported();
  EXPECT_EQ(done("networks: {web: {ipv6: true}}\n"), "0 changes\n");
  EXPECT_EQ(done("networks: {web: {ipv6: true, options: {mtu: 1400}}}\n"),
            "~ network \"web\": option \"mtu\": none -> \"1400\"\n1 change\n");
  EXPECT_EQ(done(file),
            "~ network \"web\": option \"mtu\": \"1400\" -> none (must be recreated)\n1 change\n");
  EXPECT_EQ(exported(), file);
  EXPECT_THAT(done("networks: {web: }\n"), HasSubstr("ipv6: yes -> no (must be recreated)\n"));
}

TEST_F(Apply, SaysWhichRouteAndReservationDiffer) {
  done("networks: {web: {subnets: [{prefix: 192.168.0.0/24, reservations: {c1: 192.168.0.7}}]}}\n");
  EXPECT_EQ(
      done("networks: {web: {subnets: [{prefix: 192.168.0.0/24}], ipam_driver: static, routes: "
           "['10.1.0.0/16,192.168.0.9']}}\n"),
      "~ network \"web\": subnet 192.168.0.0/24 reservation \"c1\": \"192.168.0.7\" -> none (must "
      "be recreated)\n"
      "~ network \"web\": ipam_driver: default -> static (must be recreated)\n"
      "~ network \"web\": route \"10.1.0.0/16,192.168.0.9\": no -> yes (must be recreated)\n"
      "1 change\n");
}

TEST_F(Apply, ReadsStandardInput) {
  write(kTwo);
  const auto outcome = shell(Mydocker::program() + " --state-dir " + mydocker_.state_dir() +
                             " -q network apply -f - < /run/nets.yaml");
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, EndsWith("2 changes\n"));
  const auto wrong = shell("echo networks: 1 | " + Mydocker::program() + " network apply -f -");
  EXPECT_EQ(wrong.code, 1);
  EXPECT_THAT(wrong.err, HasSubstr("error: standard input:1: \"networks\" must be a map"));
}

TEST_F(Apply, ExportOfSomeHoldsThoseOnly) {
  done(kTwo);
  const auto one = mydocker_.line("network export db");
  EXPECT_THAT(one.out, HasSubstr("\n  db:\n"));
  EXPECT_THAT(one.out, Not(HasSubstr("web")));
  const auto wrong = mydocker_.line("network export db wbe");
  EXPECT_EQ(wrong.code, 1);
  EXPECT_EQ(wrong.out, "");
  EXPECT_THAT(wrong.err, HasSubstr("hint: did you mean \"web\"?"));
}

TEST_F(Apply, ChangesLabelsUnderALiveContainer) {
  done(kTwo);
  must("ip netns add ns1");
  must_do("network connect web ns1");
  const auto before = snapshot_here();
  std::string text = kTwo;
  text.replace(text.find("team: blue"), 10, "team: red, x: y");
  EXPECT_EQ(done(text),
            "~ network \"web\": label \"team\": \"blue\" -> \"red\"\n"
            "~ network \"web\": label \"x\": none -> \"y\"\n"
            "1 change\n");
  EXPECT_THAT(inspected("web"), HasSubstr("\"team\": \"red\""));
  EXPECT_EQ(done(text), "0 changes\n");
  EXPECT_THAT(done(kTwo), EndsWith("1 change\n"));
  EXPECT_THAT(inspected("web"), Not(HasSubstr("\"x\": \"y\"")));
  EXPECT_EQ(difference(snapshot_here(), before), "");
  must_do("network disconnect web ns1");
}

const char* const kOtherDb =
    "networks:\n"
    "  web:\n"
    "    subnets: [{prefix: 192.168.0.0/24}]\n"
    "    labels: {team: blue}\n"
    "  db: {options: {mtu: 1400}}\n";

TEST_F(Apply, RecreatesANetworkThatDiffersOtherwise) {
  done(kTwo);
  EXPECT_EQ(done(kOtherDb),
            "~ network \"db\": internal: yes -> no (must be recreated)\n"
            "~ network \"db\": option \"mtu\": none -> \"1400\" (must be recreated)\n"
            "1 change\n");
  EXPECT_EQ(done(kOtherDb), "0 changes\n");
  EXPECT_THAT(shell("ip link show db").out, HasSubstr("mtu 1400"));
  // The subnet is not in the file, so it is kept.
  EXPECT_THAT(inspected("db"), HasSubstr("192.168.1.0/24"));
}

TEST_F(Apply, RefusesToRecreateANetworkThatIsInUseAndDoesTheRest) {
  done(kTwo);
  must("ip netns add ns1");
  must_do("network connect db ns1");
  const auto before = inspected("db");
  const auto outcome = apply(std::string(kOtherDb) + "  new: {driver: none}\n");
  EXPECT_EQ(outcome.code, 70);
  EXPECT_THAT(outcome.out, HasSubstr("(must be recreated, but is in use by \"ns1\")\n"));
  EXPECT_THAT(outcome.out, EndsWith("1 change (\"new\"), 1 not done (\"db\")\n"));
  EXPECT_EQ(outcome.err,
            "error: recreate network \"db\": it is in use by \"ns1\"\n"
            "hint: disconnect first: mydocker network disconnect db ns1\n"
            "hint: or recreate it with a short interruption: add --remake\n");
  EXPECT_EQ(inspected("db"), before);
  must_do("network disconnect db ns1");
}

TEST_F(Apply, PruneRemovesWhatTheFileDoesNotNameAndRefusesWhatIsInUse) {
  must("ip netns add ns1");
  must_do("network create old");
  must_do("network create older");
  must_do("network connect old ns1");
  EXPECT_THAT(
      done(kTwo),
      EndsWith("2 changes\n"));  // networks that are not in the file are kept without --prune
  const auto outcome = apply(kTwo, "--prune");
  EXPECT_EQ(outcome.code, 70);
  EXPECT_EQ(outcome.out,
            "- network \"old\" (but is in use by \"ns1\")\n"
            "- network \"older\"\n"
            "1 change (\"older\"), 1 not done (\"old\")\n");
  EXPECT_THAT(outcome.err, HasSubstr("it is in use by \"ns1\""));
  must_do("network disconnect old ns1");
  EXPECT_EQ(done(kTwo, "--prune"), "- network \"old\"\n1 change\n");
  EXPECT_EQ(done("networks: {}\n", "--prune"), "- network \"db\"\n- network \"web\"\n2 changes\n");
  EXPECT_EQ(records_in(mydocker_.state_dir()), "");
}

TEST_F(Apply, WhatGoesMakesRoomForWhatComes) {
  must_do("network create old --subnet 192.168.0.0/24");
  EXPECT_THAT(done(kTwo, "--prune"), EndsWith("3 changes\n"));
}

TEST_F(Apply, WhoNamesASubnetChoosesBeforeWhoTakesAny) {
  done("networks: {a: }\n");
  const auto free = mydocker_.line("network export a").out;
  const auto at = free.find("prefix: ") + 8;
  const auto subnet = free.substr(at, free.find('\n', at) - at);
  must_do("network rm a");
  EXPECT_THAT(done("networks:\n  any:\n  fixed: {subnets: [{prefix: " + subnet + "}]}\n"),
              EndsWith("2 changes\n"));
}

// --- errors are found before anything is changed

struct Bad {
  std::string text;
  std::string error;
};

TEST_F(Apply, RefusesABadFileBeforeAnythingChanges) {
  must_do("network create kept --subnet 192.168.9.0/24");
  const Bad files[] = {
      {"", "/run/nets.yaml:1: it is empty"},
      {"nets: {}", "/run/nets.yaml:1: unknown key \"nets\""},
      {"networks: {a: , bad/name: }", "/run/nets.yaml:1: network \"bad/name\": "},
      {"networks:\n  a:\n  b: {driver: brige}", "/run/nets.yaml:3: network \"b\": "},
      {"networks:\n  a:\n  b: {options: {mtuu: 1}}", "/run/nets.yaml:3: network \"b\": "},
      {"networks:\n  a:\n  b:\n    subnets:\n      - prefix: 10.0.0/24",
       "/run/nets.yaml:5: network \"b\": "},
      {"networks:\n  b:\n    subnets:\n      - prefix: 10.1.0.0/24\n        gateway: 10.2.0.1\n"
       "      - prefix: 10.2.0.0/24",
       "/run/nets.yaml:4: network \"b\": --gateway \"10.2.0.1\" is outside all subnets"},
      {"networks:\n  a: {subnets: [{prefix: 10.1.0.0/16}]}\n  b: {subnets: [{prefix: "
       "10.1.2.0/24}]}",
       "/run/nets.yaml:3: network \"b\": subnet 10.1.2.0/24 overlaps 10.1.0.0/16 of network \"a\""},
      {"networks:\n  a: {driver: none, subnets: [{prefix: 10.1.0.0/24}]}",
       "/run/nets.yaml:2: network \"a\": --subnet: networks of driver \"none\" have no addresses"},
  };
  const auto before = everything();
  for (const auto& file : files) {
    const auto outcome = apply(file.text, "--prune");
    EXPECT_EQ(outcome.code, 1) << file.text;
    EXPECT_EQ(outcome.out, "") << file.text;
    EXPECT_THAT(outcome.err, HasSubstr("error: " + file.error)) << file.text;
  }
  EXPECT_EQ(difference(everything(), before), "");
}

TEST_F(Apply, NeedsAFile) {
  EXPECT_EQ(mydocker_.line("network apply").code, 125);
  const auto outcome = mydocker_.line("network apply -f /run/nowhere");
  EXPECT_EQ(outcome.code, 1);
  EXPECT_EQ(outcome.err, "error: file \"/run/nowhere\" does not exist\n");
}

TEST_F(Apply, OneNetworkThatCannotBeMadeDoesNotHoldUpTheOthers) {
  must("ip link add veth0 type veth peer name veth1");
  must("ip address add 192.168.0.1/16 dev veth0 && ip link set veth0 up");
  const auto outcome = apply(
      "networks:\n"
      "  a: {subnets: [{prefix: 192.168.0.0/24}]}\n"
      "  b: {subnets: [{prefix: 10.9.0.0/24}]}\n");
  EXPECT_EQ(outcome.code, 70);  // network b was created
  EXPECT_THAT(outcome.err, HasSubstr("error: create network \"a\": "));
  EXPECT_THAT(outcome.out, EndsWith("1 change (\"b\"), 1 not done (\"a\")\n"));
}

// --- recreating networks

TEST_F(Apply, WhatCannotBeRecreatedIsNotTakenAwayFirst) {
  done(kTwo);
  must("ip link add foreign type veth peer name veth1");
  const auto before = everything();
  const auto outcome =
      apply("networks:\n  db: {internal: true, options: {bridge-name: foreign}}\n");
  EXPECT_EQ(outcome.code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("error: recreate network \"db\": "));
  EXPECT_EQ(difference(everything(), before), "");
}

TEST_F(Apply, AFailureWhileRecreatingLeavesTheNetworkAsItWas) {
  done(kTwo);
  const auto before = inspected("db") + snapshot_here();
  int step = 1;
  for (; step < kMoreThanEnough; ++step) {
    const auto outcome = apply(kOtherDb, "", {{"MYDOCKER_FAULT", "fail:" + std::to_string(step)}});
    if (outcome.code == 0) break;
    ASSERT_EQ(outcome.code, 1) << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr("injected fault"));
    EXPECT_THAT(outcome.out, EndsWith("0 changes, 1 not done (\"db\")\n"));
    EXPECT_EQ(difference(inspected("db") + snapshot_here(), before), "") << step;
  }
  EXPECT_GT(step, 5);
  EXPECT_LT(step, kMoreThanEnough);
}

// A network with another subnet must be recreated.
constexpr const char* kMovedDb =
    "networks:\n"
    "  web: {labels: {team: blue}, subnets: [{prefix: 192.168.0.0/24}]}\n"
    "  db: {subnets: [{prefix: 10.9.0.0/24}]}\n";

TEST_F(Apply, KilledAnywhereIsFinishedByTheSameCommand) {
  done(kMovedDb);
  const auto after = exported();
  int step = 0;
  for (; step < kMoreThanEnough; ++step) {
    done(kTwo);
    const auto killed = apply(kMovedDb, "", {{"MYDOCKER_FAULT", "kill:" + std::to_string(step)}});
    if (killed.code == 0) break;
    ASSERT_EQ(killed.code, 137) << killed.err;
    const auto again = apply(kMovedDb);
    EXPECT_EQ(again.code, 0) << step << "\n" << again.err;
    // The id can be new, and with it the MAC of the bridge.
    EXPECT_EQ(exported(), after) << step;
  }
  EXPECT_GT(step, 5);
  EXPECT_LT(step, kMoreThanEnough);
}

// --- dry runs

// A new host with networks that need each kind of change. Some are the last users of shared
// resources.
class ApplyDryRun : public Apply {
 protected:
  void begin(const std::string& networks) const {
    ASSERT_EQ(unshare(CLONE_NEWNET), 0);
    must("rm -rf " + mydocker_.state_dir() + "/* && ip link set lo up");
    for (std::size_t at = 0; at < networks.size(); at = networks.find('\n', at) + 1)
      must_do("network create " + networks.substr(at, networks.find('\n', at) - at));
  }
  // The output of the dry run, which must not change anything.
  std::string script(const std::string& file, int code = 0) const {
    const auto before = everything();
    const auto dry = apply(file, "--prune --dry-run");
    EXPECT_EQ(dry.code, code) << dry.err;
    EXPECT_EQ(difference(everything(), before), "");
    return dry.out;
  }
  // The script, run by `sh`, and the real command must give the same state.
  void expect_same(const std::string& networks, const std::string& file) const {
    begin(networks);
    const auto before = snapshot_here();
    std::ofstream("/run/script") << script(file);
    const auto by_hand = run({"/bin/sh", "/run/script"});
    ASSERT_EQ(by_hand.code, 0) << by_hand.err << script(file);
    const auto by_script = snapshot_here();
    EXPECT_NE(by_script, before);
    begin(networks);
    ASSERT_EQ(difference(snapshot_here(), before), "");
    const auto really = apply(file, "--prune");
    ASSERT_EQ(really.code, 0) << really.err;
    EXPECT_EQ(difference(snapshot_here(), by_script), "");
  }
};

TEST_F(ApplyDryRun, OfEveryKindOfChangeAtOnce) {
  expect_same(
      "web --subnet 192.168.0.0/24\ndb --subnet 192.168.1.0/24 --internal\nold --subnet "
      "192.168.2.0/24\n",
      "networks:\n"
      "  web: {subnets: [{prefix: 192.168.0.0/24}], labels: {a: b}}\n"
      "  db: {subnets: [{prefix: 192.168.1.0/24, gateway: 192.168.1.9}]}\n"
      "  any:\n"
      "  new: {subnets: [{prefix: 192.168.2.0/24}]}\n");
}

TEST_F(ApplyDryRun, OfTheOnlyNetworkRecreated) {
  expect_same("web --subnet 192.168.0.0/24\n",
              "networks: {web: {internal: true, subnets: [{prefix: 192.168.0.0/24}]}}\n");
}

TEST_F(ApplyDryRun, OfTheFirstTwoNetworks) { expect_same("", kTwo); }

TEST_F(ApplyDryRun, OfTwoNetworksRecreatedInTurn) {
  expect_same("a --subnet 192.168.0.0/24\nb --subnet 192.168.1.0/24\n",
              "networks:\n  a: {internal: true}\n  b: {internal: true}\n");
}

TEST_F(ApplyDryRun, OfTwoMtusThatChangeInPlace) {
  expect_same("a --subnet 192.168.0.0/24\nb --subnet 192.168.1.0/24\n",
              "networks:\n  a: {options: {mtu: 1400}}\n  b: {options: {mtu: 1300}}\n");
}

TEST_F(ApplyDryRun, OfTheLastNetworksRemoved) {
  expect_same("a --subnet 192.168.0.0/24\nb --subnet 192.168.1.0/24\n", "networks: {}\n");
}

TEST_F(ApplyDryRun, SaysWhatDiffersAsComments) {
  begin("db --subnet 192.168.1.0/24\n");
  EXPECT_THAT(script(kTwo),
              ::testing::StartsWith("#!/bin/sh\n"
                                    "# ~ network \"db\": internal: no -> yes (must be recreated)\n"
                                    "# + network \"web\": driver bridge, subnet 192.168.0.0/24\n"));
}

TEST_F(ApplyDryRun, OfWhatCannotBeDoneSaysWhatDiffersAllTheSame) {
  begin("db --subnet 192.168.1.0/24\n");
  must("ip link add veth0 type veth peer name veth1");
  must("ip address add 192.168.0.1/24 dev veth0 && ip link set veth0 up");
  EXPECT_EQ(script(kTwo, 1),
            "# ~ network \"db\": internal: no -> yes (must be recreated)\n"
            "# + network \"web\": driver bridge, subnet 192.168.0.0/24\n");
}

TEST_F(ApplyDryRun, LeavesOutWhatIsInUse) {
  begin("db --subnet 192.168.1.0/24\n");
  must("ip netns add ns2");
  must_do("network connect db ns2");
  const auto text = script(kTwo, 2);
  EXPECT_THAT(text, Not(HasSubstr("link delete dev db")));
  EXPECT_THAT(text, HasSubstr("ip link add name web"));
}

}  // namespace apply_test
}  // namespace mydocker::testing
