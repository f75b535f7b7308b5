// Other programs that stop the traffic of a network: mydocker names them in one line.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "e2e/outside.hpp"
#include "support/mydocker.hpp"
#include "support/traffic.hpp"

namespace mydocker::testing {
namespace interference_test {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class Interference : public ::testing::Test {
 protected:
  void SetUp() override {
    make_outside();
    must("ip route add default via 198.51.100.2");
    must("ip netns add c1 && ip netns add c2");
  }
  // Returns the notes of a command that succeeds.
  std::string notes(const std::string& line) const {
    const auto outcome = mydocker_.line("network " + line);
    EXPECT_EQ(outcome.code, 0) << line << "\n" << outcome.err;
    std::string notes;
    std::istringstream lines(outcome.err);
    for (std::string one; std::getline(lines, one);)
      if (one.starts_with("note:")) notes += one + '\n';
    return notes;
  }
  std::string create() const { return notes("create web --subnet 192.168.1.0/24"); }
  Mydocker mydocker_;
};

TEST_F(Interference, IsNotReportedOnAPlainHost) {
  EXPECT_EQ(create(), "");
  EXPECT_EQ(notes("connect web c1 -p 8080:80"), "");
  EXPECT_EQ(notes("publish web c1 8081:80"), "");
  EXPECT_EQ(notes("reload web"), "");
}

TEST_F(Interference, AChainThatDropsIsNamedWithTheCommandThatAllows) {
  must(
      "nft 'table ip filter { chain FORWARD { type filter hook forward priority 0; policy drop; }; "
      "}'");
  EXPECT_THAT(create(), HasSubstr("chain \"ip filter FORWARD\" of another program drops packets"));
  const auto told = notes("connect web c1 -p 8080:80");
  const std::string allow =
      "nft 'insert rule ip filter FORWARD iifname \"web\" accept' && "
      "nft 'insert rule ip filter FORWARD oifname \"web\" accept'";
  EXPECT_THAT(told, HasSubstr(allow));
  must(allow);
  EXPECT_EQ(notes("reload web"), "");
  Server server("c1", Transport::tcp, 80);
  EXPECT_TRUE(reaches_server("outside", {Transport::tcp, "198.51.100.1", 8080}, server));
}

TEST_F(Interference, ForwardingThatWasSwitchedOffIsNamed) {
  EXPECT_EQ(create(), "");
  must("sysctl -q -w net.ipv4.ip_forward=0");
  EXPECT_THAT(notes("connect web c1"), HasSubstr("IPv4 forwarding is off for \"web\""));
  EXPECT_EQ(notes("reload web"), "");
}

// The option opens the firewall, so a wrong name must not stay unnoticed.
TEST_F(Interference, AnUnknownInterfaceThatIsAllowedIsNamed) {
  const std::string note =
      "packets from interface \"ulpink\" are allowed, but the host has no interface or network";
  EXPECT_THAT(notes("create web --subnet 192.168.1.0/24 -o allow-from=ulpink:uplink"),
              AllOf(HasSubstr(note), Not(HasSubstr("\"uplink\""))));
  EXPECT_EQ(notes("update web -o allow-from=uplink"), "");
  EXPECT_THAT(notes("update web -o allow-from=ulpink"), HasSubstr(note));
  EXPECT_EQ(notes("create db -o allow-from=web"), "");
}

// The host forwarded before the first network. The state holds the switch all the same.
class ForwardingOfOthers : public Interference {
 protected:
  void SetUp() override {
    Interference::SetUp();
    must("sysctl -q -w net.ipv4.ip_forward=1");
    EXPECT_EQ(create(), "");
    EXPECT_EQ(notes("connect web c1 -p 8080:80"), "");
  }
  void expect_repaired(const std::string& damage, const std::string& command) const {
    SCOPED_TRACE(damage);
    Server server("c1", Transport::tcp, 80);
    const Target port{Transport::tcp, "198.51.100.1", 8080};
    must(damage);
    EXPECT_TRUE(is_kept_from("outside", port, server));
    EXPECT_THAT(notes("publish web c1 8081:81"), HasSubstr("repair: sysctl -w " + command));
    EXPECT_EQ(mydocker_.line("-q network verify web").code, 3);
    EXPECT_EQ(notes("reload web"), "");
    EXPECT_TRUE(reaches_server("outside", port, server));
    EXPECT_EQ(mydocker_.line("-q network verify web").code, 0);
    EXPECT_EQ(notes("unpublish web c1 8081:81"), "");
  }
};

TEST_F(ForwardingOfOthers, IsRepairedByReload) {
  expect_repaired("sysctl -q -w net.ipv4.ip_forward=0", "net.ipv4.ip_forward=1");
  expect_repaired("sysctl -q -w net.ipv4.conf.web.forwarding=0", "net/ipv4/conf/web/forwarding=1");
}

TEST_F(ForwardingOfOthers, StaysWhenTheLastNetworkIsRemoved) {
  EXPECT_EQ(notes("disconnect web c1"), "");
  EXPECT_EQ(notes("rm web"), "");
  EXPECT_EQ(shell("cat /proc/sys/net/ipv4/ip_forward").out, "1\n");
}

// Only mydocker has switched forwarding on since.
TEST_F(ForwardingOfOthers, IsOffAgainAfterTheRepairIfAnotherProgramSwitchedItOff) {
  EXPECT_EQ(notes("create other"), "");
  must("sysctl -q -w net.ipv4.ip_forward=0");
  EXPECT_EQ(notes("reload other"), "");
  EXPECT_EQ(notes("disconnect web c1"), "");
  EXPECT_EQ(notes("rm web"), "");
  EXPECT_EQ(shell("cat /proc/sys/net/ipv4/ip_forward").out, "1\n");
  EXPECT_EQ(notes("rm other"), "");
  EXPECT_EQ(shell("cat /proc/sys/net/ipv4/ip_forward").out, "0\n");
}

// mydocker does not write the settings of other links.
TEST_F(ForwardingOfOthers, IsNamedIfTheUplinkHasLostIt) {
  Server server("c1", Transport::tcp, 80);
  const Target port{Transport::tcp, "198.51.100.1", 8080};
  must("sysctl -q -w net.ipv4.conf.uplink.forwarding=0");
  EXPECT_TRUE(is_kept_from("outside", port, server));
  const std::string repair = "sysctl -w net/ipv4/conf/uplink/forwarding=1";
  for (const char* command : {"publish web c1 8081:81", "reload web", "verify web"})
    EXPECT_THAT(notes(command), HasSubstr("off for \"uplink\": containers get no reply through "
                                          "it; repair: " +
                                          repair))
        << command;
  must(repair);
  EXPECT_TRUE(reaches_server("outside", port, server));
  EXPECT_EQ(notes("verify web"), "");
}

TEST_F(Interference, AChainOfIp6tablesLegacyConcernsIpv6Only) {
  must("sysctl -q -w net.ipv6.conf.uplink.disable_ipv6=0");
  must("ip address add 2001:db8:ff::1/64 dev uplink nodad");
  must("ip -n outside address add 2001:db8:ff::2/64 dev eth0 nodad");
  must("ip6tables-legacy -P FORWARD DROP");
  EXPECT_EQ(create(), "");
  const std::string allow =
      "ip6tables-legacy -I FORWARD -i six -j ACCEPT && ip6tables-legacy -I FORWARD -o six -j "
      "ACCEPT";
  EXPECT_THAT(notes("create six --subnet fd00:1::/64"),
              HasSubstr("chain \"ip6 filter FORWARD\" of another program drops packets of \"six\"; "
                        "allow them: " +
                        allow));
  EXPECT_THAT(notes("connect six c1 -p 8080:80"), HasSubstr(allow));
  Server server("c1", Transport::tcp, 80);
  const Target port{Transport::tcp, "2001:db8:ff::1", 8080};
  EXPECT_TRUE(is_kept_from("outside", port, server));
  must(allow);
  EXPECT_EQ(notes("reload six"), "");
  EXPECT_TRUE(reaches_server("outside", port, server));
}

TEST_F(Interference, AChainOfOneFamilyIsNotReportedForTheOther) {
  must(
      "nft 'table ip6 f { chain FORWARD { type filter hook forward priority 0; policy drop; }; }'");
  EXPECT_EQ(create(), "");
  EXPECT_THAT(notes("create six --subnet fd00:1::/64"), HasSubstr("chain \"ip6 f FORWARD\""));
}

TEST_F(Interference, ALaterRouteOverTheSubnetIsNamed) {
  EXPECT_EQ(create(), "");
  must("ip route add 192.168.1.0/25 dev uplink");
  const auto told = notes("connect web c1");
  EXPECT_THAT(told, HasSubstr("another route hides the network"));
  EXPECT_THAT(told, HasSubstr("through \"uplink\", not through \"web\""));
  EXPECT_THAT(told, HasSubstr("find that route: ip route get fibmatch 192.168.1.2; remove it"));
}

TEST_F(Interference, ASmallerUplinkIsNamed) {
  EXPECT_EQ(create(), "");
  must("ip link set uplink mtu 1280");
  for (const char* command : {"connect web c1", "publish web c1 81:81", "reload web"})
    EXPECT_THAT(notes(command), HasSubstr("the mtu of \"uplink\" is 1280")) << command;
}

TEST_F(Interference, AParentThatIsDownIsNamed) {
  must("ip link add lan0 type veth peer name sw0 && ip link set lan0 up && ip link set sw0 up");
  EXPECT_EQ(notes("create lan -d macvlan -o parent=lan0 --subnet 192.0.2.0/24"), "");
  EXPECT_EQ(notes("connect lan c1"), "");
  must("ip link set lan0 down");
  EXPECT_THAT(notes("reload lan"),
              HasSubstr("the parent \"lan0\" is down: the containers reach nothing; "
                        "repair: ip link set up dev lan0"));
}

TEST_F(Interference, AParentWithoutCarrierIsNamed) {
  must("ip link add lan0 type veth peer name sw0 && ip link set lan0 up");
  const std::string note = "the parent \"lan0\" has no carrier";
  EXPECT_THAT(notes("create lan -d macvlan -o parent=lan0 --subnet 192.0.2.0/24"), HasSubstr(note));
  EXPECT_THAT(notes("verify lan"), HasSubstr(note));
  must("ip link set sw0 up");
  EXPECT_EQ(notes("reload lan"), "");
}

TEST_F(Interference, ARouteOfAnotherTableIsNamedWithItsTable) {
  must("ip route add 192.168.1.0/24 dev uplink table 77");
  const auto refused = mydocker_.line("network create web --subnet 192.168.1.0/24");
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.err, HasSubstr("route 192.168.1.0/24 through link \"uplink\" in table 77"));
}

TEST_F(Interference, ARouteThatCoversTheSubnetIsANote) {
  must("ip route add 192.168.0.0/16 via 198.51.100.2 && ip route add unreachable 10.0.0.0/8");
  EXPECT_THAT(create(), HasSubstr("subnet 192.168.1.0/24 is a part of the host's route"));
  const auto chosen = notes("create auto");
  EXPECT_THAT(mydocker_.line("network inspect auto").out, Not(HasSubstr("\"10.")));
}

// A router advertises such a prefix, or an administrator adds the route.
TEST_F(Interference, AnOnLinkPrefixWithoutAnAddressIsRefused) {
  must("sysctl -q -w net.ipv6.conf.uplink.disable_ipv6=0");
  must("ip address add 2001:db8:1::5/128 nodad dev uplink");
  for (const std::string protocol : {"ra", "kernel", "static", "boot"}) {
    must("ip -6 route add 2001:db8:1::/64 dev uplink proto " + protocol);
    must("ip route add 192.168.0.0/16 dev uplink scope link proto " + protocol);
    for (const std::string subnet : {"2001:db8:1:0:7::/80", "192.168.1.0/24", "192.168.0.0/16"}) {
      const auto refused = mydocker_.line("network create web --subnet " + subnet);
      EXPECT_EQ(refused.code, 1) << protocol << refused.err;
      EXPECT_THAT(refused.err, AllOf(HasSubstr("error: "), HasSubstr("through link \"uplink\"")));
    }
    must("ip -6 route delete 2001:db8:1::/64 dev uplink && ip route delete 192.168.0.0/16");
  }
  EXPECT_EQ(mydocker_.line("network ls -q").out, "");
}

TEST_F(Interference, ARouteIntoATunnelIsANote) {
  must("ip tuntap add dev tun0 mode tun && ip link set dev tun0 up");
  must("ip route add 192.168.0.0/16 dev tun0");
  EXPECT_THAT(create(), HasSubstr("subnet 192.168.1.0/24 is a part of the host's route"));
  EXPECT_EQ(notes("connect web c1"), "");
  EXPECT_TRUE(reaches("c1", "192.168.1.1"));
}

// Packets to such an address do not leave the host (AnyIP).
TEST_F(Interference, APrefixOfTheHostItselfIsRefused) {
  for (const std::string local :
       {"192.168.1.0/24", "192.168.0.0/16", "192.168.1.64/26", "192.168.1.9/32"}) {
    must("ip route add local " + local + " dev lo");
    const auto refused = mydocker_.line("network create web --subnet 192.168.1.0/24");
    EXPECT_EQ(refused.code, 1) << local << refused.err;
    EXPECT_THAT(refused.err, HasSubstr("overlaps"));
    must("ip route delete local " + local + " dev lo");
  }
  must("sysctl -q -w net.ipv6.conf.lo.disable_ipv6=0 && ip -6 route add local fd00:7::/64 dev lo");
  EXPECT_EQ(mydocker_.line("network create web --subnet fd00:7:0:0:1::/80").code, 1);
  EXPECT_EQ(create(), "");
  EXPECT_EQ(notes("connect web c1 -p 8080:80"), "");
  Server server("c1", Transport::tcp, 80);
  EXPECT_TRUE(reaches_server("outside", {Transport::tcp, "198.51.100.1", 8080}, server));
}

TEST_F(Interference, TheOldForwardingOfEachLinkIsRestored) {
  must("ip link add par0 type veth peer name par1 && ip link set par0 up");
  must("sysctl -q -w net.ipv4.ip_forward=0 && sysctl -q -w net.ipv4.conf.par0.forwarding=1");
  const std::string all = "grep -H . /proc/sys/net/ipv4/conf/*/forwarding";
  const auto before = shell(all).out;
  create();
  EXPECT_NE(shell(all).out, before);
  EXPECT_EQ(notes("rm web"), "");
  EXPECT_EQ(shell(all).out, before);
}

// New links of other programs get the value of `default`.
TEST_F(Interference, TheOldForwardingOfNewLinksIsRestored) {
  const std::string all =
      "grep -H . /proc/sys/net/ipv[46]/conf/default/forwarding "
      "/proc/sys/net/ipv4/conf/lo/forwarding";
  must("sysctl -q -w net.ipv4.ip_forward=0 net.ipv6.conf.all.forwarding=0");
  must("sysctl -q -w net.ipv4.conf.default.forwarding=1 net.ipv6.conf.default.forwarding=1");
  const auto before = shell(all).out;
  EXPECT_EQ(notes("create web --subnet 192.168.1.0/24 --subnet fd00:1::/64"), "");
  EXPECT_EQ(notes("rm web"), "");
  EXPECT_EQ(shell(all).out, before);
}

// Another network keeps the tables. The elements that block transit must not outlive the switch.
TEST_F(Interference, ASwitchThatIsOffAlreadyLeavesNoElements) {
  must("sysctl -q -w net.ipv4.ip_forward=0 net.ipv6.conf.all.forwarding=0");
  create();
  const auto before = shell("nft list ruleset").out;
  EXPECT_EQ(mydocker_.line("-q network create six --subnet fd00:1::/64").code, 0);
  EXPECT_THAT(shell("nft list set inet mydocker no_transit").out, HasSubstr("ipv4, ipv6"));
  must("sysctl -q -w net.ipv6.conf.all.forwarding=0");
  EXPECT_EQ(mydocker_.line("-q network rm six").code, 0);
  EXPECT_EQ(shell("nft list ruleset").out, before);
}

TEST_F(Interference, ForwardingThatALaterProgramNeedsStays) {
  must("sysctl -q -w net.ipv4.ip_forward=0");
  create();
  must("ip link add virbr0 type bridge && ip link set virbr0 up");
  EXPECT_THAT(notes("rm web"), HasSubstr("the link \"virbr0\" of another program may need it"));
  EXPECT_EQ(shell("cat /proc/sys/net/ipv4/ip_forward").out, "1\n");
}

// Only mydocker has turned forwarding on. `lan` is a host behind another link.
class Transit : public Interference {
 protected:
  void SetUp() override {
    Interference::SetUp();
    must("sysctl -q -w net.ipv4.ip_forward=0");
    add_host("lan", "203.0.113");
  }
  // Adds a host behind a new link, with a route to it from outside.
  static void add_host(const std::string& name, const std::string& net) {
    const auto inside = "ip -n " + name + " ";
    must("ip netns add " + name);
    must("ip link add " + name + "0 type veth peer name eth0 netns " + name);
    must("ip address add " + net + ".1/24 dev " + name + "0 && ip link set " + name + "0 up");
    must(inside + "address add " + net + ".2/24 dev eth0 && " + inside + "link set eth0 up");
    must(inside + "route add default via " + net + ".1");
    must("ip -n outside route add " + net + ".0/24 via 198.51.100.1");
  }
  static bool is_open(const std::string& from, const std::string& to, const std::string& address) {
    Server server(to, Transport::udp, 5000);
    return reaches_server(from, {Transport::udp, address, 5000}, server);
  }
  static void expect_blocked(const std::string& from, const std::string& to,
                             const std::string& address) {
    Server server(to, Transport::udp, 5000);
    EXPECT_TRUE(is_kept_from(from, {Transport::udp, address, 5000}, server)) << from << to;
  }
  void expect_ports_open() const {
    Server published("c1", Transport::tcp, 80);
    for (const char* from : {"outside", "lan"})
      EXPECT_TRUE(reaches_server(from, {Transport::tcp, "198.51.100.1", 8080}, published)) << from;
  }
  static std::string ip_forward() { return shell("cat /proc/sys/net/ipv4/ip_forward").out; }
  static constexpr const char* kBlocked =
      "traffic between other interfaces is blocked for IPv4, because only mydocker has enabled "
      "forwarding; to allow it: write \"forwarding: keep\" to ";
};

TEST_F(Transit, IsBlockedBetweenLinksBeforeAndAfterTheFirstNetwork) {
  EXPECT_THAT(create(), HasSubstr(kBlocked));
  EXPECT_EQ(notes("create other"), "") << "the note is for the network that has enabled it";
  EXPECT_EQ(notes("connect web c1 -p 8080:80"), "");
  for (const char* moment : {"new", "reloaded"}) {
    SCOPED_TRACE(moment);
    expect_blocked("outside", "lan", "203.0.113.2");
    expect_ports_open();
    must("nft flush ruleset");
    EXPECT_THAT(notes("reload --all"), HasSubstr(kBlocked));
  }
  add_host("vm", "192.0.2");
  expect_blocked("outside", "vm", "192.0.2.2");
  expect_blocked("vm", "lan", "203.0.113.2");
  EXPECT_THAT(notes("verify"), HasSubstr(kBlocked));
}

// The host forwarded these packets before the first network.
TEST_F(Transit, StaysAllowedFromALinkThatForwardedBefore) {
  must("sysctl -q -w net.ipv4.conf.lan0.forwarding=1 net.ipv4.conf.uplink.forwarding=0");
  must(
      "ip -n outside route del 203.0.113.0/24 && ip -n outside route add default via 198.51.100.1");
  create();
  Server server("outside", Transport::udp, 5000);
  EXPECT_TRUE(reaches_server("lan", {Transport::udp, "198.51.100.2", 5000}, server));
  expect_blocked("outside", "lan", "203.0.113.2");
}

TEST_F(Transit, BelongsToTheAdministratorWithForwardingKeep) {
  create();
  EXPECT_EQ(notes("connect web c1 -p 8080:80"), "");
  add_host("vm", "192.0.2");
  must("echo 'forwarding: keep' > /run/keep.yaml");
  const auto script = mydocker_.line("--config /run/keep.yaml network reload web --dry-run").out;
  EXPECT_THAT(script, HasSubstr("nft 'delete element inet mydocker no_transit { ipv4 }'"));
  expect_blocked("outside", "lan", "203.0.113.2");
  const auto reloaded = mydocker_.line("--config /run/keep.yaml network reload --all");
  EXPECT_EQ(reloaded.code, 0) << reloaded.err;
  EXPECT_THAT(reloaded.err, Not(HasSubstr("blocked")));
  EXPECT_TRUE(is_open("outside", "lan", "203.0.113.2"));
  EXPECT_TRUE(is_open("vm", "lan", "203.0.113.2"));
  expect_ports_open();
  must("nft flush ruleset");
  EXPECT_EQ(notes("reload --all"), "");
  EXPECT_TRUE(is_open("outside", "lan", "203.0.113.2"));
  EXPECT_EQ(notes("disconnect web c1"), "");
  EXPECT_EQ(notes("rm web"), "");
  EXPECT_EQ(ip_forward(), "1\n");
  EXPECT_TRUE(is_open("outside", "lan", "203.0.113.2"));
}

TEST_F(Transit, IsNeverBlockedWithForwardingKeepFromTheStart) {
  must("echo 'forwarding: keep' > /run/keep.yaml");
  const auto made = mydocker_.line("--config /run/keep.yaml network create web");
  EXPECT_EQ(made.code, 0) << made.err;
  EXPECT_THAT(made.err, Not(HasSubstr("note:")));
  EXPECT_TRUE(is_open("outside", "lan", "203.0.113.2"));
  EXPECT_EQ(notes("rm web"), "");
  EXPECT_EQ(ip_forward(), "1\n");
}

TEST_F(Transit, EndsWithTheLastNetwork) {
  create();
  EXPECT_EQ(notes("rm web"), "");
  EXPECT_EQ(ip_forward(), "0\n");
  must("sysctl -q -w net.ipv4.ip_forward=1");
  EXPECT_TRUE(is_open("outside", "lan", "203.0.113.2"));
}

// --- repair without a new link

class RepairInPlace : public Interference {
 protected:
  void SetUp() override {
    Interference::SetUp();
    create();
    notes("connect web c1 --ip 192.168.1.9 -p 8080:80");
    notes("connect web c2");
    must("ip -n c1 address add 192.0.2.77/32 dev eth0");
  }
  static std::string links() {
    return shell("ip -o link | sed 's/:.*//'; ip -n c1 -o link | sed 's/:.*//'").out;
  }
  void expect_repaired(const std::string& damage) const {
    SCOPED_TRACE(damage);
    const auto before = links();
    must(damage);
    EXPECT_EQ(mydocker_.line("-q network verify web").code, 3);
    notes("reload web");
    EXPECT_EQ(mydocker_.line("-q network verify web").code, 0);
    EXPECT_EQ(links(), before) << "a link was created again";
    EXPECT_THAT(shell("ip -n c1 address show dev eth0").out, HasSubstr("192.0.2.77"));
    Server server("c1", Transport::tcp, 80);
    for (const char* from : {"outside", "c2"})
      EXPECT_TRUE(reaches_server(from, {Transport::tcp, "198.51.100.1", 8080}, server)) << from;
  }
};

TEST_F(RepairInPlace, KeepsTheLinks) {
  expect_repaired("ip link set web down");
  expect_repaired("ip link set web mtu 1400");
  expect_repaired("ip -n c1 link set eth0 down");
  expect_repaired("ip -n c1 link set eth0 address 02:00:00:00:00:77");
  expect_repaired("ip -n c1 link set eth0 mtu 1400");
  expect_repaired("ip link set $(ip -o link | grep -o 'veth-[0-9a-f]*' | head -1) nomaster");
  expect_repaired("ip link set $(ip -o link | grep -o 'veth-[0-9a-f]*' | head -1) down");
  expect_repaired("ip -n c1 address del 192.168.1.9/24 dev eth0");
  expect_repaired(
      "ip -n c1 address del 192.168.1.9/24 dev eth0 && ip -n c1 address add "
      "192.168.1.9/25 dev eth0");
  expect_repaired(
      "ip -n c1 route del default && ip -n c1 route add default via 192.168.1.7 metric "
      "1000 proto static");
  expect_repaired("ip -n c1 route del default");
}

}  // namespace interference_test
}  // namespace mydocker::testing
