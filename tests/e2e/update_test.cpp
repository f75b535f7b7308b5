// network update and network apply: changes while containers stay connected.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "e2e/outside.hpp"
#include "support/mydocker.hpp"
#include "support/snapshot.hpp"

namespace mydocker::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class Update : public ::testing::Test {
 protected:
  // Network "web" (192.168.0.0/24) with ns1 at .2. The outside has a route to it.
  void SetUp() override {
    make_outside();
    must("ip netns add ns1 && ip netns add ns2");
    must("ip -n outside route add 192.168.0.0/24 via 198.51.100.1");
    before_all_ = snapshot_here();
    done("network create web --subnet 192.168.0.0/24 --label team=blue");
    done("network connect web ns1");
  }
  void done(const std::string& line) const {
    const auto outcome = mydocker_.line("-q " + line);
    ASSERT_EQ(outcome.code, 0) << line << "\n" << outcome.err;
  }
  std::string refused(const std::string& line, int code) const {
    const auto before = everything();
    const auto outcome = mydocker_.line("-q " + line);
    EXPECT_EQ(outcome.code, code) << line;
    EXPECT_EQ(difference(everything(), before), "") << line;
    return outcome.err;
  }
  std::string inspected() const { return mydocker_.line("network inspect web").out; }
  std::string everything() const {
    return snapshot_here() + snapshot_of("ns1") + records_in(mydocker_.state_dir());
  }
  // The state of the definition, its copy and the kernel.
  std::string truth() const {
    return snapshot_here() + mydocker_.line("network export").out +
           shell("sqlite3 " + mydocker_.state_dir() +
                 "/run/runtime.db 'select plan from plans order by plan'")
               .out;
  }

  Mydocker mydocker_;
  std::string before_all_;
};

TEST_F(Update, OpensAndClosesALivingNetwork) {
  EXPECT_FALSE(reaches("outside", "192.168.0.2"));
  EXPECT_EQ(mydocker_.line("network update web -o allow-from=uplink").out, "web\n");
  EXPECT_TRUE(reaches("outside", "192.168.0.2"));
  EXPECT_THAT(inspected(), HasSubstr("\"allow-from\": \"uplink\""));
  must("nft flush ruleset");
  done("network reload web");
  EXPECT_TRUE(reaches("outside", "192.168.0.2")) << "it is part of what the network has";
  done("network connect web ns2");
  EXPECT_TRUE(reaches("outside", "192.168.0.3"));
  done("network update web --opt-rm com.docker.network.bridge.trusted_host_interfaces");
  EXPECT_FALSE(reaches("outside", "192.168.0.2"));
  EXPECT_THAT(inspected(), Not(HasSubstr("allow-from")));
  done("network update web -o gateway-mode-ipv4=nat-unprotected");
  EXPECT_TRUE(reaches("outside", "192.168.0.2"));
  done("network disconnect web ns1");
  done("network disconnect web ns2");
  done("network rm web");
  EXPECT_EQ(difference(snapshot_here(), before_all_), "");
}

TEST_F(Update, StopsAndStartsMasquerade) {
  must("ip -n outside route delete 192.168.0.0/24");
  EXPECT_TRUE(reaches("ns1", "198.51.100.2"));
  done("network update web -o masquerade=false");
  EXPECT_FALSE(reaches("ns1", "198.51.100.2"));
  done("network update web -o masquerade=true");
  EXPECT_TRUE(reaches("ns1", "198.51.100.2"));
}

TEST_F(Update, IsSeenByWhoComesLater) {
  done("network update web -o host-binding=127.0.0.1 -o container-interface-prefix=lan");
  done("network publish web ns1 8080:80");
  EXPECT_THAT(mydocker_.line("network port ls").out, HasSubstr("127.0.0.1      8080"));
  done("network connect web ns2");
  EXPECT_EQ(shell("ip -n ns2 link show lan0").code, 0);
}

