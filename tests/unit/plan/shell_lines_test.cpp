#include "runtime/plan/shell_lines.hpp"

#include <gtest/gtest.h>

namespace mydocker::plan {
namespace shell_lines_test {

const ShellContext kHost{};
const ShellContext kNamed{"/run/netns/ns1"};
const ShellContext kByPath{"/proc/4711/ns/net"};

IpPrefix prefix(const char* text) { return IpPrefix::parse(text).value(); }
IpAddress address(const char* text) { return IpAddress::parse(text).value(); }
MacAddress mac(const char* text) { return MacAddress::parse(text).value(); }

TEST(ShellLines, ABridgeGetsItsSizeAfterItsBirth) {
  const Bridge bridge{"testnet", mac("02:4d:00:00:00:01"), 1450, Ownership::own};
  EXPECT_EQ(create_line(bridge, kHost),
            "ip link add name testnet up address 02:4d:00:00:00:01 group 28004 type bridge "
            "no_linklocal_learn 1 && ip link set dev testnet mtu 1450");
  EXPECT_EQ(destroy_line(bridge, {}, kHost), "ip link delete dev testnet");
  EXPECT_EQ(bring_up_line(bridge, kHost), "");
  EXPECT_EQ(create_line(Bridge{"testnet", {}, 0, Ownership::own}, kHost),
            "ip link add name testnet up group 28004 type bridge no_linklocal_learn 1");
}

TEST(ShellLines, AVethIsBornInTheNamespaceAndRaisedLast) {
  Veth veth;
  veth.host_link = "veth-1";
  veth.host_mac = mac("02:4d:00:00:00:02");
  veth.container_link = "eth0";
  veth.container_mac = mac("02:4d:00:00:00:03");
  veth.master = "testnet";
  EXPECT_EQ(
      create_line(veth, kNamed),
      "ip link add name veth-1 address 02:4d:00:00:00:02 group 28004 numtxqueues 1 numrxqueues 1 "
      "master testnet type veth peer name eth0 address 02:4d:00:00:00:03 numtxqueues 1 "
      "numrxqueues 1 netns ns1 && ip link set dev veth-1 addrgenmode none && "
      "ip -n ns1 link set dev eth0 addrgenmode none && ip -n ns1 link set dev eth0 up");
  EXPECT_EQ(bring_up_line(veth, kNamed),
            "ip link set dev veth-1 up && ip netns exec ns1 sysctl -e -q -w "
            "net/ipv4/conf/eth0/arp_notify=1 net/ipv6/conf/eth0/ndisc_notify=1 && "
            "ip -n ns1 link set dev eth0 address 02:4d:00:00:00:03");
  veth.container_mac = {};
  EXPECT_EQ(bring_up_line(veth, kNamed), "ip link set dev veth-1 up");
}

TEST(ShellLines, AMacvlanIsBornInPlaceAndHearsNothingBeforeItIsUp) {
  Macvlan macvlan{Place::container,         "eth0", "uplink", mac("02:4d:00:00:00:04"),
                  MacvlanMode::private_one, 1400};
  EXPECT_EQ(create_line(macvlan, kNamed),
            "ip link add link uplink name eth0 address 02:4d:00:00:00:04 mtu 1400 group 28004 "
            "netns ns1 type macvlan mode private && ip -n ns1 link set dev eth0 addrgenmode none "
            "&& ip netns exec ns1 sysctl -e -q -w net/ipv6/conf/eth0/accept_ra=0 && "
            "ip -n ns1 link set dev eth0 up");
  EXPECT_EQ(destroy_line(macvlan, {}, kNamed), "ip -n ns1 link delete dev eth0");
  EXPECT_EQ(bring_up_line(macvlan, kNamed),
            "ip netns exec ns1 sysctl -e -q -w net/ipv4/conf/eth0/arp_notify=1 "
            "net/ipv6/conf/eth0/ndisc_notify=1 && "
            "ip -n ns1 link set dev eth0 address 02:4d:00:00:00:04");
  macvlan = {Place::host, "shim", "uplink", {}, MacvlanMode::passthru, 0};
  EXPECT_EQ(create_line(macvlan, kHost),
            "ip link add link uplink name shim group 28004 type macvlan mode passthru && "
            "ip link set dev shim addrgenmode none && "
            "sysctl -e -q -w net/ipv6/conf/shim/accept_ra=0 && ip link set dev shim up");
  EXPECT_EQ(destroy_line(macvlan, {}, kHost), "ip link delete dev shim");
}

TEST(ShellLines, ANamespaceWithoutANameIsEnteredByItsPath) {
  const Address address{Place::container, "eth0", prefix("192.0.2.2/24")};
  EXPECT_EQ(create_line(address, kNamed),
            "ip -n ns1 address add 192.0.2.2/24 broadcast + dev eth0");
  EXPECT_EQ(create_line(address, kByPath),
            "nsenter --net='/proc/4711/ns/net' ip address add 192.0.2.2/24 broadcast + dev eth0");
}

TEST(ShellLines, ANamespaceWhoseNameIsNoPlainWordIsEnteredByItsPath) {
  const Address address{Place::container, "eth0", prefix("192.0.2.2/24")};
  const std::string line = " ip address add 192.0.2.2/24 broadcast + dev eth0";
  EXPECT_EQ(create_line(address, {"/run/netns/my ns"}), "nsenter --net='/run/netns/my ns'" + line);
  EXPECT_EQ(create_line(address, {"/run/netns/a;b"}), "nsenter --net='/run/netns/a;b'" + line);
  EXPECT_EQ(create_line(address, {"/run/netns/-all"}), "nsenter --net='/run/netns/-all'" + line);
  EXPECT_EQ(create_line(address, {"/run/netns/it's"}),
            "nsenter --net='/run/netns/it'\\''s'" + line);
  Veth veth;
  veth.container_link = "eth0";
  EXPECT_NE(create_line(veth, {"/run/netns/$(id)"}).find(" netns '/run/netns/$(id)' && "),
            std::string::npos);
}

TEST(ShellLines, APointToPointAddressHasNoBroadcast) {
  EXPECT_EQ(create_line(Address{Place::host, "net0", prefix("192.0.2.0/31")}, kHost),
            "ip address add 192.0.2.0/31 dev net0");
}

TEST(ShellLines, ASettingIsWrittenAndRestored) {
  const Sysctl sysctl{Place::host, "net/ipv4/ip_forward", "1"};
  EXPECT_EQ(create_line(sysctl, kHost), "sysctl -q -w net.ipv4.ip_forward=1");
  EXPECT_EQ(destroy_line(sysctl, "0", kHost), "sysctl -q -w net.ipv4.ip_forward=0");
}

TEST(ShellLines, ASettingOfALinkWithADotKeepsItsSlashes) {
  EXPECT_EQ(create_line(Sysctl{Place::host, "net/ipv6/conf/a.b/disable_ipv6", "1"}, kHost),
            "sysctl -q -w net/ipv6/conf/a.b/disable_ipv6=1");
}

TEST(ShellLines, RulesAreElementsOfSets) {
  EXPECT_EQ(create_line(Masquerade{prefix("192.0.2.0/24")}, kHost),
            "nft 'add element inet mydocker masquerade4 { 192.0.2.0/24 }'");
  EXPECT_EQ(create_line(Isolation{"net0"}, kHost),
            "nft 'add element inet mydocker links { \"net0\" }; "
            "add element inet mydocker hairpin { \"net0\" . \"net0\" }; "
            "add element inet mydocker allowed_pairs { \"net0\" . \"net0\" }'"
            " && { mydocker network protect net0 || true; }");
  EXPECT_EQ(create_line(Isolation{"net0", true, true}, kHost),
            "nft 'add element inet mydocker links { \"net0\" }; "
            "add element inet mydocker hairpin { \"net0\" . \"net0\" }; "
            "add element inet mydocker internal_links { \"net0\" }'"
            " && { mydocker network protect net0 || true; }"
            " && ip rule add pref 27000 iif net0 fwmark 0/0x10000000 prohibit protocol static"
            " && ip -6 rule add pref 27000 iif net0 fwmark 0/0x10000000 prohibit protocol static");
}

TEST(ShellLines, AMasqueradeWithAnAddressIsAnElementOfAMap) {
  const Masquerade v4{prefix("192.0.2.0/24"), IpAddress::parse("203.0.113.7").value()};
  EXPECT_EQ(create_line(v4, kHost),
            "nft 'add element inet mydocker snat4 { 192.0.2.0/24 : 203.0.113.7 }'");
  EXPECT_EQ(destroy_line(v4, {}, kHost),
            "nft 'delete element inet mydocker snat4 { 192.0.2.0/24 }'");
  const Masquerade v6{prefix("fd00:1::/64"), IpAddress::parse("2001:db8::7").value()};
  EXPECT_EQ(create_line(v6, kHost),
            "nft 'add element inet mydocker snat6 { fd00:1::/64 : 2001:db8::7 }'");
}

TEST(ShellLines, ARouteNamesItsGateway) {
  Route route{Place::container, "eth0", prefix("0.0.0.0/0"), IpAddress::parse("192.0.2.1").value(),
              0};
  EXPECT_EQ(create_line(route, kNamed),
            "ip -n ns1 route add default via 192.0.2.1 dev eth0 proto static");
}

TEST(ShellLines, ADefaultRouteOfIpv6IsToldFromThatOfIpv4) {
  Route route{Place::container, "eth0", prefix("::/0"), address("fd00::1")};
  EXPECT_EQ(create_line(route, kNamed),
            "ip -n ns1 route add default via fd00::1 dev eth0 proto static");
  route.via.reset();
  EXPECT_EQ(create_line(route, kNamed), "ip -n ns1 route add ::/0 dev eth0 proto static");
  route.link.clear();
  route.type = RouteType::blackhole;
  EXPECT_EQ(destroy_line(route, {}, kNamed), "ip -n ns1 route delete blackhole ::/0 proto static");
  route = {Place::container, "eth0", prefix("0.0.0.0/0")};
  EXPECT_EQ(create_line(route, kNamed), "ip -n ns1 route add default dev eth0 proto static");
}

TEST(ShellLines, ARouteThatEndsPacketsNamesItsTypeAndNoLink) {
  const Route route{Place::container, "", prefix("198.51.100.0/24"),
                    std::nullopt,     5,  RouteType::prohibit};
  EXPECT_EQ(create_line(route, kNamed),
            "ip -n ns1 route add prohibit 198.51.100.0/24 proto static metric 5");
  EXPECT_EQ(destroy_line(route, {}, kNamed),
            "ip -n ns1 route delete prohibit 198.51.100.0/24 proto static metric 5");
}

TEST(ShellLines, CustomLinesAreJoined) {
  const Custom custom{Place::host, "tap", "t0", {}, {"a", "b"}, {}};
  EXPECT_EQ(create_line(custom, kHost), "a && b");
  EXPECT_EQ(destroy_line(custom, {}, kHost), ": only the driver can do this, not a script");
}

TEST(ShellLines, CustomLinesAreRunWhereTheThingIs) {
  const Custom custom{Place::container, "tap", "t0", {}, {"a", "b"}, {"c"}};
  EXPECT_EQ(create_line(custom, kNamed), "ip netns exec ns1 a && ip netns exec ns1 b");
  EXPECT_EQ(destroy_line(custom, {}, kByPath), "nsenter --net='/proc/4711/ns/net' c");
}

TEST(ShellLines, AChangedCustomIsRemovedAndCreated) {
  const Custom custom{Place::container, "tap", "t0", {}, {"a", "b"}, {"c"}};
  EXPECT_EQ(update_line(custom, {}, kNamed),
            "ip netns exec ns1 c && ip netns exec ns1 a && ip netns exec ns1 b");
}

TEST(ShellLines, TheLinksOfACustomGetTheFiltersOfIsolation) {
  Custom custom{.kind = "tap", .name = "t0", .links = {"tap0", "tap1"}};
  EXPECT_EQ(
      bring_up_line(custom, kHost),
      "{ mydocker network protect tap0 || true; } && { mydocker network protect tap1 || true; }");
  custom.place = Place::container;
  EXPECT_EQ(bring_up_line(custom, kNamed), "");
  EXPECT_EQ(bring_up_line(Custom{.kind = "tap", .name = "t0"}, kHost), "");
}

TEST(ShellLines, ACableThatIsUpFromBirthIsNotRaised) {
  const Veth veth{
      "veth-1", mac("02:4d:00:00:00:02"), "eth0", mac("02:4d:00:00:00:03"), "", 0, false, false,
      true};
  EXPECT_TRUE(create_line(veth, kNamed)
                  .ends_with(" && ip -n ns1 link set dev eth0 up && "
                             "{ mydocker network protect veth-1 || true; } && "
                             "ip link set dev veth-1 up"));
  EXPECT_EQ(bring_up_line(veth, kNamed), "");
}

TEST(ShellLines, AnIsolationNamesWhatIsInsideItsNetwork) {
  const Isolation isolation{"veth-1", false, true, {prefix("192.0.2.0/24"), prefix("fd00::/64")}};
  EXPECT_EQ(create_line(isolation, kHost),
            "nft 'add element inet mydocker links { \"veth-1\" }; "
            "add element inet mydocker hairpin { \"veth-1\" . \"veth-1\" }; "
            "add element inet mydocker peer_prefixes4 { \"veth-1\" . 192.0.2.0/24 }; "
            "add element inet mydocker peer_prefixes6 { \"veth-1\" . fd00::/64 }'"
            " && { mydocker network protect veth-1 || true; }");
}

TEST(ShellLines, AAntiSpoofingOfARoutedLinkNamesAddressesAlone) {
  const AntiSpoofing antispoofing{
      "veth-1", mac("02:4d:00:00:00:03"), {address("192.0.2.2"), address("fd00::2")}, true};
  EXPECT_EQ(destroy_line(antispoofing, {}, kHost),
            "nft 'delete element inet mydocker source_checked { \"veth-1\" }; "
            "delete element inet mydocker sources4 { \"veth-1\" . 192.0.2.2 }; "
            "delete element inet mydocker sources6 { \"veth-1\" . fd00::2 }'");
}

TEST(ShellLines, APortIsOneElementForEachOfTheRow) {
  const PublishedPort port{Protocol::tcp, std::nullopt, 8080, address("192.0.2.2"), 80, 2};
  EXPECT_EQ(create_line(port, kHost),
            "nft 'add element inet mydocker ports4 { tcp . 8080 : 192.0.2.2 . 80, "
            "tcp . 8081 : 192.0.2.2 . 81 }'");
  EXPECT_EQ(destroy_line(port, {}, kHost),
            "nft 'delete element inet mydocker ports4 { tcp . 8080, tcp . 8081 }'");
}

TEST(ShellLines, APortOnOneAddressHasItInItsKey) {
  const PublishedPort port{Protocol::udp, address("2001:db8::1"), 53, address("2001:db8:1::2"),
                           5353};
  EXPECT_EQ(create_line(port, kHost),
            "nft 'add element inet mydocker ports_at6 { 2001:db8::1 . udp . 53 : "
            "2001:db8:1::2 . 5353 }'");
}

TEST(ShellLines, ARoutedPortIsOpenedNotTranslated) {
  const PublishedPort port{Protocol::tcp,   std::nullopt, 8080, address("192.0.2.2"), 80, 1,
                           PortMode::routed};
  EXPECT_EQ(create_line(port, kHost),
            "nft 'add element inet mydocker routed4 { 192.0.2.2 . tcp . 80 }'");
}

TEST(ShellLines, AForwardAllowIsAPairOrAnOpenLink) {
  EXPECT_EQ(create_line(ForwardAllow{"eth1", "testnet"}, kHost),
            "nft 'add element inet mydocker allowed_pairs { \"eth1\" . \"testnet\" }'");
  EXPECT_EQ(create_line(ForwardAllow{"", "testnet"}, kHost),
            "nft 'add element inet mydocker unprotected4 { \"testnet\" }; "
            "add element inet mydocker unprotected6 { \"testnet\" }'");
  EXPECT_EQ(create_line(ForwardAllow{"", "testnet", Family::v6}, kHost),
            "nft 'add element inet mydocker unprotected6 { \"testnet\" }'");
}

TEST(ShellLines, AAntiSpoofingNamesWhatItsLinkMayBe) {
  const AntiSpoofing antispoofing{
      "veth-1", mac("02:4d:00:00:00:03"), {address("192.0.2.2"), address("fd00::2")}};
  EXPECT_EQ(create_line(antispoofing, kHost),
            "nft 'add element bridge mydocker antispoof { \"veth-1\" }; "
            "add element bridge mydocker macs { \"veth-1\" . 02:4d:00:00:00:03 }; "
            "add element bridge mydocker addresses4 { \"veth-1\" . 192.0.2.2 }; "
            "add element bridge mydocker addresses6 { \"veth-1\" . fd00::2 }; "
            "add element bridge mydocker nd_targets "
            "{ \"veth-1\" . 0xfd000000000000000000000000000002 }'");
  EXPECT_EQ(create_line(AntiSpoofing{"veth-1", mac("02:4d:00:00:00:03"), {}, false, true}, kHost),
            "nft 'add element bridge mydocker antispoof { \"veth-1\" }; "
            "add element bridge mydocker macs { \"veth-1\" . 02:4d:00:00:00:03 }; "
            "add element bridge mydocker antispoof_any_address { \"veth-1\" }'");
}

TEST(ShellLines, AAntiSpoofingWithAFilterIsProtected) {
  const AntiSpoofing guard{
      .link = "veth-1", .mac = mac("02:4d:00:00:00:03"), .any_address = true, .filter = true};
  EXPECT_EQ(create_line(guard, kHost),
            "nft 'add element bridge mydocker antispoof { \"veth-1\" }; "
            "add element bridge mydocker macs { \"veth-1\" . 02:4d:00:00:00:03 }; "
            "add element bridge mydocker antispoof_any_address { \"veth-1\" }' && "
            "{ mydocker network protect veth-1 || true; }");
}

}  // namespace shell_lines_test
}  // namespace mydocker::plan
