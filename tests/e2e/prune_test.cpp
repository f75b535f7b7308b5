// network prune, network exists, and network ip ls.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <sstream>

#include "e2e/outside.hpp"
#include "support/mydocker.hpp"
#include "support/snapshot.hpp"

namespace mydocker::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;

std::string names(const Mydocker& mydocker) {
  return mydocker({"network", "ls", "--format", "{{.Name}}"}).out;
}

void make(const Mydocker& mydocker, const std::string& line) {
  const auto made = mydocker.line("-q network create " + line);
  ASSERT_EQ(made.code, 0) << made.err;
}

// Runs prune on a terminal with this input.
Outcome prune_on_a_terminal(const Mydocker& mydocker, const std::string& answer) {
  return shell("printf '" + answer + "\\n' | script -qec '" + Mydocker::program() +
               " --state-dir " + mydocker.state_dir() + " -q network prune' /dev/null");
}

TEST(Prune, RemovesWhatNoLivingContainerIsConnectedTo) {
  const Mydocker mydocker;
  const auto before = snapshot_here();
  make(mydocker, "used --subnet 192.0.2.0/24");
  make(mydocker, "left --subnet 198.51.100.0/24");
  make(mydocker, "empty --subnet 203.0.113.0/24");
  must("ip netns add c1 && ip netns add c2");
  ASSERT_EQ(mydocker.line("network connect used c1").code, 0);
  ASSERT_EQ(mydocker.line("network connect left c2").code, 0);
  must("ip netns delete c2");  // a deleted container without a disconnect

  const auto pruned = mydocker.line("-q network prune --force");
  EXPECT_EQ(pruned.code, 0) << pruned.err;
  EXPECT_EQ(pruned.out, "Deleted Networks:\nempty\nleft\n");
  EXPECT_EQ(names(mydocker), "used\n");

  const auto again = mydocker.line("network prune -f");
  EXPECT_EQ(again.code, 0);
  EXPECT_EQ(again.out, "");

  ASSERT_EQ(mydocker.line("network disconnect used c1").code, 0);
  EXPECT_EQ(mydocker.line("-q network prune -f").out, "Deleted Networks:\nused\n");
  must("ip netns delete c1");
  EXPECT_EQ(difference(snapshot_here(), before), "");
}

TEST(Prune, KeepsWhatTheFilterDoesNotMatch) {
  const Mydocker mydocker;
  make(mydocker, "a -d none --label keep --label team=blue");
  make(mydocker, "b -d none --label team=blue");
  make(mydocker, "c -d none");
  const auto prune = [&](const std::string& filters) {
    return mydocker.line("-q network prune -f " + filters).out;
  };
  EXPECT_EQ(prune("--filter until=24h"), "");
  EXPECT_EQ(prune("--filter label=team=red"), "");
  EXPECT_EQ(prune("--filter label=team --filter label!=keep"), "Deleted Networks:\nb\n");
  EXPECT_EQ(prune("--filter label!=keep"), "Deleted Networks:\nc\n");
  EXPECT_EQ(prune("--filter until=2099-01-01"), "Deleted Networks:\na\n");
  make(mydocker, "d -d none");
  EXPECT_EQ(prune("--filter until=0s"), "Deleted Networks:\nd\n") << "created in this second";
}

TEST(Prune, NeedsForceWithoutATerminal) {
  const Mydocker mydocker;
  make(mydocker, "a -d none");
  const auto refused = mydocker.line("network prune");
  EXPECT_EQ(refused.code, 125);
  EXPECT_EQ(refused.out, "");
  EXPECT_THAT(refused.err,
              HasSubstr("error: prune needs confirmation, but standard input is not a terminal\n"));
  EXPECT_THAT(refused.err, HasSubstr("--force"));
  EXPECT_EQ(names(mydocker), "a\n");
}

