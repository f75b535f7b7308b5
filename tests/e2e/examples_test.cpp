// The example drivers of docs/examples, built with the installed SDK, with real traffic.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "e2e/example.hpp"
#include "e2e/outside.hpp"
#include "support/mydocker.hpp"
#include "support/snapshot.hpp"
#include "support/traffic.hpp"

namespace mydocker::testing {
namespace examples_test {

using ::testing::HasSubstr;
using ::testing::Not;
using enum Transport;

class Ptp : public Example {
 protected:
  void SetUp() override {
    make_outside_v6();
    put("ptp");
    before_ = snapshot_here();
    add_containers(4);
  }
  void make_network(const std::string& more = "") const {
    done("network create n --driver ptp --subnet 192.168.0.0/24 --subnet fd00:1::/64" + more);
    for (const std::string name : {"c1", "c2", "c3"}) done("network connect n " + name);
  }
  std::string before_;
};

TEST_F(Ptp, ContainersReachEachOtherAndTheOutsideAndNothingIsLeft) {
  make_network();
  EXPECT_THAT(shell("ip -n c1 address show eth0").out, HasSubstr("inet 192.168.0.2/32 "));
  EXPECT_EQ(shell("ip -brief link show type bridge").out, "");
  for (const auto* address : {"192.168.0.3", "192.168.0.4", "192.168.0.1", "198.51.100.2",
                              "fd00:1::3", "fd00:1::4", "fd00:1::1", "2001:db8:ff::2"})
    EXPECT_TRUE(reaches("c1", address)) << address;
  EXPECT_TRUE(reaches("c3", "192.168.0.2"));
  EXPECT_FALSE(reaches("c1", "192.168.0.77")) << "no container has that address";
  EXPECT_THAT(shell("ip netns exec c1 ping -c 1 -W 2 192.168.0.77").out, HasSubstr("Unreachable"));

  // One container is disconnected. The others and the gateway stay.
  done("network disconnect n c1");
  for (const auto* address : {"192.168.0.4", "192.168.0.1", "fd00:1::4", "198.51.100.2"})
    EXPECT_TRUE(reaches("c2", address)) << address;

  std::filesystem::remove("/run/drivers/ptp.so");
  done("network disconnect n c2");
  done("network disconnect n c3");
  done("network rm n");
  for (int n = 1; n <= 4; ++n) must("ip netns delete c" + std::to_string(n));
  EXPECT_EQ(difference(snapshot_here(), before_), "");
  EXPECT_EQ(records_in(mydocker_.state_dir()), "");
}

TEST_F(Ptp, OnlyPublishedPortsAreReachedFromOutside) {
  done("network create n --driver ptp --subnet 192.168.0.0/24 --subnet fd00:1::/64");
  done("network create m --driver ptp --subnet 192.168.1.0/24 --subnet fd00:2::/64");
  done("network connect n c1 -p 8080:80");
  done("network connect n c2");
  done("network connect m c3");
  must("ip -n outside route replace 192.168.0.0/24 via 198.51.100.1");
  must("ip -n outside -6 route replace fd00:1::/64 via 2001:db8:ff::1");
  Server server("c1", tcp, 80);
  std::string seen;
  EXPECT_TRUE(reaches_server("outside", {tcp, "198.51.100.1", 8080}, server, &seen));
  EXPECT_EQ(seen, "198.51.100.2");
  EXPECT_TRUE(reaches_server("outside", {tcp, "2001:db8:ff::1", 8080}, server));
  EXPECT_TRUE(reaches_server("", {tcp, "127.0.0.1", 8080}, server)) << "the host itself";
  EXPECT_TRUE(reaches_server("c2", {tcp, "198.51.100.1", 8080}, server)) << "a neighbour";
  EXPECT_TRUE(reaches_server("c1", {tcp, "198.51.100.1", 8080}, server)) << "the container itself";
  EXPECT_TRUE(reaches_server("c3", {tcp, "198.51.100.1", 8080}, server)) << "another network";
  EXPECT_TRUE(reaches_server("c2", {tcp, "192.168.0.2", 80}, server)) << "within the network";
  for (const auto* address : {"192.168.0.2", "fd00:1::2"}) {
    EXPECT_TRUE(is_kept_from("outside", {tcp, address, 80}, server)) << address;
    EXPECT_TRUE(is_kept_from("c3", {tcp, address, 80}, server)) << address;
  }
}

TEST_F(Ptp, AContainerSpeaksInItsOwnName) {
  make_network();
  must("ip -n c2 address add 192.168.0.9/32 dev eth0");
  must("ip -n c2 -6 address add fd00:1::9/128 nodad dev eth0");
  EXPECT_EQ(shell("ip netns exec c2 ping -c 1 -W 1 -I 192.168.0.9 192.168.0.1").code, 1);
  EXPECT_EQ(shell("ip netns exec c2 ping -c 1 -W 1 -I fd00:1::9 fd00:1::1").code, 1);
  EXPECT_EQ(shell("ip netns exec c2 ping -c 3 -W 2 192.168.0.1").code, 0);
  EXPECT_EQ(shell("ip netns exec c2 ping -c 3 -W 2 -I fd00:1::3 fd00:1::1").code, 0);
}

TEST_F(Ptp, AnInternalNetworkHasNoOneElse) {
  make_network(" --internal");
  EXPECT_TRUE(reaches("c1", "192.168.0.3"));
  EXPECT_TRUE(reaches("c1", "fd00:1::3"));
  EXPECT_FALSE(reaches("c1", "198.51.100.2"));
  EXPECT_FALSE(reaches("c1", "2001:db8:ff::2"));
  EXPECT_EQ(shell("ip -n c1 route show default").out, "");
}

TEST_F(Ptp, TheDryRunMakesTheSameNetwork) {
  make_network();
  done("network disconnect n c3");
  const auto script = command("-q network connect n c3 --ip 192.168.0.4 --ip6 fd00:1::4 --dry-run");
  ASSERT_EQ(script.code, 0) << script.err;
  must("cat > /run/script.sh <<'END'\n" + script.out + "\nEND\nsh -e /run/script.sh");
  EXPECT_TRUE(reaches("c1", "192.168.0.4"));
  EXPECT_TRUE(reaches("c3", "fd00:1::2"));
  EXPECT_TRUE(reaches("c3", "198.51.100.2"));
}

TEST_F(Ptp, WhatItCannotDoIsRefused) {
  const auto route = command(
      "network create n --driver ptp --subnet 192.168.0.0/24 --route 10.0.0.0/8,192.168.0.9");
  EXPECT_EQ(route.code, 1);
  EXPECT_THAT(route.err, HasSubstr("a container of a routed network cannot be the gateway for "));
  EXPECT_EQ(difference(snapshot_here(), before_), "");
}

class Shaped : public Example {
 protected:
  void SetUp() override {
    make_outside();
    put("shaped");
    before_ = snapshot_here();
    add_containers(2);
    done("network create n --driver shaped --subnet 192.168.0.0/24 -o rate=2000");
    done("network connect n c1");
    done("network connect n c2");
  }
  // Queueing disciplines are not part of a snapshot.
  static std::string queues(const std::string& enter = "") {
    return shell(enter + "tc qdisc show").out;
  }
  std::string before_;
};

constexpr const char* kBucket = "qdisc tbf";
constexpr const char* kRate = "rate 2Mbit";

TEST_F(Shaped, ContainersAreShapedOnBothSidesAndNothingIsLeft) {
  for (const std::string enter : {"", "ip netns exec c1 ", "ip netns exec c2 "}) {
    EXPECT_THAT(queues(enter), HasSubstr(kBucket));
    EXPECT_THAT(queues(enter), HasSubstr(kRate));
  }
  for (const auto* address : {"192.168.0.3", "192.168.0.1", "198.51.100.2"})
    EXPECT_TRUE(reaches("c1", address)) << address;
  const auto undo = command("-q network disconnect n c1 --dry-run");
  EXPECT_THAT(undo.out, HasSubstr("tc qdisc delete dev veth-"));
  EXPECT_THAT(undo.out, HasSubstr("ip netns exec c1 tc qdisc delete dev eth0 root"));

  done("network disconnect n c1");
  EXPECT_THAT(queues("ip netns exec c1 "), Not(HasSubstr(kBucket)));
  done("network disconnect n c2");
  done("network rm n");
  must("ip netns delete c1 && ip netns delete c2");
  EXPECT_EQ(difference(snapshot_here(), before_), "");
  EXPECT_EQ(records_in(mydocker_.state_dir()), "");
}

TEST_F(Shaped, TheDryRunShapesLikewise) {
  done("network disconnect n c2");
  const auto script = command("-q network connect n c2 --dry-run");
  ASSERT_EQ(script.code, 0) << script.err;
  must("cat > /run/script.sh <<'END'\n" + script.out + "\nEND\nsh -e /run/script.sh");
  EXPECT_THAT(queues("ip netns exec c2 "), HasSubstr("rate 2Mbit burst 64Kb"));
  EXPECT_TRUE(reaches("c1", "192.168.0.4"));
}

TEST_F(Shaped, AnUpdateChangesTheRateInPlace) {
  const auto changed = command("network update n -o rate=4000");
  ASSERT_EQ(changed.code, 0) << changed.err;
  EXPECT_THAT(changed.err, HasSubstr("driver \"shaped\": the queue of \"eth0\" sends 500000 "));
  for (const std::string enter : {"", "ip netns exec c1 ", "ip netns exec c2 "}) {
    EXPECT_THAT(queues(enter), HasSubstr("rate 4Mbit"));
    EXPECT_THAT(queues(enter), Not(HasSubstr(kRate)));
  }
  EXPECT_EQ(command("network verify n").code, 0);
  must("ip netns exec c1 tc qdisc change dev eth0 root tbf rate 1mbit burst 64kb limit 100000");
  EXPECT_EQ(command("network verify n").code, 3);
  done("network reload n");
  EXPECT_THAT(queues("ip netns exec c1 "), HasSubstr("rate 4Mbit"));
}

// The bucket holds 64 KiB. Later packets wait.
TEST_F(Shaped, WhatIsTooMuchWaits) {
  must("ip netns exec c1 ping -q -c 200 -f -s 1400 -W 1 192.168.0.3 || true");
  EXPECT_THAT(shell("ip netns exec c1 tc -s qdisc show dev eth0").out,
              Not(HasSubstr("overlimits 0 ")));
}

TEST_F(Shaped, WithoutTheDriverItIsLeftBehindOnlyOnDemand) {
  std::filesystem::remove("/run/drivers/shaped.so");
  const std::string with = snapshot_here() + queues();
  const auto refused = command("-q network disconnect n c1");
  EXPECT_EQ(refused.code, 1) << refused.err;
  EXPECT_THAT(refused.err, HasSubstr("only its driver can remove it: no driver \"shaped\""));
  EXPECT_THAT(refused.err, HasSubstr("hint: install the driver again, or use "));
  EXPECT_EQ(snapshot_here() + queues(), with);
  EXPECT_TRUE(reaches("c1", "192.168.0.3"));

  const auto forced = command("network disconnect --force n c1");
  ASSERT_EQ(forced.code, 0) << forced.err;
  EXPECT_THAT(forced.err, HasSubstr("not removed: shaper \"eth0\""));
  EXPECT_THAT(forced.err,
              HasSubstr("remove it manually, in the container: tc qdisc delete dev eth0"));
  done("network disconnect --force n c2");
  done("network rm n");
  must("ip netns delete c1 && ip netns delete c2");
  EXPECT_EQ(difference(snapshot_here(), before_), "");
  EXPECT_EQ(records_in(mydocker_.state_dir()), "");
}

TEST_F(Shaped, AFailureOrAKillAtAnyStepLeavesNoShaper) {
  // A loopback device that was up once keeps a queue of the kernel.
  must("ip netns add c3 && ip -n c3 link set lo up && ip -n c3 link set lo down");
  const std::string before = snapshot_here() + queues() + queues("ip netns exec c3 ");
  for (const std::string fault : {"fail:", "kill:"}) {
    int step = 0;
    Outcome outcome;
    do {
      outcome = mydocker_.line("--driver-dir /run/drivers -q network connect n c3",
                               {{"MYDOCKER_FAULT", fault + std::to_string(++step)}});
      if (outcome.code == 0) break;
      (void)command("network rm --force nothing");
      EXPECT_EQ(difference(snapshot_here() + queues() + queues("ip netns exec c3 "), before), "")
          << fault << step << outcome.err;
    } while (step < 20);
    EXPECT_GE(step, 8) << fault << " has not met every step of the plan";
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    done("network disconnect n c3");
  }
}

// The outside host takes the containers for hosts of its own LAN, and asks for their MACs.
class Routed : public Example {
 protected:
  void SetUp() override {
    make_outside_v6();
    must("ip -n outside route add 192.168.0.0/24 dev eth0");
    must("ip -n outside route add fd00:1::/64 dev eth0");
    put("routed");
    before_ = snapshot_here();
    add_containers(2);
  }
  void make_network(const std::string& more) const {
    done("network create n --driver routed --subnet 192.168.0.0/24 --subnet fd00:1::/64" + more);
    done("network connect n c1");
    done("network connect n c2");
  }
  std::string before_;
};

TEST_F(Routed, TheLanReachesContainersAtTheirAddressesAndNothingIsLeft) {
  make_network(" -o lan=uplink");
  for (const auto* address : {"192.168.0.2", "192.168.0.3", "fd00:1::2", "fd00:1::3"})
    EXPECT_TRUE(reaches("outside", address)) << address;
  for (const auto* address : {"192.168.0.3", "198.51.100.2", "fd00:1::3", "2001:db8:ff::2"})
    EXPECT_TRUE(reaches("c1", address)) << address;
  EXPECT_EQ(shell("ip -brief link show type bridge").out, "");
  for (const auto* container : {"c1", "c2"}) done("network disconnect n " + std::string(container));
  done("network rm n");
  must("ip netns delete c1 && ip netns delete c2");
  EXPECT_EQ(difference(snapshot_here(), before_), "");
  EXPECT_EQ(records_in(mydocker_.state_dir()), "");
}

TEST_F(Routed, WithoutALanTheOutsideDoesNotReachTheContainers) {
  make_network("");
  EXPECT_TRUE(reaches("c1", "192.168.0.3"));
  for (const auto* address : {"192.168.0.2", "fd00:1::2"})
    EXPECT_FALSE(reaches("outside", address)) << address;
}

TEST_F(Routed, AContainerCannotUseAnotherAddress) {
  make_network(" -o lan=uplink");
  must("ip -n c1 address add 192.168.0.3/32 dev eth0");
  EXPECT_EQ(shell("ip netns exec c1 ping -c 1 -W 1 -I 192.168.0.3 198.51.100.2").code, 1);
}

TEST_F(Routed, ReloadRepairsAndRemovalNeedsNoDriver) {
  make_network(" -o lan=uplink");
  must("ip neighbour delete proxy 192.168.0.2 dev uplink && ip route delete 192.168.0.2/32");
  must(
      "ip -n c1 route replace default via 192.168.0.1 dev eth0 onlink proto static metric 1000 mtu "
      "600");
  done("network reload n");
  EXPECT_TRUE(reaches("outside", "192.168.0.2"));
  EXPECT_THAT(shell("ip -n c1 route show default").out, Not(HasSubstr("mtu")));
  std::filesystem::remove("/run/drivers/routed.so");
  for (const auto* container : {"c1", "c2"}) done("network disconnect n " + std::string(container));
  done("network rm n");
  must("ip netns delete c1 && ip netns delete c2");
  EXPECT_EQ(difference(snapshot_here(), before_), "");
}

class BandwidthExample : public Example {
 protected:
  void SetUp() override {
    make_outside();
    put("bandwidth");
    before_ = snapshot_here();
    add_containers(2);
    done("network create n --driver bandwidth --subnet 192.168.0.0/24 -o ingress=20M -o egress=8M");
    done("network connect n c1");
    done("network connect n c2");
  }
  static std::string queues() { return shell("tc qdisc show | grep 4d0d:").out; }
  std::string before_;
};

TEST_F(BandwidthExample, PacketsPassTheQueuesAndRemovalNeedsNoDriver) {
  EXPECT_THAT(queues(), HasSubstr("rate 20Mbit"));
  EXPECT_THAT(queues(), HasSubstr("rate 8Mbit"));
  for (const auto* address : {"192.168.0.3", "192.168.0.1", "198.51.100.2"})
    EXPECT_TRUE(reaches("c1", address)) << address;
  std::filesystem::remove("/run/drivers/bandwidth.so");
  for (const auto* container : {"c1", "c2"}) done("network disconnect n " + std::string(container));
  EXPECT_EQ(queues(), "");
  done("network rm n");
  must("ip netns delete c1 && ip netns delete c2");
  EXPECT_EQ(difference(snapshot_here(), before_), "");
  EXPECT_EQ(records_in(mydocker_.state_dir()), "");
}

TEST_F(BandwidthExample, TheDryRunLimitsLikewise) {
  const auto whole = queues();
  done("network disconnect n c2");
  const auto script = command("-q network connect n c2 --ip 192.168.0.3 --dry-run");
  ASSERT_EQ(script.code, 0) << script.err;
  must("cat > /run/script.sh <<'END'\n" + script.out + "\nEND\nsh -e /run/script.sh");
  EXPECT_TRUE(reaches("c1", "192.168.0.3"));
  EXPECT_EQ(std::ranges::count(queues(), '\n'), std::ranges::count(whole, '\n'));
}

// The container pings without a pause while the rate changes. A queue that is made again loses the
// packets that wait in it.
TEST_F(BandwidthExample, AnUpdateChangesTheRateWhilePacketsFlow) {
  must(
      "ip netns exec c1 ping -q -c 40 -i 0.05 198.51.100.2 > /run/ping.txt 2>&1 & echo $! > "
      "/run/ping.pid");
  const auto dry = command("-q network update n -o egress=4M --dry-run");
  EXPECT_THAT(dry.out, HasSubstr("tc qdisc change dev ifb-"));
  EXPECT_THAT(queues(), HasSubstr("rate 8Mbit"));
  done("network update n -o egress=4M");
  EXPECT_THAT(queues(), HasSubstr("rate 4Mbit"));
  EXPECT_THAT(queues(), Not(HasSubstr("rate 8Mbit")));
  must("tail -f /dev/null --pid=$(cat /run/ping.pid)");
  EXPECT_THAT(shell("cat /run/ping.txt").out, HasSubstr(" 0% packet loss"));
  EXPECT_EQ(command("network verify n").code, 0);
  done("network disconnect n c2");
  done("network connect n c2");
  EXPECT_THAT(queues(), Not(HasSubstr("rate 8Mbit")));
}

TEST_F(BandwidthExample, ALimitThatIsNewNeedsAnotherConnection) {
  const auto refused = command("-q network update n --opt-rm egress");
  EXPECT_EQ(refused.code, 2) << refused.err;
  EXPECT_THAT(refused.err, HasSubstr("of container \"c1\""));
  EXPECT_THAT(queues(), HasSubstr("rate 8Mbit"));
}

// Two other hosts, set up with ip(8): each has a VXLAN link with an address of the network.
class Overlay : public Example {
 protected:
  void SetUp() override {
    put("overlay");
    for (const std::string n : {"1", "2"}) add_peer(n);
    before_ = snapshot_here();
    add_containers(2);
  }
  static void add_peer(const std::string& n) {
    const auto peer = "peer" + n;
    const auto inside = "ip -n " + peer + " ";
    must("ip netns add " + peer + " && ip link add under" + n +
         " type veth peer name under netns " + peer);
    must("ip address add 198.51." + n + ".1/24 dev under" + n + " && ip link set under" + n +
         " up");
    must(inside + "address add 198.51." + n + ".2/24 dev under && " + inside + "link set under up");
    must(inside + "link add vx type vxlan id 7 dstport 4789 remote 198.51." + n + ".1");
    must(inside + "address add 192.168.0.10" + n + "/24 dev vx && " + inside + "link set vx up");
  }
  void make_network(const std::string& peers) const {
    done("network create n --driver overlay --subnet 192.168.0.0/24 -o vni=7 -o peers=" + peers);
    for (const std::string name : {"c1", "c2"}) done("network connect n " + name);
  }
  std::string before_;
};

TEST_F(Overlay, ContainersReachTheOtherHostsAndNothingIsLeft) {
  make_network("198.51.1.2,198.51.2.2");
  for (const auto* address : {"192.168.0.101", "192.168.0.102", "192.168.0.3", "192.168.0.1"})
    EXPECT_TRUE(reaches("c1", address)) << address;
  EXPECT_TRUE(reaches("peer1", "192.168.0.2"));
  std::filesystem::remove("/run/drivers/overlay.so");
  for (const std::string name : {"c1", "c2"}) done("network disconnect n " + name);
  done("network rm n");
  must("ip netns delete c1 && ip netns delete c2");
  EXPECT_EQ(difference(snapshot_here(), before_), "");
  EXPECT_EQ(records_in(mydocker_.state_dir()), "");
}

TEST_F(Overlay, PeersChangeWhileTrafficFlowsWithoutLoss) {
  make_network("198.51.1.2");
  EXPECT_TRUE(reaches("c1", "192.168.0.101"));
  EXPECT_FALSE(reaches("c1", "192.168.0.102"));
  must(
      "ip netns exec c1 ping -q -i 0.01 -c 300 -W 5 192.168.0.101 > /run/ping.txt & echo $! > "
      "/run/ping.pid");
  done("network update n -o peers=198.51.1.2,198.51.2.2");
  EXPECT_TRUE(reaches("c1", "192.168.0.102"));
  done("network update n -o peers=198.51.1.2");
  EXPECT_THAT(shell("bridge fdb show | grep -c 'dst 198.51.2.2.* permanent'").out, "0\n");
  must("timeout 60 tail --pid=$(cat /run/ping.pid) -f /dev/null");
  EXPECT_THAT(shell("cat /run/ping.txt").out, HasSubstr("300 received, 0% packet loss"));
}

TEST_F(Overlay, ReloadRepairsTheTunnel) {
  make_network("198.51.1.2");
  const auto tunnel =
      shell("ip -o link show type vxlan | cut -d: -f2 | cut -c2- | tr -d '\\n'").out;
  must("ip link set " + tunnel + " nomaster down && bridge fdb delete 00:00:00:00:00:00 dev " +
       tunnel + " dst 198.51.1.2");
  EXPECT_EQ(command("network verify n").code, 3);
  done("network reload n");
  EXPECT_EQ(command("network verify n").code, 0);
  EXPECT_TRUE(reaches("c1", "192.168.0.101"));
  must("ip link delete " + tunnel);
  done("network reload n");
  EXPECT_TRUE(reaches("c1", "192.168.0.101"));
}

TEST_F(Overlay, TheDryRunMakesTheSameNetwork) {
  const auto script = command(
      "-q network create n --driver overlay --subnet 192.168.0.0/24 -o vni=7 -o peers=198.51.1.2 "
      "--dry-run");
  ASSERT_EQ(script.code, 0) << script.err;
  must("cat > /run/script.sh <<'END'\n" + script.out + "\nEND\nsh -e /run/script.sh");
  EXPECT_EQ(shell("ping -c 1 -W 5 192.168.0.101").code, 0);
}

}  // namespace examples_test
}  // namespace mydocker::testing