TEST_F(Update, ReplacesSeveralLinksByOthers) {
  done("network update web -o allow-from=uplink:lan0");
  done("network update web -o allow-from=lan0:lan1");
  const auto within = shell("nft list set inet mydocker allowed_pairs").out;
  EXPECT_THAT(within, HasSubstr("\"lan0\" . \"web\""));
  EXPECT_THAT(within, HasSubstr("\"lan1\" . \"web\""));
  EXPECT_THAT(within, Not(HasSubstr("uplink")));
}

TEST_F(Update, ChangesLabels) {
  const auto before = snapshot_here();
  EXPECT_THAT(refused("network update --label team=red --label x web --label-rm nothing", 1),
              HasSubstr("it has no label \"nothing\""));
  EXPECT_EQ(mydocker_.line("network update --label team=red --label x web").out, "web\n");
  EXPECT_THAT(inspected(), HasSubstr("\"team\": \"red\""));
  EXPECT_THAT(inspected(), HasSubstr("\"x\": \"\""));
  done("network update web --label-rm team");
  EXPECT_THAT(inspected(), Not(HasSubstr("team")));
  EXPECT_EQ(difference(snapshot_here(), before), "");
}

TEST_F(Update, ChangesWhatIsDefinedAndNotInTheKernel) {
  done("network disconnect web ns1");
  must("ip link delete web && nft delete table inet mydocker && nft delete table bridge mydocker");
  must("rm -r " + mydocker_.state_dir() + "/run");
  done("network update web -o allow-from=uplink --label team=red");
  EXPECT_EQ(shell("ip link show web").code, 1);
  done("network connect web ns1");
  EXPECT_TRUE(reaches("outside", "192.168.0.2"));
  EXPECT_THAT(inspected(), HasSubstr("\"team\": \"red\""));
}

TEST_F(Update, DryRunIsAScriptThatDoesTheSame) {
  done("network update web -o allow-from=uplink:lan0");
  const std::string line = "network update web -o allow-from=uplink:lan1 -o masquerade=false";
  const auto before = everything();
  const auto script = mydocker_.line(line + " --dry-run");
  EXPECT_EQ(script.code, 0) << script.err;
  EXPECT_EQ(difference(everything(), before), "");
  std::ofstream("/run/script") << script.out;
  EXPECT_EQ(run({"/bin/sh", "/run/script"}).code, 0) << script.out;
  const auto by_script = snapshot_here();
  must("nft flush ruleset");
  done("network reload web");
  done(line);
  EXPECT_EQ(difference(by_script, snapshot_here()), "");
}

TEST_F(Update, DryRunOfLabelsIsAScriptThatDoesNothing) {
  const auto before = everything();
  const auto dry = mydocker_.line("network update web --label team=red --dry-run");
  EXPECT_EQ(dry.code, 0);
  EXPECT_THAT(dry.out, ::testing::StartsWith("#!/bin/sh\n"));
  std::ofstream("/run/script") << dry.out;
  EXPECT_EQ(run({"/bin/sh", "/run/script"}).code, 0);
  EXPECT_EQ(difference(everything(), before), "");
}

TEST_F(Update, SaysWhatCannotBeChangedAndWhatToDo) {
  for (const std::string option :
       {"--driver none", "-d none", "--subnet 10.0.0.0/24", "--gateway 10.0.0.1", "--internal",
        "--ip-range 10.0.0.0/25", "--aux-address a=10.0.0.2", "--ipv6", "--ipv4=false",
        "--reserve c=10.0.0.2", "--route 10.9.0.0/16,10.0.0.2", "--ipam-driver none",
        "--interface-name lan", "-o bridge-name=lan", "-o icc=false"}) {
    const auto err = refused("network update web --label a=b " + option, 1);
    EXPECT_THAT(err, HasSubstr("cannot be changed while the network exists")) << option;
    EXPECT_THAT(err, HasSubstr("hint: recreate it: mydocker network export web")) << option;
  }
  EXPECT_THAT(refused("network update web -o icc=false", 1), HasSubstr("add --remake"));
  EXPECT_THAT(refused("network update web -o mtv=1400", 125), HasSubstr("did you mean \"mtu\"?"));
  EXPECT_THAT(refused("network update web --opt-rm mtu", 1), HasSubstr("it has no option \"mtu\""));
  EXPECT_THAT(refused("network update web -o masquerade=true --opt-rm masquerade", 125),
              HasSubstr("both set and removed"));
  EXPECT_THAT(refused("network update web -o gateway-mode-ipv4=isolated", 1),
              HasSubstr("is for internal networks"));
  refused("network update web", 125);
  refused("network update wbe --label a=b", 1);
  refused("network update web --label a=b --label-rm a", 125);
}