TEST(Prune, AsksOnATerminal) {
  const Mydocker mydocker;
  make(mydocker, "a -d none");
  for (const auto* answer : {"", "n", "no", "yesterday"}) {
    const auto refused = prune_on_a_terminal(mydocker, answer);
    EXPECT_EQ(refused.code, 1) << answer;
    EXPECT_THAT(refused.out, HasSubstr("WARNING! This will remove all networks")) << answer;
    EXPECT_THAT(refused.out, HasSubstr("[y/N]"));
    EXPECT_EQ(names(mydocker), "a\n") << answer;
  }
  const auto pruned = prune_on_a_terminal(mydocker, "y");
  EXPECT_EQ(pruned.code, 0) << pruned.out;
  EXPECT_THAT(pruned.out, HasSubstr("Deleted Networks:"));
  EXPECT_EQ(names(mydocker), "");
}

TEST(Prune, DryRunPrintsAScriptAndChangesNothing) {
  const Mydocker mydocker;
  make(mydocker, "a --subnet 192.0.2.0/24");
  const auto before = snapshot_here();
  const auto shown = mydocker.line("network prune --dry-run");
  ASSERT_EQ(shown.code, 0) << shown.err;
  EXPECT_EQ(difference(snapshot_here(), before), "");
  EXPECT_EQ(names(mydocker), "a\n");

  const auto run = shell(shown.out);
  EXPECT_EQ(run.code, 0) << run.err;
  EXPECT_NE(shell("ip link show a").code, 0);
}

TEST(Prune, GoesOnAfterAFailure) {
  const Mydocker mydocker;
  make(mydocker, "a --subnet 192.0.2.0/24");
  make(mydocker, "b -d none");
  const auto pruned = mydocker.line("-q network prune -f", {{"MYDOCKER_FAULT", "fail:1"}});
  EXPECT_EQ(pruned.code, 70);  // network b was removed
  EXPECT_EQ(pruned.out, "Deleted Networks:\nb\n");
  EXPECT_EQ(names(mydocker), "a\n");
}

TEST(Exists, TellsByItsExitCodeAlone) {
  const Mydocker mydocker;
  make(mydocker, "web -d none");
  const auto id = mydocker.line("network ls -q --no-trunc").out;
  for (const auto& [reference, code] : std::map<std::string, int>{
           {"web", 0}, {id.substr(0, 64), 0}, {id.substr(0, 12), 0}, {"wbe", 1}, {"0a0b0c0d", 1}}) {
    const auto asked = mydocker({"network", "exists", reference});
    EXPECT_EQ(asked.code, code) << reference;
    EXPECT_EQ(asked.out + asked.err, "") << reference;
  }
}

// At least four digits. A name of one or two hexadecimal digits is never the id of another network.
TEST(References, AreIdPrefixesThatOneNetworkHas) {
  const Mydocker mydocker;
  make(mydocker, "web -d none");
  const auto id = mydocker({"network", "ls", "-q", "--no-trunc"}).out.substr(0, 64);
  EXPECT_EQ(mydocker({"network", "inspect", id.substr(0, 4), "-f", "{{.Name}}"}).out, "web\n");
  EXPECT_EQ(mydocker({"network", "exists", id.substr(0, 4)}).code, 0);
  for (const auto* verb : {"inspect", "rm", "exists"}) {
    EXPECT_EQ(mydocker({"network", verb, id.substr(0, 1)}).code, 1) << verb;
    EXPECT_EQ(mydocker({"network", verb, id.substr(0, 3)}).code, 1) << verb;
  }
  EXPECT_EQ(mydocker({"network", "rm", id.substr(0, 4)}).out, "web\n") << "the name, not the id";
}

