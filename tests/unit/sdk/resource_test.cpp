#include "mydocker/resource.hpp"

#include <gmock/gmock.h>

#include <set>

#include "unit/sdk/every_resource.hpp"

namespace mydocker {
namespace {

using testing::ElementsAre;

template <class Function>
std::vector<std::string> of_every_resource(Function function) {
  std::vector<std::string> texts;
  for (const Resource& resource : every_resource()) texts.emplace_back(function(resource));
  return texts;
}

TEST(Resource, HasAKind) {
  EXPECT_THAT(of_every_resource(kind_of),
              ElementsAre("bridge", "veth", "address", "route", "route", "route", "route", "route",
                          "sysctl", "loopback", "firewall", "masquerade", "isolation",
                          "forward-allow", "port", "hairpin", "antispoofing", "macvlan", "custom",
                          "rule", "rule", "neighbour", "neighbour", "fdb", "fdb", "link", "service",
                          "service-file", "queue", "bridge-port", "nft-rules"));
}

TEST(Resource, EveryKindHasAnExample) {
  std::set<std::string_view> seen;
  for (const Resource& resource : every_resource()) seen.insert(kind_of(resource));
  EXPECT_EQ(seen.size(), std::variant_size_v<detail::ResourceKinds>);
}

TEST(Resource, IsDescribedInOnePhrase) {
  EXPECT_THAT(
      of_every_resource(describe),
      ElementsAre(
          "bridge \"testnet\"", "veth \"veth-01\" with peer \"eth0\"",
          "address 192.0.2.7/24 on \"eth0\"", "default route via 192.0.2.1 on \"eth0\"",
          "route 2001:db8::/64 on \"testnet\"", "unreachable route 198.51.100.0/24",
          "route 203.0.113.0/24 via 198.51.100.1 on \"testnet\" in table 1291845633",
          "route 203.0.113.0/24 by 2 next hops", "sysctl \"net/ipv4/ip_forward\" = \"1\"",
          "loopback of the host", "firewall tables \"inet mydocker\" and \"bridge mydocker\"",
          "masquerade of 192.0.2.0/24 as 203.0.113.7", "isolation of \"testnet\"",
          "forward-allow of IPv6 from \"eth1\" to \"testnet\"",
          "published port 192.0.2.7:80-82/udp", "hairpin of \"veth-01\"",
          "antispoofing of \"veth-01\"", "macvlan \"eth1\" on \"uplink\"", "tunnel \"tun0\"",
          "routing rule from 192.0.2.7/32 to 198.51.100.0/24 with table 1291845633",
          "routing rule from all iif testnet of IPv6 fwmark 1/255 with table 1000",
          "neighbour 192.0.2.9 on \"eth0\"", "proxy neighbour 2001:db8::7 on \"uplink\"",
          "forwarding entry 02:4d:00:00:00:05 on \"vx0\" to 198.51.100.9",
          "forwarding entry 02:4d:00:00:00:05 vlan 7 on \"port0\"", "vxlan \"vx0\" on \"uplink\"",
          "service \"dns-0123456789ab\"", "file \"hosts/c1\" of service \"dns-0123456789ab\"",
          "htb queue of \"eth0\"", "options of bridge port \"port0\"",
          "input rules of \"testnet\""));
}

TEST(Resource, HasAnIdentity) {
  EXPECT_THAT(
      of_every_resource(identity_of),
      ElementsAre(
          "host link testnet", "host link veth-01", "container address 192.0.2.7 on eth0",
          "container route 0.0.0.0/0 metric 10", "host route 2001:db8::/64 metric 0",
          "container route 198.51.100.0/24 metric 7",
          "host route 203.0.113.0/24 metric 0 table 1291845633",
          "container route 203.0.113.0/24 metric 0", "container sysctl net/ipv4/ip_forward",
          "host loopback", "host firewall", "host masquerade 192.0.2.0/24",
          "host isolation testnet", "host forward-allow of IPv6 eth1 to testnet",
          "host port udp routed 192.0.2.7:80", "host hairpin veth-01", "host antispoofing veth-01",
          "container link eth1", "container custom tunnel tun0",
          "container rule 28003 from 192.0.2.7/32 to 198.51.100.0/24",
          "host rule 28004 from all iif testnet of IPv6 fwmark 1/255",
          "container neighbour 192.0.2.9 on \"eth0\"",
          "host proxy neighbour 2001:db8::7 on \"uplink\"",
          "host fdb 02:4d:00:00:00:05 vlan 0 on vx0",
          "container fdb 02:4d:00:00:00:05 vlan 7 on port0", "container link vx0",
          "host service dns-0123456789ab", "host file hosts/c1 of service dns-0123456789ab",
          "container queue eth0", "container bridge-port port0", "host input rules testnet"));
}

TEST(Resource, HasAPlace) {
  const auto place = [](const Resource& resource) {
    return std::string(place_of(resource) == Place::host ? "host" : "container");
  };
  EXPECT_THAT(of_every_resource(place),
              ElementsAre("host", "host", "container", "container", "host", "container", "host",
                          "container", "container", "host", "host", "host", "host", "host", "host",
                          "host", "host", "container", "container", "container", "host",
                          "container", "host", "host", "container", "container", "host", "host",
                          "container", "container", "host"));
}

// A driver's visitor could not be complete for long: the list of kinds is not public.
static_assert(!std::is_base_of_v<detail::ResourceKinds, Resource>);
static_assert(!std::is_convertible_v<Resource, detail::ResourceKinds>);
static_assert(!ResourceKind<int> && !ResourceKind<Resource> && ResourceKind<Bridge>);

TEST(Resource, GivesTheStructThatItIs) {
  Resource resource = Bridge{.name = "x"};
  EXPECT_TRUE(resource.is<Bridge>());
  EXPECT_FALSE(resource.is<Link>());
  EXPECT_EQ(resource.get_if<Link>(), nullptr);
  resource.get_if<Bridge>()->name = "y";
  EXPECT_EQ(resource, Resource(Bridge{.name = "y"}));
}

TEST(ResourceIdentity, LinksOfOneNameCollideWhateverTheirType) {
  EXPECT_EQ(identity_of(Bridge{.name = "x"}), identity_of(Veth{.host_link = "x"}));
}

TEST(ResourceIdentity, AMacvlanOfTheHostIsOneOfItsLinks) {
  EXPECT_EQ(identity_of(Bridge{.name = "x"}),
            identity_of(Macvlan{.place = Place::host, .link = "x"}));
}

TEST(ResourceIdentity, AServiceIsOneWhateverItRuns) {
  EXPECT_EQ(identity_of(Service{.name = "x", .argv = {"/bin/true"}}),
            identity_of(Service{.name = "x", .user = "nobody"}));
}

TEST(ResourceIdentity, AServiceIsNamedAfterItsNetwork) {
  EXPECT_EQ(derived_service_name("dns-", "0123456789abcdef"), "dns-0123456789ab");
}

TEST(ResourceIdentity, LeavesOutWhatMayChange) {
  EXPECT_EQ(identity_of(Sysctl{Place::host, "net/ipv4/ip_forward", "0"}),
            identity_of(Sysctl{Place::host, "net/ipv4/ip_forward", "1"}));
  EXPECT_NE(identity_of(Sysctl{Place::host, "net/ipv4/ip_forward", "1"}),
            identity_of(Sysctl{Place::container, "net/ipv4/ip_forward", "1"}));
}

TEST(ResourceIdentity, ASecondDefaultRouteNeedsAnotherMetricOrFamily) {
  const auto route = [](std::string_view destination, std::uint32_t metric) {
    return identity_of(
        Route{Place::host, "eth0", IpPrefix::parse(destination).value(), std::nullopt, metric});
  };
  EXPECT_NE(route("0.0.0.0/0", 0), route("0.0.0.0/0", 1));
  EXPECT_NE(route("0.0.0.0/0", 0), route("::/0", 0));
}

TEST(Resource, AMasqueradeIsOneWhateverItsAddress) {
  const auto prefix = IpPrefix::parse("192.0.2.0/24").value();
  const Masquerade plain{prefix};
  EXPECT_EQ(describe(plain), "masquerade of 192.0.2.0/24");
  EXPECT_EQ(identity_of(plain),
            identity_of(Masquerade{prefix, IpAddress::parse("203.0.113.7").value()}));
}

TEST(Resource, APublishedPortSaysWhereItLeads) {
  PublishedPort port{Protocol::tcp, std::nullopt, 8080, IpAddress::parse("192.0.2.7").value(), 80};
  EXPECT_EQ(describe(port), "published port 8080 -> 192.0.2.7:80/tcp");
  port.host_address = IpAddress::parse("2001:db8::1").value();
  port.container_address = IpAddress::parse("2001:db8:1::2").value();
  EXPECT_EQ(describe(port), "published port [2001:db8::1]:8080 -> [2001:db8:1::2]:80/tcp");
}

}  // namespace
}  // namespace mydocker
