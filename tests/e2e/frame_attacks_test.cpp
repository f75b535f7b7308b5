// Attacks by frames that a container builds itself. Default settings block each attack. In a
// network with antispoofing=false the attack succeeds, so the test checks the protection itself.
// For a container with unknown addresses, anti-spoofing blocks only the frames that are wrong for
// all addresses.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>

#include "e2e/attack_testbed.hpp"
#include "support/wiretap.hpp"

namespace mydocker::testing {
namespace frame_attacks_test {

// The place that would receive the frame.
enum class Victim : std::uint8_t { neighbour, host, outside };

// The containers whose frames of that kind are blocked.
enum class Of : std::uint8_t { addressed, everybody };

struct Frame {
  const char* name;
  Victim victim;
  // In the notation of frames.py. A, B and HOST are MAC addresses; `mark` is the text that the
  // victim waits for.
  const char* text;
  Of of = Of::addressed;
};
void PrintTo(const Frame& frame, std::ostream* out) { *out << frame.name; }

using enum Victim;
constexpr Frame kFrames[] = {
    {"AnotherAddress", neighbour, "ether(B, A, ip4('192.168.1.77', '192.168.1.3', udp(mark)))"},
    {"ANeighboursAddress", neighbour, "ether(B, A, ip4('192.168.1.3', '192.168.1.3', udp(mark)))"},
    {"AnotherAddressTowardsTheGateway", host,
     "ether(HOST, A, ip4('192.168.1.3', '192.168.1.1', udp(mark)))"},
    {"AnAddressOfFarAwayTowardsTheOutside", outside,
     "ether(HOST, A, ip4('203.0.113.77', '198.51.100.2', udp(mark)))"},
    {"ANeighboursAddressTowardsTheOutside", outside,
     "ether(HOST, A, ip4('192.168.1.3', '198.51.100.2', udp(mark)))"},
    {"AnotherMac", neighbour,
     "ether(B, '02:00:00:00:00:77', ip4('192.168.1.2', '192.168.1.3', udp(mark)))", Of::everybody},
    {"TheGatewaysMac", neighbour, "ether(B, HOST, ip4('192.168.1.2', '192.168.1.3', udp(mark)))",
     Of::everybody},
    {"AnotherMacTowardsTheGateway", host,
     "ether(HOST, B, ip4('192.168.1.2', '192.168.1.1', udp(mark)))", Of::everybody},
    {"ArpOfTheGatewaysAddress", neighbour,
     "ether(B, A, arp(2, A, '192.168.1.1', B, '192.168.1.3'), mark)"},
    {"ArpOfANeighboursAddressTowardsTheGateway", host,
     "ether(BROADCAST, A, arp(1, A, '192.168.1.3', HOST, '192.168.1.3'), mark)"},
    {"ArpOfAnotherMac", neighbour,
     "ether(B, A, arp(2, HOST, '192.168.1.2', B, '192.168.1.3'), mark)", Of::everybody},
    {"ArpWithAPriorityTag", neighbour,
     "ether(B, A, tagged(0, arp(2, A, '192.168.1.1', B, '192.168.1.3')), mark)", Of::everybody},
    {"AnotherAddressInAVlan", neighbour,
     "ether(B, A, tagged(5, ip4('192.168.1.77', '192.168.1.3', udp(mark))))", Of::everybody},
    {"AnotherAddressInTwoVlans", neighbour,
     "ether(B, A, tagged(0, tagged(0, ip4('192.168.1.77', '192.168.1.3', udp(mark))), 0x88a8))",
     Of::everybody},
    {"ASpanningTree", neighbour, "ether('01:80:c2:00:00:00', A, llc('bpdu'), mark)", Of::everybody},
    {"AnotherProtocol", neighbour, "ether(B, A, other(0x8847), mark)", Of::everybody},
    {"ARouterAdvertisement", neighbour,
     "ether(ALL_NODES, A, ip6('fe80::77', 'ff02::1', "
     "router_advertisement('2001:db8:bad::', A, mark)))",
     Of::everybody},
    {"ARouterAdvertisementTowardsTheHost", host,
     "ether(ALL_NODES, A, ip6('fe80::77', 'ff02::1', "
     "router_advertisement('2001:db8:bad::', A, mark)))",
     Of::everybody},
    {"ARouterAdvertisementFromTheUnspecifiedAddress", neighbour,
     "ether(ALL_NODES, A, ip6('::', 'ff02::1', "
     "router_advertisement('2001:db8:bad::', A, mark)))",
     Of::everybody},
    {"ARouterAdvertisementBehindOptions", neighbour,
     "ether(ALL_NODES, A, ip6('::', 'ff02::1', "
     "router_advertisement('2001:db8:bad::', A, mark), options=True))",
     Of::everybody},
    {"ARouterAdvertisementWithAPriorityTag", neighbour,
     "ether(ALL_NODES, A, tagged(0, ip6('::', 'ff02::1', "
     "router_advertisement('2001:db8:bad::', A, mark))))",
     Of::everybody},
    {"ANeighbourAdvertisement", neighbour,
     "ether(ALL_NODES, A, ip6('::', 'ff02::1', "
     "neighbour_advertisement('fe80::1', A, mark)))"},
    {"ARedirect", neighbour,
     "ether(B, A, ip6('::', 'ff02::1', redirect('fe80::77', '2001:db8::1', mark)))", Of::everybody},
    {"ARouterAdvertisementFromOnesOwnAddress", neighbour,
     "ether(ALL_NODES, A, ip6(OWN, 'ff02::1', "
     "router_advertisement('2001:db8:bad::', A, mark)))",
     Of::everybody},
    {"ARouterAdvertisementFromOnesOwnAddressBehindOptions", neighbour,
     "ether(ALL_NODES, A, ip6(OWN, 'ff02::1', "
     "router_advertisement('2001:db8:bad::', A, mark), options=True))",
     Of::everybody},
    // Neighbour discovery in fragments (RFC 6980). With options of eight bytes, the first fragment
    // ends before the ICMP type.
    {"ARouterAdvertisementInAFragment", neighbour,
     "[ether(ALL_NODES, A, one) for one in fragmented(ip6(OWN, 'ff02::1', "
     "router_advertisement('2001:db8:bad::', A, mark)))]",
     Of::everybody},
    {"ARouterAdvertisementInTwoFragments", neighbour,
     "[ether(ALL_NODES, A, one) for one in fragmented(ip6(OWN, 'ff02::1', "
     "router_advertisement('2001:db8:bad::', A, mark)), 72)]",
     Of::everybody},
    {"ARouterAdvertisementBehindOptionsInAFragment", neighbour,
     "[ether(ALL_NODES, A, one) for one in fragmented(ip6(OWN, 'ff02::1', "
     "router_advertisement('2001:db8:bad::', A, mark), options=True))]",
     Of::everybody},
    {"ARouterAdvertisementBehindOptionsInTwoFragments", neighbour,
     "[ether(ALL_NODES, A, one) for one in fragmented(ip6(OWN, 'ff02::1', "
     "router_advertisement('2001:db8:bad::', A, mark), options=True), 8)]",
     Of::everybody},
    {"ARouterAdvertisementInFragmentsTowardsTheHost", host,
     "[ether(ALL_NODES, A, one) for one in fragmented(ip6(OWN, 'ff02::1', "
     "router_advertisement('2001:db8:bad::', A, mark), options=True), 8)]",
     Of::everybody},
    {"ARedirectInAFragment", neighbour,
     "[ether(B, A, one) for one in fragmented(ip6(OWN, 'fd00:1::3', "
     "redirect('fe80::77', '2001:db8::1', mark)))]",
     Of::everybody},
    {"ANeighbourAdvertisementInAFragment", neighbour,
     "[ether(B, A, one) for one in fragmented(ip6('fd00:1::2', 'fd00:1::3', "
     "neighbour_advertisement('fd00:1::2', A, mark)))]",
     Of::everybody},
    {"AnOfferOfDhcpOfIpv6BehindOptionsInTwoFragments", neighbour,
     "[ether(B, A, one) for one in fragmented(ip6('fd00:1::2', 'fd00:1::3', udp(mark, 546), "
     "options=True), 8)]",
     Of::everybody},
    {"ARedirectFromOnesOwnAddress", neighbour,
     "ether(B, A, ip6(OWN, 'fd00:1::3', redirect('fe80::77', '2001:db8::1', mark)))",
     Of::everybody},
    {"ANeighbourAdvertisementOfTheGateway", neighbour,
     "ether(B, A, ip6('fd00:1::2', 'fd00:1::3', "
     "neighbour_advertisement('fd00:1::1', A, mark)))"},
    {"ANeighbourAdvertisementOfANeighbourTowardsTheGateway", host,
     "ether(HOST, A, ip6('fd00:1::2', 'fd00:1::1', "
     "neighbour_advertisement('fd00:1::3', A, mark)))"},
    {"ANeighboursAddressOfIpv6", neighbour,
     "ether(B, A, ip6('fd00:1::3', 'fd00:1::3', udp(mark)))"},
    {"ANeighboursAddressOfIpv6TowardsTheGateway", host,
     "ether(HOST, A, ip6('fd00:1::3', 'fd00:1::1', udp(mark)))"},
    {"AnOfferOfDhcp", neighbour,
     "ether(B, A, ip4('192.168.1.2', '255.255.255.255', udp(mark, 68)))", Of::everybody},
    {"AnOfferOfDhcpOfIpv6", neighbour, "ether(B, A, ip6('fd00:1::2', 'fd00:1::3', udp(mark, 546)))",
     Of::everybody},
    {"ARequestOfDhcp", neighbour,
     "ether(BROADCAST, A, ip4('0.0.0.0', '255.255.255.255', udp(mark, 67)))"},
    {"APacketFromTheUnspecifiedAddress", neighbour,
     "ether(ALL_NODES, A, ip6('::', 'ff02::1', udp(mark)))"},
    {"APacketFromAnotherAddressOfIpv6", neighbour,
     "ether(B, A, ip6('2001:db8::77', 'ff02::1', udp(mark)))"},
};

class FrameTestbed : public AttackTestbed {
 protected:
  using AttackTestbed::AttackTestbed;

