#include "runtime/kernel/host_view.hpp"

#include <algorithm>
#include <vector>

#include "runtime/kernel/linux_kernel.hpp"
#include "support/netns_fixture.hpp"

namespace mydocker::testing {
namespace {

class HostViewTest : public FreshHost {
 protected:
  void SetUp() override {
    FreshHost::SetUp();
    host_ = std::make_unique<kernel::Netns>(kernel::Netns::current().value());
    view_ = kernel::open_linux_host_view(*host_).value();
  }

  static void add_uplink(const std::string& name, const std::string& address) {
    output_of("ip link add " + name + " up mtu 1400 type veth peer name " + name + "p");
    output_of("ip link set " + name + "p up");
    output_of("ip address add " + address + " dev " + name);
  }

  std::string default_link() {
    const auto fact = view_->default_route();
    EXPECT_TRUE(fact.ok());
    return fact.ok() && *fact ? (*fact)->name : "";
  }

  // "192.0.2.0/24: address 192.0.2.1/24 of link "up0"", sorted.
  std::vector<std::string> held() { return lines_of(view_->host_prefixes()); }
  std::vector<std::string> held_in(const std::string& text) {
    return lines_of(view_->host_prefixes_overlapping({IpPrefix::parse(text).value()}));
  }
  std::vector<std::string> lines_of(const Result<std::vector<kernel::HostPrefix>>& prefixes) {
    EXPECT_TRUE(prefixes.ok()) << prefixes.error().message();
    std::vector<std::string> lines;
    for (const auto& each : *prefixes)
      lines.push_back(each.prefix.text() + ": " + holder_text(*view_, each));
    std::sort(lines.begin(), lines.end());
    lines.erase(std::unique(lines.begin(), lines.end()), lines.end());
    return lines;
  }