// Returns the MTUs of the bridge, of the container's link, and of the host's link of its veth pair.
std::string mtus(const std::string& bridge, const std::string& container) {
  return shell("(ip -o link show " + bridge + "; ip -o link show master " + bridge + "; ip -n " +
               container + " -o link show eth0) | grep -o 'mtu [0-9]*' | sort -u")
      .out;
}

// Returns the names and the MAC addresses of all links. A new link has another MAC address.
std::string links() {
  return shell("(ip -br link; ip -n ns1 -br link) | awk '{ print $1, $3 }'").out;
}

TEST_F(Update, OfTheMtuChangesTheLinksInPlace) {
  const auto before = links();
  done("network update web -o mtu=1400");
  EXPECT_EQ(mtus("web", "ns1"), "mtu 1400\n");
  EXPECT_EQ(links(), before) << "no link was recreated";
  EXPECT_TRUE(reaches("ns1", "192.168.0.1"));
  EXPECT_EQ(mydocker_.line("network verify web").out, "");
  done("network update web -o mtu=1500");
  EXPECT_EQ(mtus("web", "ns1"), "mtu 1500\n");
  EXPECT_EQ(mydocker_.line("network verify web").code, 0);
}

TEST_F(Update, OfTheMtuFromASmallOneKeepsIpv6Off) {
  done("network update web -o mtu=1000");
  EXPECT_EQ(mtus("web", "ns1"), "mtu 1000\n");
  done("network update web -o mtu=1400");
  EXPECT_EQ(mydocker_.line("network verify web").out, "");
}

TEST_F(Update, OfTheMtuToThatOfTheUplinkNowIsDone) {
  must("ip link add up0 mtu 1420 type veth peer name far0 && ip link set up0 up");
  must("ip link set far0 up && ip address add 203.0.113.1/24 dev up0");
  must("ip route replace default via 203.0.113.2");
  done("network create late --subnet 192.168.77.0/24");
  must("ip netns add ns9");
  done("network connect late ns9");
  must("ip link set up0 mtu 1400");
  done("network update late -o mtu=1400");
  EXPECT_EQ(mtus("late", "ns9"), "mtu 1400\n");
}

TEST_F(Update, DryRunOfTheMtuDoesTheSame) {
  must(mydocker_.line("network update web -o mtu=1400 --dry-run").out);
  EXPECT_EQ(mtus("web", "ns1"), "mtu 1400\n");
}

TEST_F(Update, OfTheMtuThatIsKilledAnywhereIsAsBeforeOrAsItMustBe) {
  for (int step = 1; step < 30; ++step) {
    const auto fault = "kill:" + std::to_string(step);
    const auto killed =
        mydocker_.line("-q network update web -o mtu=1400", {{"MYDOCKER_FAULT", fault}});
    done("network create other -d none");
    done("network rm other");
    const bool is_new = inspected().find("\"1400\"") != std::string::npos;
    EXPECT_EQ(mtus("web", "ns1"), is_new ? "mtu 1400\n" : "mtu 1500\n") << fault;
    EXPECT_EQ(mydocker_.line("network verify web").out, "") << fault;
    if (killed.code == 0) return;
    if (is_new) done("network update web -o mtu=1500");
  }
  ADD_FAILURE() << "the update has too many steps";
}

TEST_F(Update, NamesTheContainerThatIsInTheWay) {
  for (const std::string option :
       {"-o antispoofing=false", "-o metric=7", "-o no-default-route=true"}) {
    const auto err = refused("network update web " + option, 2);
    EXPECT_THAT(err, HasSubstr("of container \"ns1\"")) << option;
    EXPECT_THAT(err, HasSubstr("mydocker network disconnect web ns1")) << option;
  }
  done("network disconnect web ns1");
  done("network update web -o metric=7");
  done("network connect web ns1");
  EXPECT_THAT(shell("ip -n ns1 route show default").out, HasSubstr("metric 7"));
}

