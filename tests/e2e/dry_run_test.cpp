// The output of --dry-run, run by `sh`, gives the same kernel state as the real command.
//
// Ids, names, MACs and addresses of a dry run are those of the real run. The snapshots do not have
// the kernel's own numbers (indexes of links) and timers.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "e2e/outside.hpp"
#include "support/mydocker.hpp"
#include "support/snapshot.hpp"

namespace mydocker::testing {
namespace dry_run_test {

class DryRun : public ::testing::Test {
 protected:
  void SetUp() override {
    make_outside();
    must("ip netns add ns1");
    // A link that was up once keeps its queue discipline. Only a new namespace has none.
    must("ip -n ns1 link set lo up && ip -n ns1 link set lo down");
  }
  static std::string state() { return snapshot_here() + snapshot_of("ns1"); }

  std::string script_of(const std::string& line) const {
    const auto before = state() + records_in(mydocker_.state_dir());
    const auto dry = mydocker_.line(line + " --dry-run");
    EXPECT_EQ(dry.code, 0) << dry.err;
    EXPECT_EQ(dry.err, "");
    EXPECT_EQ(difference(state() + records_in(mydocker_.state_dir()), before), "")
        << "a dry run changed something";
    return dry.out;
  }
  void really(const std::string& line) const {
    const auto done = mydocker_.line(line);
    ASSERT_EQ(done.code, 0) << done.err;
  }
  static void by_hand(const std::string& script) {
    std::ofstream("/run/script") << script;
    const auto outcome = run({"/bin/sh", "/run/script"});
    ASSERT_EQ(outcome.code, 0) << script << outcome.err;
  }
  Mydocker mydocker_;
};

const char* const kCreate = "network create n --subnet 192.168.0.0/24";

// Removes the anti-spoofing by hand. Deleting the container's link does not remove it.
constexpr const char* kUnguard =
    " && ip -n ns1 rule flush protocol static && ip -n ns1 -6 rule flush protocol static && nft "
    "'flush set bridge mydocker antispoof; flush set bridge mydocker macs;"
    " flush set bridge mydocker addresses4; flush set bridge mydocker addresses6;"
    " flush set bridge mydocker nd_targets'";

TEST_F(DryRun, OfCreate) {
  const auto before = state();
  by_hand(script_of(kCreate));
  const auto by_script = state();
  EXPECT_NE(by_script, before);
  must(
      "ip link delete dev n && nft delete table inet mydocker && nft delete table bridge mydocker "
      "&& echo 0 > "
      "/proc/sys/net/ipv4/ip_forward");
  ASSERT_EQ(difference(state(), before), "");
  really(kCreate);
  EXPECT_EQ(difference(state(), by_script), "");
}

// The program of this test is not in a folder of PATH.
TEST_F(DryRun, FindsTheProgramThatAddsTheFilters) {
  by_hand(script_of(kCreate));
  const auto filters = shell("tc filter show dev n ingress; tc filter show dev n egress").out;
  EXPECT_NE(filters.find("bpf"), std::string::npos) << filters;
}

TEST_F(DryRun, OfConnect) {
  really(kCreate);
  const auto before = state();
  by_hand(script_of("network connect n ns1"));
  const auto by_script = state();
  EXPECT_NE(by_script, before);
  EXPECT_TRUE(reaches("ns1", "198.51.100.2"));
  must("ip -n ns1 link delete dev eth0 && ip -n ns1 link set lo down" + std::string(kUnguard));
  ASSERT_EQ(difference(state(), before), "");
  really("network connect n ns1");
  EXPECT_EQ(difference(state(), by_script), "");
}

const char* const kCreateDual =
    "network create n --subnet 192.168.0.0/24 --subnet fd00:1::/64 --route "
    "fd00:2::/64,fd00:1::9,5 --reserve ns1=fd00:1::7";

TEST_F(DryRun, OfCreateWithTwoFamilies) {
  const auto before = state();
  by_hand(script_of(kCreateDual));
  const auto by_script = state();
  EXPECT_NE(by_script, before);
  must(
      "ip link delete dev n && nft delete table inet mydocker && nft delete table bridge mydocker "
      "&& echo 0 > /proc/sys/net/ipv4/ip_forward && echo 0 > "
      "/proc/sys/net/ipv6/conf/all/forwarding");
  ASSERT_EQ(difference(state(), before), "");
  really(kCreateDual);
  EXPECT_EQ(difference(state(), by_script), "");
  by_hand(script_of("network rm n"));
  EXPECT_EQ(difference(state(), before), "");
}

TEST_F(DryRun, OfCreateWithAddressesToLeaveWith) {
  const auto create =
      std::string(kCreateDual) + " -o outbound-ipv4=203.0.113.7 -o outbound-ipv6=2001:db8:ff::7";
  const auto before = state();
  by_hand(script_of(create));
  const auto by_script = state();
  must(
      "ip link delete dev n && nft delete table inet mydocker && nft delete table bridge mydocker "
      "&& echo 0 > /proc/sys/net/ipv4/ip_forward && echo 0 > "
      "/proc/sys/net/ipv6/conf/all/forwarding");
  ASSERT_EQ(difference(state(), before), "");
  really(create);
  EXPECT_EQ(difference(state(), by_script), "");
  by_hand(script_of("network rm n"));
  EXPECT_EQ(difference(state(), before), "");
}

// With another network the table stays, so the script removes the elements one by one.
TEST_F(DryRun, OfRemoveWithAddressesToLeaveWith) {
  really("network create m --subnet 192.168.1.0/24");
  const auto before = state();
  really(std::string(kCreate) + " -o outbound-ipv4=203.0.113.7");
  ASSERT_NE(state(), before);
  by_hand(script_of("network rm n"));
  EXPECT_EQ(difference(state(), before), "");
}

TEST_F(DryRun, OfConnectWithTwoFamilies) {
  really(kCreateDual);
  const auto before = state();
  by_hand(script_of("network connect n ns1 --gw-priority 5"));
  const auto by_script = state();
  EXPECT_TRUE(reaches("ns1", "fd00:1::1"));
  must("ip -n ns1 link delete dev eth0 && ip -n ns1 link set lo down" + std::string(kUnguard));
  ASSERT_EQ(difference(state(), before), "");
  really("network connect n ns1 --gw-priority 5");
  EXPECT_EQ(difference(state(), by_script), "");
}

TEST_F(DryRun, OfConnectByPath) {
  really(kCreate);
  must("touch /run/elsewhere && mount --bind /run/netns/ns1 /run/elsewhere");
  by_hand(script_of("network connect n c1 --netns /run/elsewhere"));
  EXPECT_TRUE(reaches("ns1", "198.51.100.2"));
}

const char* const kPorts = " 8080:80 127.0.0.1:8000-8002:80-82/udp 5300:53/udp";

TEST_F(DryRun, OfConnectWithPorts) {
  really(kCreate);
  const auto before = state();
  const char* const connect = "network connect n ns1 -p 8080:80 -p 127.0.0.1:8000-8002:80-82/udp";
  by_hand(script_of(connect));
  const auto by_script = state();
  EXPECT_NE(by_script, before);
  must(
      "ip -n ns1 link delete dev eth0 && ip -n ns1 link set lo down && "
      "nft 'flush map inet mydocker ports4; flush map inet mydocker ports_at4' && "
      "echo 0 > /proc/sys/net/ipv4/conf/n/route_localnet" +
      std::string(kUnguard));
  ASSERT_EQ(difference(state(), before), "");
  really(connect);
  EXPECT_EQ(difference(state(), by_script), "");
}

TEST_F(DryRun, OfPublishAndUnpublish) {
  really(kCreate);
  really("network connect n ns1");
  const auto before = state();
  by_hand(script_of("network publish n ns1" + std::string(kPorts)));
  const auto by_script = state();
  EXPECT_NE(by_script, before);
  must(
      "nft 'flush map inet mydocker ports4; flush map inet mydocker ports_at4' && "
      "echo 0 > /proc/sys/net/ipv4/conf/n/route_localnet && "
      "for port in /sys/class/net/n/brif/*; do echo 0 > $port/hairpin_mode; done");
  ASSERT_EQ(difference(state(), before), "");
  really("network publish n ns1" + std::string(kPorts));
  EXPECT_EQ(difference(state(), by_script), "");
  const auto script = script_of("network unpublish n ns1 all");
  by_hand(script);
  EXPECT_EQ(difference(state(), before), "");
  really("network unpublish n ns1 all");  // all resources are already removed
  EXPECT_EQ(difference(state(), before), "");
}

TEST_F(DryRun, OfDisconnect) {
  really(kCreate);
  really("network connect --ip 192.168.0.9 n ns1");
  const auto script = script_of("network disconnect n ns1");
  really("network disconnect n ns1");
  const auto after = state();
  really("network connect --ip 192.168.0.9 n ns1");
  ASSERT_NE(state(), after);
  by_hand(script);
  EXPECT_EQ(difference(state(), after), "");
}

TEST_F(DryRun, OfRemove) {
  const auto before = state();
  really(kCreate);
  const auto script = script_of("network rm n");
  by_hand(script);
  EXPECT_EQ(difference(state(), before), "");
  really("network rm n");  // all resources are already removed
  EXPECT_EQ(difference(state(), before), "");
}

// A process keeps the namespace, and with it the link, after the name was deleted.
TEST_F(DryRun, OfRemoveWithForceTakesALostContainerFirst) {
  const auto before = snapshot_here();
  really(kCreate);
  really("network connect n ns1");
  must("ip netns exec ns1 sleep 600 > /dev/null 2>&1 & echo $! > /run/keeper");
  must(
      "until [ \"$(readlink /proc/$(cat /run/keeper)/exe)\" = \"$(readlink -f $(which sleep))\" ]; "
      "do :; done");
  must("ip netns delete ns1");
  EXPECT_EQ(mydocker_.line("network rm n --dry-run").code, 2);
  const auto dry = mydocker_.line("network rm --force n --dry-run");
  ASSERT_EQ(dry.code, 0) << dry.err;
  const auto endpoint = dry.out.find("\nip link delete dev veth");
  const auto network = dry.out.find("\nip link delete dev n\n");
  EXPECT_NE(endpoint, std::string::npos) << dry.out;
  EXPECT_NE(network, std::string::npos) << dry.out;
  EXPECT_LT(endpoint, network) << dry.out;
  by_hand(dry.out);
  EXPECT_EQ(difference(snapshot_here(), before), "");
  really("network rm --force n");
  EXPECT_EQ(records_in(mydocker_.state_dir()), "");
  must("kill $(cat /run/keeper)");
}

TEST_F(DryRun, OfRemoveAfterTheLinkWentWithItsContainer) {
  const auto before = snapshot_here();
  really(kCreate);
  really("network connect n ns1");
  must("ip link delete dev $(ip -o link show master n | cut -d: -f2 | cut -d@ -f1)");
  must("ip netns delete ns1");
  const auto dry = mydocker_.line("network rm n --dry-run");
  ASSERT_EQ(dry.code, 0) << dry.err;
  EXPECT_EQ(dry.out.find("delete dev veth"), std::string::npos) << dry.out;
  by_hand(dry.out);
  EXPECT_EQ(difference(snapshot_here(), before), "");
}

TEST_F(DryRun, OfCreateKeepsTheSizeOfTheBridgeWithoutPorts) {
  must("ip link set uplink mtu 1400 && ip route add default via 198.51.100.2");
  by_hand(script_of(kCreate));
  must("ip link add probe type veth peer name far && ip link set probe master n");
  must("ip link delete probe");
  EXPECT_EQ(shell("cat /sys/class/net/n/mtu").out, "1400\n");
}

TEST_F(DryRun, OfRemoveOfOneOfTwo) {
  really(kCreate);
  const auto before = state();
  really("network create m --subnet 192.168.1.0/24");
  by_hand(script_of("network rm m"));
  EXPECT_EQ(difference(state(), before), "");
}

// Shared resources are removed once, with the last network.
TEST_F(DryRun, OfRemoveOfSeveralLeavesNothing) {
  for (const std::string command : {"rm n m", "prune"}) {
    const auto before = state();
    really(kCreate);
    really("network create m --subnet 192.168.1.0/24 --subnet fd00:1::/64");
    const auto script = script_of("network " + command);
    by_hand(script);
    EXPECT_EQ(difference(state(), before), "") << command << "\n" << script;
    const auto first = script.find("net.ipv4.ip_forward=0");
    EXPECT_NE(first, std::string::npos) << script;
    EXPECT_EQ(script.find("net.ipv4.ip_forward=0", first + 1), std::string::npos) << script;
    really("network rm n m");
  }
}

TEST_F(DryRun, OfTheSecondNetworkMakesNoSecondTable) {
  really(kCreate);
  const auto script = script_of("network create m --subnet 192.168.1.0/24");
  EXPECT_EQ(script.find("table inet mydocker {"), std::string::npos) << script;
}

// The log of --verbose has the steps of the script: "// why" for "# why", and "$ command".
TEST_F(DryRun, TheVerboseLogIsTheSameScript) {
  // With this PATH the script need not name the folder of the program.
  const auto folder = std::filesystem::path(Mydocker::program()).parent_path().native();
  const Environment path{{"PATH", folder + ":/usr/sbin:/usr/bin:/sbin:/bin"}};
  const auto script = mydocker_.line(std::string(kCreate) + " --dry-run", path).out;
  const auto log = mydocker_.line(std::string(kCreate) + " --verbose", path).err;
  std::string as_script = "\n" + log;
  for (auto at = as_script.find("\n// "); at != std::string::npos; at = as_script.find("\n// ", at))
    as_script.replace(at, 4, "\n\n# ");
  for (auto at = as_script.find("\n$ "); at != std::string::npos; at = as_script.find("\n$ ", at))
    as_script.replace(at, 3, "\n");
  EXPECT_EQ(script.substr(script.find("\n\n")), as_script);
}

}  // namespace dry_run_test
}  // namespace mydocker::testing