  // Sends the frame from a, and then a frame that all victims receive.
  void send(std::string frame) const {
    const std::vector<std::pair<std::string, std::string>> words{{"\\bA\\b", mac_of("a", "eth0")},
                                                                 {"\\bB\\b", mac_of("b", "eth0")},
                                                                 {"\\bHOST\\b", mac_of("", "netn")},
                                                                 {"\\bOWN\\b", link_local_of_a()}};
    frame = "\"" + frame + "\"";
    for (const std::string target : {"B", "HOST"})
      frame +=
          " \"ether(" + target + ", A, ip4('192.168.1.2', '198.51.100.2', udp('the control')))\"";
    frame = std::regex_replace(frame, std::regex("\\bmark\\b"), "'the attack'");
    for (const auto& [word, mac] : words)
      frame = std::regex_replace(frame, std::regex(word), "'" + mac + "'");
    must(std::string("ip netns exec a python3 -IS ") + MYDOCKER_FRAMES + " eth0 " + frame);
  }

 private:
  // A link-local address like that of a, if the network has no IPv6.
  static std::string link_local_of_a() {
    const auto shown = shell("ip -n a -6 -o address show dev eth0 scope link").out;
    std::smatch found;
    const bool is_there = std::regex_search(shown, found, std::regex("fe80::[0-9a-f:]+"));
    return is_there ? found.str() : "fe80::77";
  }
};

Wiretap tap_of(Victim victim) {
  if (victim == host) return {"", "netn"};
  return {victim == neighbour ? "b" : "outside", "eth0"};
}

class Frames : public FrameTestbed, public ::testing::WithParamInterface<Frame> {
 protected:
  using FrameTestbed::FrameTestbed;
  void expect_silence() const {
    auto tap = tap_of(GetParam().victim);
    send(GetParam().text);
    ASSERT_TRUE(tap.hears("the control"));
    EXPECT_FALSE(tap.has_heard("the attack"));
  }
};

class FramesWithIpv6 : public Frames {
 protected:
  FramesWithIpv6() : Frames("", "--subnet fd00:1::/64") {}
};

// The BPF filter of each container's link makes the same checks as the tables.
class FramesWithoutTables : public Frames {
 protected:
  FramesWithoutTables() : Frames("-o antispoofing-filter=true", "--subnet fd00:1::/64") {
    must("nft flush ruleset");
  }
};

// With br_netfilter, the kernel itself drops a first fragment without an upper-layer header
// (RFC 8200, section 4.5). The setting exists only where the module is loaded.
class FramesWithoutAntiSpoofing : public FrameTestbed, public ::testing::WithParamInterface<Frame> {
 protected:
  FramesWithoutAntiSpoofing() : FrameTestbed("-o antispoofing=false", "--subnet fd00:1::/64") {
    (void)shell("sysctl -q -w net.bridge.bridge-nf-call-ip6tables=0");
  }
};

TEST_P(Frames, AreNotHeard) { expect_silence(); }
TEST_P(FramesWithIpv6, AreNotHeard) { expect_silence(); }
TEST_P(FramesWithoutTables, AreNotHeard) { expect_silence(); }

TEST_P(FramesWithoutAntiSpoofing, AreHeard) {
  auto tap = tap_of(GetParam().victim);
  send(GetParam().text);
  ASSERT_TRUE(tap.hears("the control"));
  EXPECT_TRUE(tap.has_heard("the attack"));
}

class FramesWithoutAddress : public FrameTestbed, public ::testing::WithParamInterface<Frame> {
 protected:
  explicit FramesWithoutAddress(const std::string& options = "")
      : FrameTestbed("--ipam-driver static" + options, "--subnet fd00:1::/64") {}
  void expect_those_with_the_right_mac() const {
    auto tap = tap_of(GetParam().victim);
    send(GetParam().text);
    ASSERT_TRUE(tap.hears("the control"));
    EXPECT_EQ(tap.has_heard("the attack"), GetParam().of == Of::addressed);
  }
};

class FramesWithoutAddressOrTables : public FramesWithoutAddress {
 protected:
  FramesWithoutAddressOrTables() : FramesWithoutAddress(" -o antispoofing-filter=true") {
    must("nft flush ruleset");
  }
};

TEST_P(FramesWithoutAddress, AreHeardIfTheyBearTheRightMac) { expect_those_with_the_right_mac(); }
TEST_P(FramesWithoutAddressOrTables, AreHeardIfTheyBearTheRightMac) {
  expect_those_with_the_right_mac();
}

std::string name_of(const ::testing::TestParamInfo<Frame>& info) { return info.param.name; }
INSTANTIATE_TEST_SUITE_P(Each, Frames, ::testing::ValuesIn(kFrames), name_of);
INSTANTIATE_TEST_SUITE_P(Each, FramesWithIpv6, ::testing::ValuesIn(kFrames), name_of);
INSTANTIATE_TEST_SUITE_P(Each, FramesWithoutTables, ::testing::ValuesIn(kFrames), name_of);
INSTANTIATE_TEST_SUITE_P(Each, FramesWithoutAntiSpoofing, ::testing::ValuesIn(kFrames), name_of);

INSTANTIATE_TEST_SUITE_P(Each, FramesWithoutAddress, ::testing::ValuesIn(kFrames), name_of);
INSTANTIATE_TEST_SUITE_P(Each, FramesWithoutAddressOrTables, ::testing::ValuesIn(kFrames), name_of);

// Packets that are not neighbour discovery are allowed in fragments.
class Fragments : public FrameTestbed {
 protected:
  Fragments() : FrameTestbed("", "--subnet fd00:1::/64") {}
};

TEST_F(Fragments, OfLargePacketsArrive) {
  for (const std::string address :
       {"192.168.1.3", "192.168.1.1", "198.51.100.2", "fd00:1::3", "fd00:1::1"}) {
    SCOPED_TRACE(address);
    EXPECT_EQ(shell("ip netns exec a ping -c 1 -W 5 -s 4000 " + address).code, 0);
  }
}

TEST_F(Fragments, OfUdpAndTheirEndsAreHeard) {
  Wiretap tap("b", "eth0");
  const std::string packet = "ip6('fd00:1::2', 'fd00:1::3', udp('x' * 8 + mark))";
  send("[ether(B, A, one) for one in fragmented(" + packet + ")]");
  ASSERT_TRUE(tap.hears("the control"));
  EXPECT_TRUE(tap.has_heard("the attack")) << "in one fragment";
  Wiretap again("b", "eth0");
  send("[ether(B, A, one) for one in fragmented(" + packet + ", 16)]");
  ASSERT_TRUE(again.hears("the control"));
  EXPECT_TRUE(again.has_heard("the attack")) << "in the second of two";
}

// A container on a bridge with an uplink gets its address from the DHCP server of the LAN.
class Dhcp : public FrameTestbed {
 protected:
  Dhcp() : FrameTestbed("--ipam-driver static") {
    must("ip netns add server");
    must("ip link add port0 type veth peer name eth0 netns server");
    must("ip link set port0 master netn up && ip -n server link set eth0 up");
  }
};

TEST_F(Dhcp, OfAServerOutsideReachesAContainer) {
  Wiretap server("server", "eth0");
  send("ether(BROADCAST, A, ip4('0.0.0.0', '255.255.255.255', udp('a request', 67)))");
  EXPECT_TRUE(server.hears("a request"));
  Wiretap client("a", "eth0");
  must(std::string("ip netns exec server python3 -IS ") + MYDOCKER_FRAMES +
       " eth0 \"ether(BROADCAST, '02:00:00:00:00:99', "
       "ip4('192.168.1.99', '255.255.255.255', udp('an offer', 68)))\"");
  EXPECT_TRUE(client.hears("an offer"));
  must("ip -n a address add 192.168.1.50/24 dev eth0");
  EXPECT_TRUE(reaches("a", "192.168.1.1"));
}

// The effect of attacks with and without anti-spoofing.
class AntiSpoofing : public FrameTestbed, public ::testing::WithParamInterface<bool> {
 protected:
  AntiSpoofing() : FrameTestbed(GetParam() ? "" : "-o antispoofing=false") {}