TEST(References, OfSeveralAreAllDone) {
  const Mydocker mydocker;
  for (const auto* name : {"a", "b", "c"}) make(mydocker, std::string(name) + " -d none");
  const auto shown = mydocker.line("network inspect a lost b --format {{.Name}}");
  EXPECT_EQ(shown.code, 1);
  EXPECT_EQ(shown.out, "a\nb\n");
  EXPECT_THAT(shown.err, HasSubstr("\"lost\""));
  EXPECT_EQ(mydocker.line("network inspect lost --format {{.Name}}").out, "");
  EXPECT_EQ(mydocker.line("network inspect lost --format json").out, "[]\n");
  const auto removed = mydocker.line("-q network rm a lost c");
  EXPECT_EQ(removed.code, 1);
  EXPECT_EQ(removed.out, "a\nc\n");
  EXPECT_EQ(names(mydocker), "b\n");
}

TEST(PruneContainers, RemovesTheEndpointsOfDeadContainersAndNoNetwork) {
  const Mydocker mydocker;
  make(mydocker, "web --subnet 192.0.2.0/24");
  must("ip netns add c1 && ip netns add c2");
  ASSERT_EQ(mydocker.line("network connect web c1 -p 8080:80").code, 0);
  ASSERT_EQ(mydocker.line("network connect web c2 -p 8081:80").code, 0);
  must("ip netns delete c1");
  const auto states = [&] {
    return mydocker({"network", "port", "ls", "--format", "{{.Container}} {{.State}}"}).out;
  };
  EXPECT_EQ(states(), "c1 dead\nc2 connected\n");
  EXPECT_EQ(mydocker.line("network ip ls -q --filter state=dead").out, "192.0.2.2\n");
  const auto dry = mydocker.line("network prune --containers --dry-run");
  EXPECT_THAT(dry.out, HasSubstr("delete element inet mydocker ports4 { tcp . 8080"));
  EXPECT_EQ(states(), "c1 dead\nc2 connected\n");
  const auto pruned = mydocker.line("network prune --containers --force");
  EXPECT_EQ(pruned.code, 0) << pruned.err;
  EXPECT_EQ(pruned.out, "Deleted Endpoints:\nweb c1\n");
  EXPECT_EQ(states(), "c2 connected\n");
  EXPECT_EQ(names(mydocker), "web\n");
  EXPECT_EQ(mydocker.line("network prune --containers --filter until=1h").code, 125);
}

TEST(IpList, SaysWhoHoldsWhatAndSinceWhen) {
  const Mydocker mydocker;
  make(mydocker, "web --subnet 192.0.2.0/24 --aux-address printer=192.0.2.9");
  make(mydocker, "db --subnet 198.51.100.0/24");
  make(mydocker, "alone -d none");
  must("ip netns add c1");
  ASSERT_EQ(mydocker.line("network connect web c1 --ip 192.0.2.100").code, 0);

  const auto all = mydocker.line("network ip ls");
  EXPECT_EQ(all.code, 0) << all.err;
  const std::string at = " +[0-9-]+T[0-9:]+Z +(-|connected)\n";
  EXPECT_THAT(all.out, MatchesRegex("NETWORK +ADDRESS +FOR +HOLDER +SINCE +STATE\n"
                                    "db +198.51.100.1 +gateway +db" +
                                    at + "web +192.0.2.1 +gateway +web" + at +
                                    "web +192.0.2.9 +reserved +printer" + at +
                                    "web +192.0.2.100 +container +c1" + at));
  const auto out = [&](std::vector<std::string> words) {
    words.insert(words.begin(), {"network", "ip", "ls"});
    return mydocker(words).out;
  };
  EXPECT_EQ(out({"web", "-q"}), "192.0.2.1\n192.0.2.9\n192.0.2.100\n");
  EXPECT_EQ(out({"alone", "-q"}), "");
  EXPECT_EQ(out({"db", "web", "-q"}), "198.51.100.1\n192.0.2.1\n192.0.2.9\n192.0.2.100\n");
  EXPECT_EQ(out({"--filter", "network=db", "-q"}), "198.51.100.1\n");
  EXPECT_EQ(out({"--filter", "for=gateway", "--filter", "network=web", "-q"}), "192.0.2.1\n");
  EXPECT_EQ(out({"--filter", "container=c1", "--format",
                 "{{.Network}} {{.Prefix}} {{.Container}} {{.Interface}} {{.Alive}}"}),
            "web 192.0.2.100/24 c1 eth0 true\n");
  EXPECT_EQ(out({"web", "-n", "--format", "table {{.Address}}\\t{{.For}}"}),
            "192.0.2.1     gateway\n192.0.2.9     reserved\n192.0.2.100   container\n");
  EXPECT_THAT(out({"db", "--format", "json"}), HasSubstr("{\"Network\":\"db\",\"NetworkID\":\""));
  EXPECT_THAT(out({"db", "--format", "yaml"}), HasSubstr("  Address: 198.51.100.1\n"));

  must("ip netns delete c1");
  EXPECT_EQ(out({"--filter", "container=c1", "--format", "{{.Alive}}"}), "false\n");
  const auto lost = mydocker.line("network ip ls lost db -q");
  EXPECT_EQ(lost.code, 1);
  EXPECT_EQ(lost.out, "198.51.100.1\n");
}