TEST_F(Update, OfAFileLeavesContainersConnected) {
  const std::string file =
      "networks: {web: {subnets: [{prefix: 192.168.0.0/24}], labels: {team: red}, "
      "options: {allow-from: uplink}}}\n";
  std::ofstream("/run/nets.yaml") << file;
  const auto dry = mydocker_.line("network apply -f /run/nets.yaml --dry-run");
  EXPECT_THAT(dry.out, HasSubstr("nft 'add element inet mydocker allowed_pairs"));
  EXPECT_FALSE(reaches("outside", "192.168.0.2"));
  done("network apply -f /run/nets.yaml");
  EXPECT_TRUE(reaches("outside", "192.168.0.2"));
  EXPECT_EQ(mydocker_.line("network apply -f /run/nets.yaml").out, "0 changes\n");
  std::ofstream("/run/nets.yaml") << "networks: {web: {subnets: [{prefix: 192.168.0.0/24}]}}\n";
  done("network apply -f /run/nets.yaml");
  EXPECT_FALSE(reaches("outside", "192.168.0.2"));
  EXPECT_THAT(inspected(), Not(HasSubstr("team")));
}

// One step adds an element, the other removes one.
const std::string kChange = "-q network update web -o allow-from=lan1";

TEST_F(Update, ThatFailsOnTheWayInChangesNothing) {
  done("network update web -o allow-from=lan0");
  const auto before = truth();
  const auto failed = mydocker_.line(kChange, {{"MYDOCKER_FAULT", "fail:1"}});
  EXPECT_EQ(failed.code, 1);
  EXPECT_EQ(difference(truth(), before), "");
}

TEST_F(Update, ThatFailsOnTheWayOutIsCarriedOn) {
  done("network update web -o allow-from=lan0");
  const auto failed = mydocker_.line(kChange, {{"MYDOCKER_FAULT", "fail:2"}});
  EXPECT_EQ(failed.code, 70);
  EXPECT_THAT(mydocker_.line("network rm --force nothing").err, HasSubstr("this is completed now"));
  EXPECT_THAT(inspected(), HasSubstr("\"allow-from\": \"lan1\""));
  EXPECT_THAT(shell("nft list set inet mydocker allowed_pairs").out, Not(HasSubstr("lan0")));
}

TEST_F(Update, ThatIsKilledAnywhereIsAsBeforeOrAsItMustBe) {
  done("network update web -o allow-from=lan0");
  const auto before = truth();
  done(kChange.substr(3));
  const auto after = truth();
  for (const std::string step : {"0", "1", "2"}) {
    done("network update web -o allow-from=lan0");
    ASSERT_EQ(difference(truth(), before), "");
    EXPECT_NE(mydocker_.line(kChange, {{"MYDOCKER_FAULT", "kill:" + step}}).code, 0);
    EXPECT_THAT(mydocker_.line("network rm --force nothing").err,
                HasSubstr("resources of a network"))
        << step;
    EXPECT_EQ(difference(truth(), step == "2" ? after : before), "") << step;
  }
}

TEST_F(Update, ThatIsKilledBeforeItsDefinitionIsWrittenGetsIt) {
  done("network update web -o allow-from=lan0");
  const auto definitions = mydocker_.state_dir() + "/definitions.db";
  must("cp -p " + definitions + " /run/kept.db");
  EXPECT_NE(mydocker_.line(kChange, {{"MYDOCKER_FAULT", "kill:2"}}).code, 0);
  must("cp -p /run/kept.db " + definitions);
  done("network rm --force nothing");  // recovers; commands that only read do not
  EXPECT_THAT(inspected(), HasSubstr("\"allow-from\": \"lan1\""));
  EXPECT_THAT(shell("nft list set inet mydocker allowed_pairs").out, HasSubstr("lan1"));
}

}  // namespace
}  // namespace mydocker::testing