  // The attempts of a that get a reply.
  static std::string answered(const std::string& ping_options) {
    std::string who;
    for (const std::string address : {"192.168.1.3", "192.168.1.1", "198.51.100.2"})
      if (shell("ip netns exec a ping -c 1 -W 1 " + ping_options + " " + address).code == 0)
        who += address + " ";
    return who;
  }
  static std::string all_or_none() {
    return GetParam() ? "" : "192.168.1.3 192.168.1.1 198.51.100.2 ";
  }
};

TEST_P(AntiSpoofing, AnAddressThatWasAddedIsOfNoUse) {
  EXPECT_EQ(answered(""), "192.168.1.3 192.168.1.1 198.51.100.2 ");
  must("ip -n a address add 192.168.1.77/24 dev eth0");
  EXPECT_EQ(answered("-I 192.168.1.77"), all_or_none());
}

TEST_P(AntiSpoofing, AnotherMacIsOfNoUse) {
  must("ip -n a link set eth0 address 02:00:00:00:00:77");
  EXPECT_EQ(answered(""), all_or_none());
}

TEST_P(AntiSpoofing, NoNeighbourLearnsFromForgedArp) {
  must("ip netns exec b ping -c 1 -W 2 192.168.1.1");
  Wiretap tap("b", "eth0");
  send("ether(BROADCAST, A, arp(1, A, '192.168.1.1', B, '192.168.1.1'))");
  ASSERT_TRUE(tap.hears("the control"));
  const auto known = shell("ip -n b neighbour show 192.168.1.1").out;
  EXPECT_EQ(known.find(mac_of("a", "eth0")) != std::string::npos, !GetParam()) << known;
}

INSTANTIATE_TEST_SUITE_P(On, AntiSpoofing, ::testing::Values(true));
INSTANTIATE_TEST_SUITE_P(Off, AntiSpoofing, ::testing::Values(false));

// Frames to 01:80:c2:00:00:0x (IEEE 802.1D) are not forwarded by the bridge. They do not pass the
// bridge's forward rules.
class LinkLocalFrames : public FrameTestbed {
 protected:
  // Returns true if a receives a frame for b, after a has sent a frame with b's MAC.
  bool steals() const {
    must("ip netns exec b ping -c 1 -W 2 192.168.1.1");
    send("ether('01:80:c2:00:00:0e', B, other(0x88cc))");
    Wiretap tap("a", "eth0");
    (void)shell("ping -c 1 -W 1 -p 7468652061747461636b 192.168.1.3");  // "the attack"
    must("ping -c 1 -W 2 192.168.1.2");
    return tap.has_heard("the attack");
  }
};

TEST_F(LinkLocalFrames, TeachTheBridgeNoMacOfANeighbour) {
  EXPECT_FALSE(steals());
  must("ip link set netn type bridge no_linklocal_learn 0");
  EXPECT_TRUE(steals());
}

}  // namespace frame_attacks_test
}  // namespace mydocker::testing
