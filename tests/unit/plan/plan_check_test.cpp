#include "runtime/plan/plan_check.hpp"

#include <gtest/gtest.h>

namespace mydocker::plan {
namespace plan_check_test {

IpPrefix prefix(const char* text) { return IpPrefix::parse(text).value(); }
MacAddress ours() { return derived_mac("ab", "bridge"); }
Bridge net0() { return {"net0", ours(), 1500, Ownership::own}; }

PlanRules rules_for(bool endpoint) {
  PlanRules rules;
  rules.kinds = {"bridge",       "veth",       "address",   "route",         "sysctl",
                 "loopback",     "masquerade", "isolation", "forward-allow", "port",
                 "antispoofing", "custom",     "firewall",  "macvlan",       "rule",
                 "neighbour",    "fdb",        "link",      "queue",         "bridge-port",
                 "nft-rules"};
  rules.ports = {{Protocol::tcp, std::nullopt, 8080, 80, 1}};
  rules.named_links = {"uplink"};
  rules.subnets = {prefix("192.0.2.0/24")};
  rules.requested = {prefix("203.0.113.0/24")};
  rules.endpoint = endpoint;
  if (endpoint) rules.host_links = {"net0"};
  return rules;
}

Veth veth_pair() {
  Veth veth;
  veth.host_link = "veth-0123456789";
  veth.host_mac = derived_mac("cd", "host");
  veth.container_link = "eth0";
  veth.container_mac = derived_mac("cd", "container");
  veth.master = "net0";
  return veth;
}

RoutingRule host_rule(std::uint32_t priority, const IpPrefix& from) {
  RoutingRule rule{priority, from, {}, 1000};
  rule.place = Place::host;
  return rule;
}

RoutingRule link_rule(const std::string& link, std::optional<Family> family) {
  RoutingRule rule{28005, {}, {}, 1000};
  rule.place = Place::host;
  rule.iif = link;
  rule.family = family;
  return rule;
}

Route detailed_route() {
  Route route{Place::container, "eth0", prefix("198.51.100.0/24"),
              IpAddress::parse("198.51.100.1").value()};
  route.onlink = true;
  route.source = IpAddress::parse("192.0.2.7").value();
  route.mtu = 1400;
  return route;
}

Route multipath_route() {
  Route route{Place::container, "", prefix("0.0.0.0/0")};
  route.next_hops = {{"eth0", IpAddress::parse("192.0.2.1").value()}, {"eth0"}};
  return route;
}

Route changed(Route route, void (*change)(Route&)) {
  change(route);
  return route;
}

NftRules rules_of(NftRule rule, NftHook hook = NftHook::forward) {
  return {.link = "net0", .hook = hook, .rules = {std::move(rule)}};
}

struct Case {
  const char* name;
  bool endpoint;
  Resource resource;
  const char* complaint;  // part of the error; null: no error
};

void PrintTo(const Case& one, std::ostream* out) { *out << one.name; }

class PlanCheck : public testing::TestWithParam<Case> {};

TEST_P(PlanCheck, JudgesTheResource) {
  const auto& one = GetParam();
  Plan plan;
  if (!one.endpoint) plan.ensure(net0(), "a bridge");
  if (one.endpoint) plan.ensure(veth_pair(), "a veth pair");
  plan.ensure(one.resource, "because");
  const auto checked = check_plan(plan, rules_for(one.endpoint));
  if (one.complaint == nullptr) {
    EXPECT_TRUE(checked.ok()) << checked.error().message();
    return;
  }
  ASSERT_FALSE(checked.ok());
  EXPECT_EQ(checked.error().kind(), ErrorKind::driver);
  EXPECT_NE(checked.error().message().find(one.complaint), std::string::npos)
      << checked.error().message();
}

IpAddress address(const char* text) { return IpAddress::parse(text).value(); }
PublishedPort port(std::uint16_t number, const char* inside) {
  return {Protocol::tcp, std::nullopt, number, address(inside), 80};
}
Bridge named(const char* name) { return {name, ours(), 0, Ownership::own}; }
Macvlan lan(Place place, const MacAddress& mac, MacvlanMode mode = MacvlanMode::bridge) {
  return {place, "lan0", "uplink", mac, mode, 0};
}
Macvlan on_parent(const char* parent) { return {Place::container, "lan0", parent, ours()}; }
Macvlan of_size(std::uint32_t mtu) {
  return {Place::container, "lan0", "uplink", ours(), MacvlanMode::vepa, mtu};
}
MacAddress multicast() { return {{1, 0, 0, 0, 0, 1}}; }
Neighbour proxy(const char* link, const char* inside) {
  return {Place::host, link, address(inside), {}, true};
}
Fdb fdb_of(const MacAddress& mac, std::optional<IpAddress> remote = {}, std::uint16_t vlan = 0) {
  return {Place::host, "net0", mac, remote, vlan};
}
using Texts = std::map<std::string, std::string>;
Link link_of(const char* kind, const Texts& attributes, const char* parent = "",
             const MacAddress& mac = ours()) {
  return {Place::host, "any0", kind, parent, "", 0, mac, attributes};
}
Texts vxlan(const char* key, const char* value) {
  Texts texts{{"id", "7"}, {"port", "4789"}};
  texts[key] = value;
  return texts;
}
Sysctl host_sysctl(const char* name, const char* value = "1") { return {Place::host, name, value}; }

INSTANTIATE_TEST_SUITE_P(
    Resources, PlanCheck,
    testing::Values(
        Case{"neighbour", false, Neighbour{Place::host, "net0", address("203.0.113.7"), ours()},
             nullptr},
        Case{"neighbour_inside", true,
             Neighbour{Place::container, "eth0", address("192.0.2.7"), ours()}, nullptr},
        Case{"neighbour_of_a_foreign_link", false,
             Neighbour{Place::host, "uplink", address("192.0.2.7"), ours()},
             "the link \"uplink\" does not belong to this network"},
        Case{"neighbour_without_mac", false, Neighbour{Place::host, "net0", address("192.0.2.7")},
             "a permanent neighbour must have a MAC"},
        Case{"neighbour_multicast", false,
             Neighbour{Place::host, "net0", address("192.0.2.7"), multicast()},
             "is not a unicast address"},
        Case{"proxy", false, proxy("net0", "203.0.113.7"), nullptr},
        Case{"proxy_on_a_named_link", false, proxy("uplink", "192.0.2.7"), nullptr},
        Case{"proxy_on_a_named_link_of_others", false, proxy("uplink", "203.0.113.7"),
             "is not inside a subnet of this network"},
        Case{"proxy_on_a_foreign_link", false, proxy("eth9", "192.0.2.7"),
             "the link \"eth9\" does not belong to this network"},
        Case{"proxy_of_ipv6", false, host_sysctl("net/ipv6/conf/uplink/proxy_ndp"), nullptr},
        Case{"proxy_of_ipv6_off", false, host_sysctl("net/ipv6/conf/uplink/proxy_ndp", "0"),
             "on the host, a driver can change only"},
        Case{"proxy_of_ipv6_elsewhere", false, host_sysctl("net/ipv6/conf/eth9/proxy_ndp"),
             "on the host, a driver can change only"},
        Case{"fdb", false, fdb_of(ours(), {}, 4094), nullptr},
        Case{"fdb_of_everything", false, fdb_of({}, address("203.0.113.7")), nullptr},
        Case{"fdb_without_mac", false, fdb_of({}), "is not a unicast address"},
        Case{"fdb_vlan", false, fdb_of(ours(), {}, 4095), "its VLAN is not between 1 and 4094"},
        Case{"fdb_remote_vlan", false, fdb_of(ours(), address("203.0.113.7"), 7),
             "an entry of a VXLAN link cannot have a VLAN"},
        Case{"vxlan", false, link_of("vxlan", vxlan("learning", "false")), nullptr},
        Case{"vxlan_on_a_named_link", false,
             link_of("vxlan", vxlan("group", "239.0.0.7"), "uplink"), nullptr},
        Case{"vxlan_on_an_own_link", false, link_of("vxlan", vxlan("ttl", "9"), "net0"), nullptr},
        Case{"vxlan_on_a_foreign_link", false, link_of("vxlan", vxlan("ttl", "9"), "eth9"),
             "the link \"eth9\" does not belong to this network"},
        Case{"vxlan_group_without_parent", false, link_of("vxlan", vxlan("group", "239.0.0.7")),
             "a multicast group needs a parent"},
        Case{"vxlan_id", false, link_of("vxlan", vxlan("id", "16777216")),
             "its attribute \"id\" is not a number from 0 to 16777215"},
        Case{"vxlan_number", false, link_of("vxlan", vxlan("port", "1x")),
             "its attribute \"port\" is not a number from 1 to 65535"},
        Case{"vxlan_flag", false, link_of("vxlan", vxlan("learning", "1")), "is not true or false"},
        Case{"vxlan_address", false, link_of("vxlan", vxlan("local", "one")), "is not an address"},
        Case{"vxlan_unknown", false, link_of("vxlan", vxlan("vni", "7")),
             "a vxlan has no attribute \"vni\"; it has: id, port, local, group, learning, ttl"},
        Case{"vxlan_without_id", false, link_of("vxlan", {}), "a vxlan needs the attribute \"id\""},
        Case{"vxlan_without_mac", false, link_of("vxlan", vxlan("ttl", "9"), "", {}),
             "a vxlan needs a MAC: use derived_mac()"},
        Case{"vlan", false, link_of("vlan", {{"id", "7"}}, "uplink", {}), nullptr},
        Case{"vlan_without_parent", false, link_of("vlan", {{"id", "7"}}, "", {}),
             "a vlan needs a parent"},
        Case{"ipvlan", false, link_of("ipvlan", {{"mode", "l3s"}}, "uplink", {}), nullptr},
        Case{"ipvlan_mode", false, link_of("ipvlan", {{"mode", "l4"}}, "uplink", {}),
             "is not one of l2, l3, l3s"},
        Case{"ipvlan_mac", false, link_of("ipvlan", {}, "uplink"), "an ipvlan cannot have a MAC"},
        Case{"gre", false, link_of("gre", {{"remote", "192.0.2.1"}}, "", {}), nullptr},
        Case{"gre_ipv6", false, link_of("gre", {{"remote", "2001:db8::1"}}, "", {}),
             "is not an IPv4 address"},
        Case{"vrf_table", false, link_of("vrf", {{"table", "254"}}), "a number from 256 to"},
        Case{"bridge_with_options", false,
             link_of("bridge", {{"vlan_filtering", "true"}, {"stp", "false"}}), nullptr},
        Case{"bridge_ageing", false, link_of("bridge", {{"ageing_time", "x"}}),
             "its attribute \"ageing_time\" is not a number from 0 to"},
        Case{"dummy_on_a_parent", false, link_of("dummy", {}, "uplink"), "a dummy has no parent"},
        Case{"link_of_an_unknown_kind", false, link_of("geneve", {}),
             "the kind of link \"geneve\" is not known; known are: vxlan, "},
        Case{"link_mac", false, link_of("dummy", {}, "", multicast()),
             "does not have mydocker's prefix"},
        Case{"link_of_a_foreign_master", false,
             Link{Place::host, "any0", "dummy", "", "eth9", 0, ours(), {}},
             "the link \"eth9\" does not belong to this network"},
        Case{"address_on_a_link_of_the_container", true,
             Link{Place::container, "any0", "dummy", "", "", 0, ours(), {}}, nullptr},
        Case{"rule", true, RoutingRule{28005, prefix("192.0.2.7/32"), {}, derived_table("ab")},
             nullptr},
        Case{"rule_to", true, RoutingRule{28005, {}, prefix("192.0.2.0/25"), 0, true}, nullptr},
        Case{"rule_of_a_network", false, RoutingRule{28005, prefix("192.0.2.7/32"), {}, 1000},
             "cannot have resources in a container"},
        Case{"rule_without_prefix", true, RoutingRule{28005, {}, {}, 1000}, "matches every packet"},
        Case{"rule_of_others", true, RoutingRule{28005, prefix("198.51.100.7/32"), {}, 1000},
             "no prefix of the rule is inside a subnet"},
        Case{"rule_host_bits", true, RoutingRule{28005, prefix("192.0.2.7/24"), {}, 1000},
             "has host bits set"},
        Case{"rule_families", true,
             RoutingRule{28005, prefix("192.0.2.7/32"), prefix("2001:db8::/64"), 1000},
             "belong to two address families"},
        Case{"rule_first", true, RoutingRule{0, prefix("192.0.2.7/32"), {}, 1000},
             "between 1 and 32765"},
        Case{"rule_after_main", true, RoutingRule{32766, prefix("192.0.2.7/32"), {}, 1000},
             "between 1 and 32765"},
        Case{"rule_local_table", true, RoutingRule{28005, prefix("192.0.2.7/32"), {}, 255},
             "tables 1 to 255"},
        Case{
            "route_local_table", true,
            Route{
                Place::container, "eth0", prefix("203.0.113.0/24"), {}, 0, RouteType::unicast, 255},
            "tables 1 to 255"},
        Case{"isolation_of_a_link", true, Isolation{"any0"}, "does not belong to this network"},
        Case{"rule_of_the_host", false, host_rule(28005, prefix("192.0.2.0/24")), nullptr},
        Case{"rule_of_the_host_that_the_user_named", false,
             host_rule(28005, prefix("203.0.113.0/25")), nullptr},
        Case{"rule_of_the_host_for_others", false, host_rule(28005, prefix("198.51.100.0/24")),
             "no prefix of the rule is inside a subnet"},
        Case{"rule_before_those_of_internal_networks", false,
             host_rule(27000, prefix("192.0.2.0/24")), "between 27001 and 32765"},
        Case{"rule_of_its_link", false, link_rule("net0", Family::v6), nullptr},
        Case{"rule_of_a_foreign_link", false, link_rule("eth9", Family::v4),
             "the link \"eth9\" does not belong to this network"},
        Case{"rule_without_a_family", false, link_rule("net0", std::nullopt), "needs a family"},
        Case{"route_with_details", true, detailed_route(), nullptr},
        Case{"route_source_family", true,
             changed(detailed_route(), [](Route& one) { one.source = address("2001:db8::1"); }),
             "its source address belongs to another address family"},
        Case{"route_mtu", true, changed(detailed_route(), [](Route& one) { one.mtu = 10; }),
             "mtu 10"},
        Case{"route_scope", true,
             changed(detailed_route(), [](Route& one) { one.scope = RouteScope::link; }),
             "a route with a gateway must have the scope global"},
        Case{"route_onlink", true, changed(detailed_route(), [](Route& one) { one.via.reset(); }),
             "onlink needs a gateway"},
        Case{"route_with_next_hops", true, multipath_route(), nullptr},
        Case{"route_with_one_next_hop", true,
             changed(multipath_route(), [](Route& one) { one.next_hops.pop_back(); }),
             "not between 2 and 64"},
        Case{"route_with_next_hops_and_a_link", true,
             changed(multipath_route(), [](Route& one) { one.link = "eth0"; }),
             "cannot have its own link, gateway or onlink"},
        Case{"next_hop_of_a_foreign_link", true,
             changed(multipath_route(), [](Route& one) { one.next_hops[1].link = "eth9"; }),
             "the link \"eth9\" does not belong to this network"},
        Case{"next_hop_weight", true,
             changed(multipath_route(), [](Route& one) { one.next_hops[1].weight = 257; }),
             "not between 1 and 256"},
        Case{"queue", false, Queue{Place::host, "net0", QueueKind::tbf, 8000, 1600, 1600}, nullptr},
        Case{"queue_rate", false, Queue{Place::host, "net0", QueueKind::htb, 7999, 1600},
             "less than 8000 bits per second"},
        Case{"queue_burst", false, Queue{Place::host, "net0", QueueKind::tbf, 8000, 1599, 1600},
             "its burst is less than 1600 bytes"},
        Case{"queue_limit", false, Queue{Place::host, "net0", QueueKind::tbf, 8000, 1600, 1599},
             "its limit is less than its burst"},
        Case{"queue_without_a_rate", false, Queue{Place::host, "net0", QueueKind::fq}, nullptr},
        Case{"queue_of_a_foreign_link", false, Queue{Place::host, "eth9", QueueKind::fq},
             "the link \"eth9\" does not belong to this network"},
        Case{"queue_of_foreign_packets", false,
             Queue{Place::host, "net0", QueueKind::fq, 0, 0, 0, "eth9"},
             "the link \"eth9\" does not belong to this network"},
        Case{"port_option", false, BridgePort{.link = "net0", .learning = false}, nullptr},
        Case{"port_without_an_option", false, BridgePort{.link = "net0"}, "it has no option"},
        Case{"port_vlan", false, BridgePort{.link = "net0", .pvid = 4095},
             "its VLAN is not between 1 and 4094"},
        Case{"port_of_a_foreign_bridge", false, BridgePort{.link = "eth9", .hairpin = true},
             "the link \"eth9\" does not belong to this network"},
        Case{"rules", false, rules_of({.protocol = Protocol::tcp, .port = 25}), nullptr},
        Case{"rules_for_a_foreign_prefix", false, rules_of({.target = prefix("203.0.113.0/24")}),
             nullptr},
        Case{"rules_of_a_foreign_link", false, NftRules{.link = "eth9", .rules = {{}}},
             "the link \"eth9\" does not belong to this network"},
        Case{"no_rules", false, NftRules{.link = "net0"}, "it has no rules"},
        Case{"many_rules", false, NftRules{.link = "net0", .rules = std::vector<NftRule>(101)},
             "it has 101 rules, more than 100"},
        Case{"rule_with_host_bits", false, rules_of({.source = prefix("192.0.2.1/24")}),
             "rule 1: the prefix 192.0.2.1/24 has host bits set"},
        Case{"rule_of_two_families", false,
             rules_of({.family = Family::v6, .source = prefix("192.0.2.0/24")}),
             "rule 1: its addresses belong to two address families"},
        Case{"rule_of_two_addresses", false,
             rules_of({.source = prefix("192.0.2.0/24"), .target = prefix("2001:db8::/64")}),
             "rule 1: its addresses belong to two address families"},
        Case{"rule_without_a_protocol", false, rules_of({.port = 25}),
             "rule 1: a port needs a protocol"},
        Case{"rule_without_a_first_port", false, rules_of({.protocol = Protocol::tcp, .count = 2}),
             "rule 1: it has no first port"},
        Case{"rule_without_ports", false,
             rules_of({.protocol = Protocol::tcp, .port = 25, .count = 0}),
             "rule 1: it has no port"},
        Case{"rule_with_many_ports", false,
             rules_of({.protocol = Protocol::tcp, .port = 65535, .count = 2}),
             "rule 1: its ports end after 65535"},
        Case{"rule_to_the_host", false,
             rules_of({.direction = NftRule::Direction::to}, NftHook::input),
             "rule 1: packets to the host itself do not leave through the link"},
        Case{"rule_for_questions", false,
             rules_of({.neighbour = IpAddress::v4(1)}, NftHook::bridge), nullptr},
        Case{"rule_for_routed_questions", false, rules_of({.neighbour = IpAddress::v4(1)}),
             "rule 1: only a rule with the hook bridge can match requests for a MAC"},
        Case{"rule_for_questions_by_tcp", false,
             rules_of({.protocol = Protocol::tcp, .neighbour = IpAddress::v4(1)}, NftHook::bridge),
             "rule 1: a rule for MAC requests can have no other condition"},
        Case{"LongLink", false, named("a-name-of-forty-characters-is-far-too-long"), "characters"},
        Case{"LinkWithASemicolon", false, named("x;reboot"), "x;reboot"},
        Case{"BridgeWithAForeignMac", false, Bridge{"net1", {}, 0, Ownership::own}, "derived_mac"},
        Case{"SmallMtu", false, Bridge{"net1", ours(), 10, Ownership::own}, "mtu 10"},
        Case{"SecondBridge", false, named("net1"), nullptr},
        Case{"TwiceTheSame", false, net0(), "twice"},
        Case{"AddressOnItsBridge", false, Address{Place::host, "net0", prefix("192.0.2.1/24")},
             nullptr},
        Case{"AddressOnAForeignLink", false, Address{Place::host, "eth0", prefix("192.0.2.1/24")},
             "does not belong to this network"},
        Case{"NetworkPlanReachesIn", false, Loopback{Place::container},
             "cannot have resources in a container"},
        Case{"ForwardingIsAllowed", false, host_sysctl("net/ipv4/ip_forward"), nullptr},
        Case{"OwnLinkSetting", false, host_sysctl("net/ipv6/conf/net0/disable_ipv6"), nullptr},
        Case{"ForeignSetting", false, host_sysctl("kernel/core_pattern"),
             "only forwarding and the settings of its own links"},
        Case{"ForeignLinkSetting", false, host_sysctl("net/ipv4/conf/eth0/forwarding"),
             "only forwarding and the settings of its own links"},
        Case{"RouteLocalnetOfAll", false, host_sysctl("net/ipv4/conf/all/route_localnet"),
             "only forwarding and the settings of its own links"},
        Case{"SettingThatClimbs", false, host_sysctl("net/ipv4/../../kernel/x"), "not a path"},
        Case{"ForwardingIsNotTurnedOff", false, host_sysctl("net/ipv4/ip_forward", "0"),
             "can only turn the host's forwarding on"},
        Case{"SettingOfTwoLines", false, host_sysctl("net/ipv4/ip_forward", "1\n2"),
             "not one line"},
        Case{"MasqueradeOfItsSubnet", false, Masquerade{prefix("192.0.2.0/24")}, nullptr},
        Case{"MasqueradeOfEverything", false, Masquerade{prefix("0.0.0.0/0")},
             "not inside a subnet"},
        Case{"MasqueradeWithAnAddress", false,
             Masquerade{prefix("192.0.2.0/24"), address("203.0.113.7")}, nullptr},
        Case{"MasqueradeWithAnAddressOfTheOtherFamily", false,
             Masquerade{prefix("192.0.2.0/24"), address("2001:db8::7")},
             "belongs to another address family"},
        Case{"IsolationOfAForeignLink", false, Isolation{"eth0"},
             "does not belong to this network"},
        Case{"ForwardAllowToItsLink", false, ForwardAllow{"eth1", "net0"}, nullptr},
        Case{"ForwardAllowOfOneFamily", false, ForwardAllow{"", "net0", Family::v6}, nullptr},
        Case{"ForwardAllowOfOneFamilyFromALink", false, ForwardAllow{"eth1", "net0", Family::v6},
             "cannot be limited to one address family"},
        Case{"ForwardAllowToAForeignLink", false, ForwardAllow{"net0", "eth1"},
             "does not belong to this network"},
        Case{"WantedPort", true, port(8080, "192.0.2.2"), nullptr},
        Case{"PortThatTheUserDidNotPublish", true, port(22, "192.0.2.2"),
             "the user did not publish this port"},
        Case{"PortOfAnotherAddress", true, port(8080, "198.51.100.2"), "not inside a subnet"},
        Case{"AntiSpoofingOfItsVethPair", true,
             AntiSpoofing{"veth-0123456789", ours(), {address("192.0.2.2"), address("fe80::1")}},
             nullptr},
        Case{"AntiSpoofingOfAForeignLink", true,
             AntiSpoofing{"eth0", ours(), {address("192.0.2.2")}},
             "does not belong to this network"},
        Case{"AntiSpoofingWithAForeignAddress", true,
             AntiSpoofing{"veth-0123456789", ours(), {address("198.51.100.2")}},
             "not inside a subnet"},
        Case{"TheTable", false, Firewall{}, "only the core can add the firewall tables"},
        Case{"AddressInside", true, Address{Place::container, "eth0", prefix("192.0.2.2/24")},
             nullptr},
        Case{"AddressOnAnotherLinkInside", true,
             Address{Place::container, "eth1", prefix("192.0.2.2/24")},
             "does not belong to this network"},
        Case{"RouteInside", true, Route{Place::container, "eth0", prefix("0.0.0.0/0"), {}, 0},
             nullptr},
        Case{"RouteThatEnds", true,
             Route{Place::container, "", prefix("10.0.0.0/8"), {}, 0, RouteType::blackhole},
             nullptr},
        Case{"RouteThatEndsOnALink", true,
             Route{Place::container, "eth0", prefix("10.0.0.0/8"), {}, 0, RouteType::blackhole},
             "cannot have a link or a gateway"},
        Case{"RouteThatEndsOnTheHost", true,
             Route{Place::host, "", prefix("10.0.0.0/8"), {}, 0, RouteType::blackhole},
             "the user's options, not to 10.0.0.0/8"},
        Case{"RouteOfTheHostInsideTheNetwork", true,
             Route{Place::host, "veth-0123456789", prefix("192.0.2.7/32")}, nullptr},
        Case{"RouteOfTheHostOutsideTheNetwork", false,
             Route{Place::host, "net0", prefix("198.18.0.0/15")},
             "entry 2 of its plan, route 198.18.0.0/15 on \"net0\": a driver can direct packets of "
             "the host only to prefixes of its network and the user's options, not to "
             "198.18.0.0/15"},
        Case{"RouteOfTheHostAroundTheNetwork", false,
             Route{Place::host, "net0", prefix("192.0.2.0/23")}, "not to 192.0.2.0/23"},
        Case{"DefaultRouteOfTheHost", false, Route{Place::host, "net0", prefix("::/0")},
             "not to ::/0"},
        Case{"RouteOfTheHostThatTheUserNamed", false,
             Route{Place::host, "net0", prefix("203.0.113.0/25")}, nullptr},
        Case{"AddressOfTheHostOutsideTheNetwork", false,
             Address{Place::host, "net0", prefix("198.18.0.1/15")}, "not to 198.18.0.0/15"},
        Case{"LinkLocalAddressOfTheHost", false, Address{Place::host, "net0", prefix("fe80::1/64")},
             nullptr},
        Case{"RouteThatEndsOnTheHostInsideTheNetwork", true,
             Route{Place::host, "", prefix("192.0.2.0/25"), {}, 0, RouteType::unreachable},
             nullptr},
        Case{"IsolationInsideTheNetwork", true,
             Isolation{"veth-0123456789", false, false, {prefix("192.0.2.0/24")}}, nullptr},
        Case{"IsolationInsideAnotherNetwork", true,
             Isolation{"veth-0123456789", false, false, {prefix("198.51.100.0/24")}},
             "not inside a subnet"},
        Case{"IsolationInsideHostBits", true,
             Isolation{"veth-0123456789", false, false, {prefix("192.0.2.1/24")}},
             "not inside a subnet"},
        Case{"AntiSpoofingWithALinkLocalAddress", true,
             AntiSpoofing{"veth-0123456789", ours(), {address("169.254.3.4")}}, nullptr},
        Case{"RouteOfTwoFamilies", true,
             Route{Place::container, "eth0", prefix("0.0.0.0/0"),
                   IpAddress::parse("2001:db8::1").value(), 0},
             "another address family"},
        Case{"SettingInside", true, Sysctl{Place::container, "net/ipv4/ip_default_ttl", "64"},
             nullptr},
        Case{"SettingOutsideTheNetworkInside", true,
             Sysctl{Place::container, "kernel/hostname", "x"}, "not a setting below net/"},
        Case{"MacvlanInside", true, lan(Place::container, ours()), nullptr},
        Case{"MacvlanOfTheHost", false, lan(Place::host, ours()), nullptr},
        Case{"MacvlanThatReachesIn", false, lan(Place::container, ours()),
             "cannot have resources in a container"},
        Case{"MacvlanOfTheHostWithAForeignMac", false,
             lan(Place::host, MacAddress{{0x52, 0x54, 0, 0, 0, 1}}), "derived_mac"},
        Case{"MacvlanWithoutAMac", true, lan(Place::container, {}), "unicast"},
        Case{"MacvlanWithAMulticastMac", true, lan(Place::container, multicast()), "unicast"},
        Case{"PassthruWithAMac", true, lan(Place::container, ours(), MacvlanMode::passthru),
             "the MAC must be empty, because the link has the parent's MAC"},
        Case{"Passthru", true, lan(Place::container, {}, MacvlanMode::passthru), nullptr},
        Case{"MacvlanOnALinkThatTheUserDidNotName", true, on_parent("eth9"),
             "no option of the user names the link \"eth9\""},
        Case{"MacvlanOnNoLink", true, on_parent(""), "empty"},
        Case{"MacvlanWithALongName", true,
             Macvlan{Place::container, "a-name-of-forty-characters-is-far-too-long", "uplink"},
             "characters"},
        Case{"SmallMacvlan", true, of_size(10), "mtu 10"},
        Case{"CustomWithABadLine", true, Custom{Place::host, "tap", "t0", {}, {"true", "a\nb"}, {}},
             "line 2 of create_lines is not one line of printable ASCII characters: \"a\\nb\""},
        Case{"CustomWithALongLine", true,
             Custom{Place::host, "tap", "t0", {}, {}, {std::string(201, 'x')}},
             "line 1 of destroy_lines has 201 characters, more than 200: \"xxx"},
        Case{"CustomOfABadKind", true, Custom{Place::host, "Tap", "t0", {}, {}, {}},
             "its kind \"Tap\" is not 1 to 128 characters of [a-z0-9-]"},
        Case{"CustomWithABadName", true, Custom{Place::host, "tap", "t 0", {}, {}, {}},
             "its name \"t 0\" is not 1 to 128 characters of [A-Za-z0-9_.:-]"},
        Case{"CustomWithALongName", true, Custom{Place::host, "tap", std::string(129, 'x')},
             "is not 1 to 128 characters"},
        Case{"CustomWithALongLink", true,
             Custom{.kind = "tap", .name = "t0", .links = {"a-name-that-is-too-long"}},
             "characters"},
        Case{"CustomWithTheNameOfAnAddress", true, Custom{Place::host, "neighbour", "fd00:7::2"},
             nullptr}),
    [](const auto& one) { return one.param.name; });

TEST(PlanCheckRules, ALinkOfACustomResourceCarriesOthers) {
  Custom tap{.place = Place::container, .kind = "tap", .name = "t0", .links = {"tap0"}};
  const Address address{Place::container, "tap0", prefix("192.0.2.7/24")};
  const auto checked = check_plan(Plan().ensure(tap, "w").ensure(address, "w"), rules_for(true));
  EXPECT_TRUE(checked.ok()) << checked.error().message();
  tap.place = Place::host;
  const auto refused = check_plan(Plan().ensure(tap, "w").ensure(address, "w"), rules_for(true));
  ASSERT_FALSE(refused.ok());
  EXPECT_NE(refused.error().message().find("\"tap0\" does not belong to this network"),
            std::string::npos);
}

TEST(PlanCheckRules, WhatAPlanSaysIsShortAndPlain) {
  const auto refusal = [](const Plan& plan) {
    const auto checked = check_plan(plan, rules_for(false));
    return checked.ok() ? std::string() : checked.error().message();
  };
  EXPECT_EQ(refusal(Plan().warn("a warning").report("vni", "7")), "");
  EXPECT_EQ(refusal(Plan().warn("a\nb")),
            "a warning is not one line of printable ASCII characters: \"a\\nb\"");
  EXPECT_EQ(refusal(Plan().report("v n", "7")), "its status has the key \"v n\"");
  EXPECT_EQ(refusal(Plan().report("vni", std::string(201, 'x'))).substr(0, 38),
            "the status \"vni\" has 201 characters, m");
  Plan many;
  for (int n = 0; n < 21; ++n) many.warn("w");
  EXPECT_EQ(refusal(many), "it has more than 20 warnings, or values of its status");
}

TEST(PlanCheckRules, AReasonIsOneLine) {
  Plan plan;
  plan.ensure(net0(), std::string(250, 'w'));
  const auto checked = check_plan(plan, rules_for(false));
  ASSERT_FALSE(checked.ok());
  EXPECT_NE(checked.error().message().find("the reason has 250 characters, more than 200: \"www"),
            std::string::npos)
      << checked.error().message();
}

TEST(PlanCheckRules, AReasonIsMandatory) {
  Plan plan;
  plan.ensure(net0(), "");
  const auto checked = check_plan(plan, rules_for(false));
  ASSERT_FALSE(checked.ok());
  EXPECT_NE(checked.error().message().find("reason"), std::string::npos);
}

TEST(PlanCheckRules, OnlyDeclaredKinds) {
  Plan plan;
  plan.ensure(net0(), "a bridge");
  auto rules = rules_for(false);
  rules.kinds = {"loopback"};
  const auto checked = check_plan(plan, rules);
  ASSERT_FALSE(checked.ok());
  EXPECT_NE(checked.error().message().find("does not declare the kind \"bridge\""),
            std::string::npos);
}

// Only accept_ra=2 of the advertised link is allowed, and no other setting or link.
TEST(PlanCheckRules, TheHostMayGoOnListeningToItsRouters) {
  const auto accepts = [](const Sysctl& sysctl, const std::string& advertised) {
    Plan plan;
    plan.ensure(sysctl, "a setting");
    auto rules = rules_for(false);
    rules.advertised_link = advertised;
    return check_plan(plan, rules).ok();
  };
  EXPECT_TRUE(accepts(host_sysctl("net/ipv6/conf/eth0/accept_ra", "2"), "eth0"));
  EXPECT_FALSE(accepts(host_sysctl("net/ipv6/conf/eth0/accept_ra", "2"), ""));
  EXPECT_FALSE(accepts(host_sysctl("net/ipv6/conf/eth1/accept_ra", "2"), "eth0"));
  EXPECT_FALSE(accepts(host_sysctl("net/ipv6/conf/all/accept_ra", "2"), "eth0"));
  EXPECT_FALSE(accepts(host_sysctl("net/ipv6/conf/eth0/accept_ra", "1"), "eth0"));
  EXPECT_FALSE(accepts(host_sysctl("net/ipv6/conf/eth0/accept_ra", "0"), "eth0"));
  EXPECT_FALSE(accepts(host_sysctl("net/ipv6/conf/eth0/forwarding", "2"), "eth0"));
  EXPECT_FALSE(accepts(host_sysctl("net/ipv6/conf/eth0/disable_ipv6", "2"), "eth0"));
  EXPECT_FALSE(accepts(host_sysctl("net/ipv6/conf//accept_ra", "2"), ""));
}

TEST(PlanCheckRules, AnAddressMayStandOnAMacvlan) {
  for (const Place place : {Place::host, Place::container}) {
    Plan plan;
    plan.ensure(lan(place, ours()), "a link");
    plan.ensure(Address{place, "lan0", prefix("192.0.2.9/24")}, "its address");
    EXPECT_TRUE(check_plan(plan, rules_for(true)).ok());
  }
}

TEST(PlanCheckRules, TheResourcesOfAVethPairMayStandOnALink) {
  Plan plan;
  plan.ensure(Link{.name = "any0", .kind = "tap", .mac = ours()}, "a link");
  for (const Resource& resource :
       {Resource(Isolation{"any0"}), Resource(Address{Place::host, "any0", prefix("192.0.2.1/24")}),
        Resource(AntiSpoofing{"any0", ours(), {}, true}),
        Resource(Sysctl{Place::host, "net/ipv4/conf/any0/proxy_arp", "1"}),
        Resource(Queue{Place::host, "any0", QueueKind::fq})})
    plan.ensure(resource, "because");
  const auto checked = check_plan(plan, rules_for(true));
  EXPECT_TRUE(checked.ok()) << checked.error().message();
}

TEST(PlanCheckRules, AVethCannotJoinAForeignBridge) {
  Plan plan;
  auto veth = veth_pair();
  veth.master = "docker0";
  plan.ensure(veth, "a veth pair");
  EXPECT_FALSE(check_plan(plan, rules_for(true)).ok());
}

TEST(PlanCheckRules, AVethWithAForeignHostMacIsRefused) {
  Plan plan;
  auto veth = veth_pair();
  veth.host_mac = MacAddress::parse("00:11:22:33:44:55").value();
  plan.ensure(veth, "a veth pair");
  EXPECT_FALSE(check_plan(plan, rules_for(true)).ok());
}

}  // namespace plan_check_test
}  // namespace mydocker::plan