  std::unique_ptr<kernel::Netns> host_;
  std::unique_ptr<kernel::HostView> view_;
};

TEST_F(HostViewTest, FindsALinkByName) {
  add_uplink("up0", "192.0.2.1/24");
  const auto link = view_->link("up0");
  ASSERT_TRUE(link.ok() && link->has_value());
  EXPECT_EQ(**link, (LinkFact{"up0", "veth", 1400, true}));
  const auto loopback = view_->link("lo");
  ASSERT_TRUE(loopback.ok() && loopback->has_value());
  EXPECT_EQ((*loopback)->kind, "");
  EXPECT_FALSE((*loopback)->up);
}

TEST_F(HostViewTest, SaysWhatFramesALinkHasAndWhosePortItIs) {
  add_uplink("up0", "192.0.2.1/24");
  output_of("ip link add br0 type bridge");
  output_of("ip link set up0 master br0");
  output_of("ip tuntap add tun0 mode tun");
  EXPECT_EQ(view_->link("up0").value()->master, "br0");
  EXPECT_EQ(view_->link("br0").value()->master, "");
  EXPECT_EQ(view_->link("br0").value()->medium, Medium::ethernet);
  EXPECT_EQ(view_->link("lo").value()->medium, Medium::loopback);
  EXPECT_EQ(view_->link("tun0").value()->medium, Medium::other);
}

// Each kind of prefix is found by what it contains and by what contains it, and no other one.
TEST_F(HostViewTest, FindsThePrefixesThatOverlapOne) {
  add_uplink("up0", "192.0.2.1/24");
  output_of("ip address add 198.51.100.7 peer 203.0.113.0/28 dev up0");
  output_of("ip address add 2001:db8:7::1/64 dev up0");
  output_of("ip route add blackhole 198.18.128.0/17 table 77");
  output_of("ip rule add table 77");
  for (const char* prefix : {"192.0.2.0/24", "203.0.113.0/28", "2001:db8:7::/64"}) {
    EXPECT_FALSE(held_in(prefix).empty()) << prefix;
    EXPECT_TRUE(held_in(prefix).front().starts_with(prefix)) << held_in(prefix).front();
  }
  EXPECT_EQ(held_in("198.51.100.0/24").size(), 1U);
  EXPECT_EQ(held_in("198.18.0.0/15"), held_in("198.18.129.0/24"));
  EXPECT_EQ(held_in("198.18.0.0/15"),
            std::vector<std::string>{"198.18.128.0/17: route 198.18.128.0/17 in table 77"});
  EXPECT_EQ(held_in("192.0.3.0/24"), std::vector<std::string>());
  EXPECT_EQ(held_in("0.0.0.0/2").size(), 0U);
}

// With many addresses the kernel is asked for each table in use.
TEST_F(HostViewTest, FindsAPrefixBesideManyAddresses) {
  add_uplink("up0", "192.0.2.1/24");
  for (int n = 0; n < 40; ++n)
    output_of("ip address add 10.5." + std::to_string(n) + ".1/24 dev up0");
  output_of("ip route add 10.6.0.0/16 dev up0");
  EXPECT_EQ(held_in("10.5.39.128/25"),
            std::vector<std::string>({"10.5.39.0/24: address 10.5.39.1/24 of link \"up0\"",
                                      "10.5.39.0/24: route 10.5.39.0/24 through link \"up0\""}));
  EXPECT_EQ(held_in("10.6.7.0/24"),
            std::vector<std::string>{"10.6.0.0/16: route 10.6.0.0/16 through link \"up0\""});
  EXPECT_EQ(held_in("10.7.0.0/16"), std::vector<std::string>());
}

TEST_F(HostViewTest, KnowsTheGatewaysOfDefaultRoutes) {
  add_uplink("up0", "192.0.2.1/24");
  output_of("ip route add default via 192.0.2.254");
  output_of("ip route add default dev up0 metric 7");
  const auto routes = view_->default_routes(Family::v4).value();
  ASSERT_EQ(routes.size(), 2U);
  EXPECT_EQ(routes[0].via, IpAddress::parse("192.0.2.254").value());
  EXPECT_EQ(routes[1].via, std::nullopt);
}

TEST_F(HostViewTest, LinkThatIsNotThereIsNoError) {
  const auto link = view_->link("missing");
  ASSERT_TRUE(link.ok());
  EXPECT_FALSE(link->has_value());
}

TEST_F(HostViewTest, TellsOurLinksFromOthers) {
  output_of("ip link add ours group 28004 type bridge && ip link add theirs type bridge");
  EXPECT_TRUE(view_->is_managed("ours").value());
  EXPECT_FALSE(view_->is_managed("theirs").value());
  EXPECT_FALSE(view_->is_managed("missing").value());
}

TEST_F(HostViewTest, LooksWhereTheNamespaceIs) {
  const NamedNetns other("other");
  other.run("ip link add inner type bridge");
  const auto netns = kernel::Netns::open(other.path()).value();
  const auto view = kernel::open_linux_host_view(netns).value();
  EXPECT_TRUE(view->link("inner").value().has_value());
  EXPECT_FALSE(view_->link("inner").value().has_value());
}

TEST_F(HostViewTest, HostWithoutADefaultRouteHasNone) {
  EXPECT_EQ(default_link(), "");
  add_uplink("up0", "192.0.2.2/24");
  EXPECT_EQ(default_link(), "");
}

TEST_F(HostViewTest, FindsTheDefaultRouteOfTheLowestMetric) {
  add_uplink("up0", "198.51.100.2/24");
  add_uplink("up1", "203.0.113.2/24");
  output_of("ip route add default via 198.51.100.1 metric 200");
  EXPECT_EQ(default_link(), "up0");
  output_of("ip route add default via 203.0.113.1 metric 100");
  EXPECT_EQ(default_link(), "up1");
}

TEST_F(HostViewTest, FindsADefaultRouteWithSeveralWays) {
  add_uplink("up0", "198.51.100.2/24");
  add_uplink("up1", "203.0.113.2/24");
  output_of("ip route add default nexthop via 203.0.113.1 nexthop via 198.51.100.1");
  EXPECT_EQ(default_link(), "up1");
}

TEST_F(HostViewTest, FindsTheDefaultRouteBehindHalvesAndPolicies) {
  add_uplink("up0", "198.51.100.2/24");
  add_uplink("tun0", "203.0.113.2/24");
  output_of("ip route add default via 198.51.100.1");
  output_of("ip route add 0.0.0.0/1 via 203.0.113.1");
  output_of("ip route add 128.0.0.0/1 via 203.0.113.1");
  EXPECT_EQ(default_link(), "up0");
  output_of("ip route add default via 203.0.113.1 table 7");
  output_of("ip rule add pref 10 lookup 7");
  EXPECT_EQ(default_link(), "up0");
}

TEST_F(HostViewTest, UnreachableDefaultRouteIsNone) {
  output_of("ip route add unreachable default");
  EXPECT_EQ(default_link(), "");
}

TEST_F(HostViewTest, TakesTheIpv6DefaultRouteWhereThereIsNoOther) {
  add_uplink("up0", "2001:db8:1::2/64");
  output_of("ip -6 route add default via 2001:db8:1::1 dev up0");
  EXPECT_EQ(default_link(), "up0");
  add_uplink("up1", "198.51.100.2/24");
  output_of("ip route add default via 198.51.100.1");
  EXPECT_EQ(default_link(), "up1");
}

TEST_F(HostViewTest, ListsDefaultRoutesOfOneFamily) {
  EXPECT_TRUE(view_->default_routes(Family::v4)->empty());
  add_uplink("up0", "198.51.100.2/24");
  output_of("ip address add 2001:db8:1::2/64 nodad dev up0");
  output_of("ip route add default via 198.51.100.1 metric 1001");
  output_of("ip route add default via 198.51.100.9");
  output_of("ip route add default via 198.51.100.9 table 7");
  output_of("ip route add unreachable default metric 5");
  output_of("ip -6 route add default via 2001:db8:1::1 dev up0");
  const auto texts = [&](Family family) {
    std::vector<std::string> lines;
    const auto routes = view_->default_routes(family);
    for (const auto& route : *routes)
      lines.push_back(route.link + " " + std::to_string(route.metric));
    std::sort(lines.begin(), lines.end());
    return lines;
  };
  EXPECT_EQ(texts(Family::v4), (std::vector<std::string>{"up0 0", "up0 1001"}));
  EXPECT_EQ(texts(Family::v6), (std::vector<std::string>{"up0 1024"}));
}

// Router advertisements count where the IPv6 default route is, and only for a host.
TEST_F(HostViewTest, FindsTheLinkWhereTheHostListensToRouters) {
  const auto set = [](const std::string& name, const std::string& value) {
    output_of("echo " + value + " > /proc/sys/net/ipv6/conf/" + name);
  };
  add_uplink("up0", "198.51.100.2/24");
  output_of("ip route add default via 198.51.100.1");
  EXPECT_EQ(view_->advertised_link().value(), "");
  add_uplink("up1", "2001:db8:1::2/64");
  output_of("ip -6 route add default via 2001:db8:1::1 dev up1");
  set("up1/accept_ra", "1");
  EXPECT_EQ(view_->advertised_link().value(), "up1");
  set("up1/accept_ra", "0");
  EXPECT_EQ(view_->advertised_link().value(), "");
  set("up1/accept_ra", "2");
  EXPECT_EQ(view_->advertised_link().value(), "up1");
  set("all/forwarding", "1");
  EXPECT_EQ(view_->advertised_link().value(), "up1");
  set("up1/accept_ra", "1");
  EXPECT_EQ(view_->advertised_link().value(), "") << "a router that forwards already";
}

TEST_F(HostViewTest, ListsAddressesAndRoutesOfAllTables) {
  add_uplink("up0", "192.0.2.1/24");
  output_of("ip route add 198.51.100.0/24 via 192.0.2.254 table 300");
  output_of("ip route add blackhole 203.0.113.0/24");
  output_of("ip address add 10.0.0.1 peer 10.0.0.2 dev up0");
  output_of("ip address add 2001:db8:1::1/64 nodad dev up0");
  const std::vector<std::string> all = held();
  for (const char* line : {
           "192.0.2.0/24: address 192.0.2.1/24 of link \"up0\"",
           "198.51.100.0/24: route 198.51.100.0/24 through link \"up0\" in table 300",
           "203.0.113.0/24: route 203.0.113.0/24",
           "10.0.0.1/32: address 10.0.0.1/32 of link \"up0\"",
           "10.0.0.2/32: address 10.0.0.1/32 of link \"up0\"",
           "2001:db8:1::/64: address 2001:db8:1::1/64 of link \"up0\"",
       })
    EXPECT_NE(std::find(all.begin(), all.end(), line), all.end()) << line;
}

// With many addresses, the kernel is asked for each table that a routing rule names.
TEST_F(HostViewTest, ListsTheRoutesOfAHostWithManyAddresses) {
  add_uplink("up0", "192.0.2.1/24");
  for (int n = 1; n <= 40; ++n)
    output_of("ip address add 10.0." + std::to_string(n) + ".1/24 dev up0");
  output_of("ip address add 2001:db8:1::1/64 nodad dev up0");
  output_of("ip route add 198.51.100.0/24 via 192.0.2.254 table 300");
  output_of("ip rule add from 192.0.2.7 lookup 300");
  output_of("ip -6 route add 2001:db8:3::/48 via 2001:db8:1::2 table 400");
  output_of("ip -6 rule add from 2001:db8:1::7 lookup 400");
  output_of("ip route add 198.51.0.0/24 via 192.0.2.254 table 500");
  output_of("ip route add blackhole 203.0.113.0/24");
  const std::vector<std::string> all = held();
  const auto has = [&](const std::string& line) {
    return std::find(all.begin(), all.end(), line) != all.end();
  };
  for (const char* line : {
           "10.0.40.0/24: address 10.0.40.1/24 of link \"up0\"",
           "2001:db8:1::/64: address 2001:db8:1::1/64 of link \"up0\"",
           "198.51.100.0/24: route 198.51.100.0/24 through link \"up0\" in table 300",
           "2001:db8:3::/48: route 2001:db8:3::/48 through link \"up0\" in table 400",
           "203.0.113.0/24: route 203.0.113.0/24",
       })
    EXPECT_TRUE(has(line)) << line;
  EXPECT_FALSE(has("198.51.0.0/24: route 198.51.0.0/24 through link \"up0\" in table 500"))
      << "no rule";
}

// The longer route of a network is used instead of a route with a gateway.
TEST_F(HostViewTest, KnowsWhichRoutesANetworkCanBeAPartOf) {
  add_uplink("up0", "192.0.2.1/24");
  output_of("ip tuntap add dev tunnel mode tun");  // has no neighbours
  output_of("ip link set tunnel up");
  output_of("ip route add 10.1.0.0/16 via 192.0.2.254");
  output_of("ip route add 10.2.0.0/16 dev tunnel");
  output_of("ip route add blackhole 10.3.0.0/16");
  output_of("ip route add 10.4.0.0/16 dev up0");
  output_of("ip route add local 10.5.0.0/16 dev lo");
  output_of("ip route add 10.6.0.0/16 nexthop via 192.0.2.253 nexthop via 192.0.2.254");
  output_of("ip route add local 10.7.0.0/16 dev lo table 300");
  for (int addresses = 1; addresses < 80; addresses += 78) {
    std::vector<std::string> covering;
    std::vector<std::string> taken;
    const auto prefixes = view_->host_prefixes();
    ASSERT_TRUE(prefixes.ok());
    for (const auto& one : *prefixes)
      if (!one.address && one.prefix.length == 16)
        (one.is_route ? covering : taken).push_back(one.prefix.text());
    std::sort(covering.begin(), covering.end());
    std::sort(taken.begin(), taken.end());
    std::vector<std::string> expected{"10.1.0.0/16", "10.2.0.0/16", "10.3.0.0/16", "10.6.0.0/16"};
    if (addresses == 1) expected.emplace_back("10.7.0.0/16");  // no rule names the table
    EXPECT_EQ(covering, expected);
    EXPECT_EQ(taken, (std::vector<std::string>{"10.4.0.0/16", "10.5.0.0/16"}));
    for (int n = 1; n < 79 && addresses == 1; ++n)
      output_of("ip address add 172.16." + std::to_string(n) + ".1/24 dev up0");
  }
}

TEST_F(HostViewTest, KnowsBroadcastAddresses) {
  add_uplink("up0", "192.0.2.1/24");
  output_of("ip link set lo up");
  output_of("ip address add 198.51.100.1/24 broadcast 198.51.100.77 dev up0");
  for (const char* text : {"127.255.255.255", "192.0.2.255", "198.51.100.77"})
    EXPECT_TRUE(view_->is_broadcast(IpAddress::parse(text).value())) << text;
  for (const char* text : {"127.0.0.1", "192.0.2.1", "192.0.2.9", "203.0.113.9", "2001:db8::1"})
    EXPECT_FALSE(view_->is_broadcast(IpAddress::parse(text).value())) << text;
}

TEST_F(HostViewTest, LeavesOutWhatNoLinkHas) {
  output_of("ip link set lo up");
  add_uplink("up0", "169.254.7.1/16");
  output_of("ip route add default dev up0");
  output_of("ip route add 0.0.0.0/1 dev up0");
  output_of("ip route add 128.0.0.0/1 dev up0");
  output_of("ip -6 route add default dev up0");
  output_of("ip -6 route add 8000::/1 dev up0");
  output_of("ip -6 route add 2000::/3 dev up0");
  EXPECT_EQ(held(), std::vector<std::string>());
}

TEST_F(HostViewTest, KnowsWhetherTheKernelHasIpv6) {
  EXPECT_EQ(view_->has_ipv6(), shell("test -d /proc/sys/net/ipv6").code == 0);
}

}  // namespace
}  // namespace mydocker::testing
