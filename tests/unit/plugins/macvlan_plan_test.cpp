// The macvlan driver: options and the two plans.
#include <gmock/gmock.h>

#include <algorithm>

#include "macvlan/macvlan_options.hpp"
#include "macvlan/macvlan_plan.hpp"

namespace macvlan {
namespace macvlan_plan_test {

using mydocker::IpAddress;
using mydocker::IpPrefix;
using mydocker::Macvlan;
using mydocker::MacvlanMode;
using mydocker::Place;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

IpAddress address(const char* text) { return IpAddress::parse(text).value(); }
IpPrefix prefix(const char* text) { return IpPrefix::parse(text).value(); }

mydocker::HostFacts host() {
  mydocker::HostFacts facts;
  facts.links = {{"uplink", "", 1500, true}};
  facts.ipv6 = true;
  return facts;
}

mydocker::NetworkView network(std::map<std::string, std::string> options = {}) {
  options.emplace("parent", "uplink");
  mydocker::NetworkView view;
  view.id = "ab12";
  view.name = "lan";
  view.subnets = {{prefix("192.0.2.0/24"), address("192.0.2.1"), {}}};
  view.options = mydocker::Options(std::move(options));
  return view;
}

mydocker::EndpointView endpoint() {
  mydocker::EndpointView view;
  view.id = "cd34";
  view.container = "c1";
  view.link_name = "eth0";
  view.mac = mydocker::derived_mac(view.id, "container");
  view.addresses = {prefix("192.0.2.7/24")};
  view.default_route = true;
  view.metric = 1000;
  return view;
}

// Returns "error" and the text of the error, or one phrase for each resource.
template <class Made>
std::vector<std::string> phrases(const mydocker::Result<Made>& made) {
  if (!made.ok()) return {"error", made.error().message()};
  std::vector<std::string> texts;
  for (const auto& entry : made->entries()) texts.push_back(describe(entry.resource));
  return texts;
}

mydocker::Result<mydocker::Plan> network_of(const mydocker::NetworkView& view,
                                            const mydocker::HostFacts& facts = host()) {
  MYDOCKER_TRY(const auto options, options_of(view, facts));
  return network_plan(view, options, facts);
}

mydocker::Result<mydocker::Plan> endpoint_of(const mydocker::NetworkView& view,
                                             const mydocker::EndpointView& container = endpoint(),
                                             const mydocker::HostFacts& facts = host()) {
  MYDOCKER_TRY(const auto options, options_of(view, facts));
  return endpoint_plan(view, container, options, facts);
}

Macvlan link_in(const mydocker::Result<mydocker::Plan>& plan) {
  EXPECT_TRUE(plan.ok());
  for (const auto& entry : plan->entries())
    if (const auto* macvlan = entry.resource.get_if<Macvlan>()) return *macvlan;
  ADD_FAILURE() << "no macvlan";
  return {};
}

TEST(MacvlanPlan, ANetworkNeedsNothingOfTheHost) {
  EXPECT_THAT(phrases(network_of(network())), IsEmpty());
}

TEST(MacvlanPlan, AContainerGetsALinkAnAddressAndTheGatewayOfTheLan) {
  EXPECT_THAT(
      phrases(endpoint_of(network())),
      ElementsAre("loopback of the container", "macvlan \"eth0\" on \"uplink\"",
                  "sysctl \"net/ipv6/conf/eth0/disable_ipv6\" = \"1\"",
                  "address 192.0.2.7/24 on \"eth0\"", "default route via 192.0.2.1 on \"eth0\"",
                  ::testing::StartsWith("default route via 192.0.2.1 on \"eth0\" in table "),
                  "routing rule from 192.0.2.7/32 with table main",
                  ::testing::StartsWith("routing rule from 192.0.2.7/32 with table ")));
  const Macvlan link = link_in(endpoint_of(network({{"mtu", "1400"}})));
  EXPECT_EQ(link.place, Place::container);
  EXPECT_EQ(link.mac, endpoint().mac);
  EXPECT_EQ(link.mode, MacvlanMode::bridge);
  EXPECT_EQ(link.mtu, 1400U);
}

TEST(MacvlanPlan, EveryModeIsThatOfTheLink) {
  EXPECT_EQ(link_in(endpoint_of(network({{"mode", "private"}}))).mode, MacvlanMode::private_one);
  EXPECT_EQ(link_in(endpoint_of(network({{"mode", "vepa"}}))).mode, MacvlanMode::vepa);
  const Macvlan passthru = link_in(endpoint_of(network({{"mode", "passthru"}})));
  EXPECT_EQ(passthru.mode, MacvlanMode::passthru);
  EXPECT_TRUE(passthru.mac.is_zero()) << "it has the parent's";
}

TEST(MacvlanPlan, PassthruTakesNoMacOfTheUsers) {
  auto container = endpoint();
  container.mac = mydocker::MacAddress::parse("02:00:00:00:00:07").value();
  EXPECT_EQ(link_in(endpoint_of(network(), container)).mac, container.mac);
  EXPECT_THAT(phrases(endpoint_of(network({{"mode", "passthru"}}), container)),
              ElementsAre("error", HasSubstr("MAC of its parent")));
}

TEST(MacvlanPlan, ADefaultRouteMayBeLeftOutOrHaveAMetricOfItsOwn) {
  const auto has_route = [](const mydocker::NetworkView& view) {
    const auto lines = phrases(endpoint_of(view));
    return std::ranges::find(lines, "default route via 192.0.2.1 on \"eth0\"") != lines.end();
  };
  EXPECT_TRUE(has_route(network()));
  EXPECT_FALSE(has_route(network({{"no-default-route", "true"}})));
  auto internal = network();
  internal.internal = true;
  EXPECT_FALSE(has_route(internal));
  auto without_gateway = network();
  without_gateway.subnets[0].gateway.reset();
  EXPECT_FALSE(has_route(without_gateway));
  const auto plan = endpoint_of(network({{"metric", "77"}}));
  bool found = false;
  for (const auto& entry : plan->entries()) {
    const auto* route = entry.resource.get_if<mydocker::Route>();
    if (route != nullptr && route->table == 0) found = route->metric == 77U;
  }
  EXPECT_TRUE(found);
}

TEST(MacvlanPlan, TheHostsLinkLeadsToTheContainersAndNowhereElse) {
  auto view = network({{"host-link", "shim"}});
  view.subnets[0].host = address("192.0.2.2");
  EXPECT_THAT(phrases(network_of(view)),
              ElementsAre("macvlan \"shim\" on \"uplink\"",
                          "sysctl \"net/ipv4/conf/shim/arp_ignore\" = \"1\"",
                          "sysctl \"net/ipv4/conf/shim/arp_announce\" = \"2\"",
                          "sysctl \"net/ipv6/conf/shim/disable_ipv6\" = \"1\"",
                          "address 192.0.2.2/32 on \"shim\""));
  EXPECT_EQ(phrases(endpoint_of(view)).back(), "route 192.0.2.7/32 on \"shim\"");
}

TEST(MacvlanPlan, TheHostsLinkHasBothFamiliesIfTheNetworkHas) {
  auto view = network({{"host-link", "shim"}});
  view.subnets[0].host = address("192.0.2.2");
  view.subnets.push_back({prefix("2001:db8::/64"), std::nullopt, address("2001:db8::1")});
  const auto lines = phrases(network_of(view));
  EXPECT_THAT(lines, ::testing::Contains("address 2001:db8::1/128 on \"shim\""));
  EXPECT_THAT(lines, ::testing::Contains("sysctl \"net/ipv6/conf/shim/accept_ra\" = \"0\""));
  auto container = endpoint();
  container.addresses.push_back(prefix("2001:db8::7/64"));
  EXPECT_EQ(phrases(endpoint_of(view, container)).back(), "route 2001:db8::7/128 on \"shim\"");
}

TEST(MacvlanPlan, TheHostsLinkIsForModeBridge) {
  for (const char* mode : {"private", "passthru"})
    EXPECT_THAT(phrases(network_of(network({{"host-link", "shim"}, {"mode", mode}}))),
                ElementsAre("error", HasSubstr(mode)));
  EXPECT_THAT(phrases(network_of(network({{"host-link", "shim"}, {"mode", "vepa"}}))),
              ElementsAre("error", HasSubstr("has no effect in mode vepa")));
}

TEST(MacvlanPlan, APacketFitsTheParent) {
  EXPECT_THAT(phrases(network_of(network({{"mtu", "1501"}}))),
              ElementsAre("error", HasSubstr("larger than the MTU 1500")));
  auto dual = network({{"mtu", "1279"}});
  EXPECT_TRUE(network_of(dual).ok());
  dual.subnets.push_back({prefix("2001:db8::/64"), std::nullopt, {}});
  EXPECT_THAT(phrases(network_of(dual)), ElementsAre("error", HasSubstr("1280")));
  auto small = host();
  small.links[0].mtu = 1000;
  dual.options = network().options;
  EXPECT_THAT(phrases(network_of(dual, small)), ElementsAre("error", HasSubstr("1280")));
}

TEST(MacvlanPlan, IPv6NeedsAKernelWithIt) {
  auto view = network();
  view.subnets = {{prefix("2001:db8::/64"), std::nullopt, {}}};
  auto facts = host();
  facts.ipv6 = false;
  EXPECT_THAT(phrases(network_of(view, facts)), ElementsAre("error", HasSubstr("no IPv6")));
  EXPECT_TRUE(network_of(network(), facts).ok());
}

struct Unfit {
  const char* name;
  mydocker::LinkFact link;
  const char* complaint;
  const char* hint;
};

void PrintTo(const Unfit& one, std::ostream* out) { *out << one.name; }

class UnfitParent : public ::testing::TestWithParam<Unfit> {};

TEST_P(UnfitParent, IsRefusedWithTheReasonWhenTheNetworkIsMadeAndWhenAContainerComes) {
  const auto& [name, link, complaint, hint] = GetParam();
  auto facts = host();
  facts.links = {link};
  for (const auto& refused :
       {network_of(network(), facts), endpoint_of(network(), endpoint(), facts)}) {
    ASSERT_FALSE(refused.ok());
    EXPECT_THAT(refused.error().message(), HasSubstr("option \"parent\": "));
    EXPECT_THAT(refused.error().message(), HasSubstr(complaint));
    EXPECT_THAT(refused.error().hints().front(), HasSubstr(hint));
  }
}

using mydocker::Medium;

INSTANTIATE_TEST_SUITE_P(
    Links, UnfitParent,
    ::testing::Values(
        Unfit{"Absent", {"other", "", 1500, true}, "no interface \"uplink\"", "ip -brief link"},
        Unfit{"Down", {"uplink", "", 1500, false}, "is down", "ip link set dev uplink up"},
        Unfit{"Loopback", {"uplink", "", 65536, true, Medium::loopback}, "loopback", "parent=LINK"},
        Unfit{"Wireless",
              {"uplink", "", 1500, true, Medium::wireless},
              "wireless",
              "a wired interface"},
        Unfit{"Tunnel",
              {"uplink", "tun", 1500, true, Medium::other},
              "not an Ethernet interface",
              "bridge"},
        Unfit{"Macvlan", {"uplink", "macvlan", 1500, true}, "of kind macvlan", "parent=LINK"},
        Unfit{"Macvtap", {"uplink", "macvtap", 1500, true}, "of kind macvtap", "parent=LINK"},
        Unfit{"Ipvlan", {"uplink", "ipvlan", 1500, true}, "of kind ipvlan", "parent=LINK"},
        Unfit{"PortOfABridge",
              {"uplink", "", 1500, true, Medium::ethernet, "br0"},
              "port of \"br0\"",
              "parent=br0"}),
    [](const auto& one) { return one.param.name; });

TEST(UnfitParents, AVlanIsToBeMadeFirst) {
  const auto refused = network_of(network({{"parent", "eth0.10"}}));
  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(refused.error().message(), HasSubstr("no interface \"eth0.10\""));
  EXPECT_THAT(refused.error().hints().front(),
              HasSubstr("ip link add link eth0 name eth0.10 up type vlan id 10"));
}

}  // namespace macvlan_plan_test
}  // namespace macvlan