TEST(PortList, HasTheFormatsOfEveryList) {
  const Mydocker mydocker;
  must("ip link set lo up && ip netns add c1");
  for (const auto* line :
       {"network create web --subnet 192.0.2.0/24", "network create db --subnet 198.51.100.0/24",
        "network connect web c1 -p 8080:80 -p 127.0.0.1:5300-5301:53-54/udp"})
    ASSERT_EQ(mydocker.line("-q " + std::string(line)).code, 0) << line;
  const auto out = [&](std::vector<std::string> words) {
    words.insert(words.begin(), {"network", "port", "ls"});
    return mydocker(words).out;
  };
  EXPECT_EQ(out({"-q"}), "8080:80/tcp\n127.0.0.1:5300-5301:53-54/udp\n");
  EXPECT_EQ(out({"db", "-q"}), "");
  EXPECT_EQ(out({"--filter", "protocol=udp", "--format", "{{.HostAddress}} {{.HostPort}}"}),
            "127.0.0.1 5300-5301\n");
  EXPECT_EQ(out({"-f", "container=c2", "-q"}), "");
  EXPECT_EQ(out({"web", "-n", "-f", "host-port=8080", "--format", "table {{.Container}}"}), "c1\n");
  EXPECT_EQ(out({"--format", "{{.NetworkID}}"}).find('\n'), 12U);
  EXPECT_EQ(out({"--no-trunc", "--format", "{{.NetworkID}}"}).find('\n'), 64U);
  EXPECT_THAT(out({"--format", "json"}),
              HasSubstr("\"Port\":\"8080:80/tcp\",\"HostAddress\":\"*\""));
  const auto lost = mydocker.line("network port ls lost web -q");
  EXPECT_EQ(lost.code, 1);
  EXPECT_THAT(lost.out, HasSubstr("8080:80/tcp\n"));
  EXPECT_EQ(mydocker.line("-q network disconnect web c1").code, 0);
  EXPECT_EQ(mydocker.line("-q network rm web db").code, 0);
}

TEST(DriverList, HasTheFormatsOfEveryList) {
  const Mydocker mydocker;
  const auto out = [&](const std::string& line) { return mydocker.line("driver ls " + line).out; };
  EXPECT_THAT(out("-q"), HasSubstr("bridge\n"));
  EXPECT_THAT(out("--format {{.Name}}={{.State}}"), HasSubstr("none=ok\n"));
  EXPECT_THAT(out("-n"), Not(HasSubstr("VERSION")));
  EXPECT_THAT(out("--format json"), HasSubstr("{\"Name\":\"bridge\",\"Version\":\""));
}

}  // namespace
}  // namespace mydocker::testing
