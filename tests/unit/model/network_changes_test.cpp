#include "runtime/model/network_changes.hpp"

#include <gtest/gtest.h>

namespace mydocker::model {
namespace network_changes_test {

DeclaredNetwork web() {
  DeclaredNetwork network;
  network.name = "web";
  network.subnets = {{.prefix = "10.9.0.0/24", .gateway = "10.9.0.1"}};
  network.labels = {{"team", "blue"}};
  return network;
}

// One line for each change.
std::string changes(const DeclaredNetwork& now, const DeclaredNetwork& wish) {
  std::string text;
  for (const auto& change : changes_between(now, wish))
    text += change.what + ": " + change.from + " -> " + change.to +
            (change.in_place ? " in place\n" : "\n");
  return text;
}

TEST(NetworkChanges, EqualNetworksHaveNone) { EXPECT_EQ(changes(web(), web()), ""); }

TEST(NetworkChanges, NameTheFieldAndBothValues) {
  auto wish = web();
  wish.driver = "none";
  wish.internal = true;
  EXPECT_EQ(changes(web(), wish), "driver: bridge -> none\ninternal: no -> yes\n");
}

TEST(NetworkChanges, OfLabelsAreInPlaceAndKeyByKey) {
  auto wish = web();
  wish.labels = {{"team", "red"}, {"x", ""}};
  EXPECT_EQ(changes(web(), wish),
            "label \"team\": \"blue\" -> \"red\" in place\nlabel \"x\": none -> \"\" in place\n");
  wish.labels.clear();
  EXPECT_EQ(changes(web(), wish), "label \"team\": \"blue\" -> none in place\n");
}

TEST(NetworkChanges, OfOptionsAreNotInPlace) {
  auto wish = web();
  wish.options = {{"mtu", "1400"}};
  EXPECT_EQ(changes(web(), wish), "option \"mtu\": none -> \"1400\"\n");
}

TEST(NetworkChanges, AWishWithoutSubnetsIsContentWithThoseThatAreThere) {
  auto wish = web();
  wish.subnets.clear();
  EXPECT_EQ(changes(web(), wish), "");
}

TEST(NetworkChanges, AFamilyThatIsWantedKeepsItsSubnet) {
  auto now = web();
  now.subnets.push_back({.prefix = "fd00:9::/64"});
  now.ipv4 = now.ipv6 = true;
  auto wish = now;
  wish.subnets.pop_back();
  EXPECT_EQ(changes(now, wish), "");
  wish.ipv6 = false;
  EXPECT_EQ(changes(now, wish), "subnet: fd00:9::/64 -> none\nipv6: yes -> no\n");
  wish = now;
  wish.subnets.clear();
  wish.ipam_driver = "none";  // then nobody chooses a subnet
  EXPECT_EQ(
      changes(now, wish),
      "subnet: 10.9.0.0/24 -> none\nsubnet: fd00:9::/64 -> none\nipam_driver: default -> none\n");
}

TEST(NetworkChanges, OfRoutesAreOneByOneAndInAnyOrder) {
  auto now = web();
  now.routes = {"10.1.0.0/16,10.9.0.9", "10.2.0.0/16,10.9.0.9"};
  auto wish = now;
  std::swap(wish.routes[0], wish.routes[1]);
  EXPECT_EQ(changes(now, wish), "");
  wish.routes[0] = "10.3.0.0/16,10.9.0.9";
  EXPECT_EQ(
      changes(now, wish),
      "route \"10.2.0.0/16,10.9.0.9\": yes -> no\nroute \"10.3.0.0/16,10.9.0.9\": no -> yes\n");
}

TEST(NetworkChanges, SubnetsAreTheSameInAnyOrder) {
  auto now = web();
  now.subnets.push_back({.prefix = "10.8.0.0/24"});
  auto wish = now;
  std::swap(wish.subnets[0], wish.subnets[1]);
  EXPECT_EQ(changes(now, wish), "");
}

TEST(NetworkChanges, OfSubnetsNameThePrefix) {
  auto wish = web();
  wish.subnets[0].gateway = "10.9.0.7";
  wish.subnets[0].reserved = {{"a", "10.9.0.2"}};
  wish.subnets.push_back({.prefix = "10.8.0.0/24"});
  EXPECT_EQ(changes(web(), wish),
            "subnet 10.9.0.0/24 gateway: 10.9.0.1 -> 10.9.0.7\n"
            "subnet 10.9.0.0/24 reserved \"a\": none -> \"10.9.0.2\"\n"
            "subnet: none -> 10.8.0.0/24\n");
  EXPECT_EQ(changes(wish, web()),
            "subnet: 10.8.0.0/24 -> none\n"
            "subnet 10.9.0.0/24 gateway: 10.9.0.7 -> 10.9.0.1\n"
            "subnet 10.9.0.0/24 reserved \"a\": \"10.9.0.2\" -> none\n");
}

// --- where declarations come from

Manifest driver() {
  Manifest manifest;
  manifest.name = "bridge";
  ManifestOption mtu;
  mtu.key = "mtu";
  mtu.type = OptionType::number;
  ManifestOption nat;
  nat.key = "nat";
  nat.type = OptionType::flag;
  nat.default_value = "yes";
  manifest.options = {mtu, nat};
  return manifest;
}

TEST(DeclaredNetwork, LeavesOutTheDriversDefaults) {
  Network network;
  network.options = {{"mtu", "1400"}, {"nat", "true"}};
  const auto manifest = driver();
  EXPECT_EQ(declared_from(network, &manifest).options, (Texts{{"mtu", "1400"}}));
  network.options["nat"] = "false";
  EXPECT_EQ(declared_from(network, &manifest).options, (Texts{{"mtu", "1400"}, {"nat", "false"}}));
}

TEST(DeclaredNetwork, WithoutItsDriverKeepsAllOptions) {
  Network network;
  network.options = {{"nat", "true"}};
  EXPECT_EQ(declared_from(network, nullptr).options, network.options);
}

TEST(DeclaredNetwork, SaysInShortOnlyThoseFamiliesThatDoNotFollow) {
  DeclaredNetwork network;
  network.ipv4 = true;
  network.ipv6 = false;
  EXPECT_EQ(in_short(network).ipv4, std::nullopt);
  EXPECT_EQ(in_short(network).ipv6, std::nullopt);
  network.subnets = {{.prefix = "fd00:9::/64"}};
  network.ipv4 = false;
  network.ipv6 = true;
  EXPECT_EQ(in_short(network).ipv4, false);
  EXPECT_EQ(in_short(network).ipv6, std::nullopt);
  network.ipam_driver = "none";
  EXPECT_EQ(in_short(network).ipv4, std::nullopt);
}

TEST(DeclaredNetwork, AsksForWhatItWasMadeFrom) {
  Network network;
  network.name = "web";
  network.driver = "bridge";
  Subnet subnet;
  subnet.prefix = IpPrefix::parse("10.9.0.0/24").value();
  subnet.gateway = IpAddress::parse("10.9.0.1").value();
  subnet.range =
      AddressRange{IpAddress::parse("10.9.0.128").value(), IpAddress::parse("10.9.0.255").value()};
  subnet.reserved = {{"router", IpAddress::parse("10.9.0.2").value()}};
  subnet.promised = {{"c1", IpAddress::parse("10.9.0.3").value()}};
  network.subnets = {subnet};
  network.routes = {
      {IpPrefix::parse("10.1.0.0/16").value(), IpAddress::parse("10.9.0.9").value(), 20}};
  network.labels = {{"team", "blue"}};
  const auto wish = wish_of(declared_from(network, nullptr));
  EXPECT_EQ(wish.ip_ranges, std::vector<std::string>{"10.9.0.128/25"});
  const auto checked = check_network(wish);
  ASSERT_TRUE(checked.ok()) << checked.error().message();
  EXPECT_EQ(checked->subnets, network.subnets);
  EXPECT_EQ(checked->labels, network.labels);
  EXPECT_EQ(checked->routes, network.routes);
}

}  // namespace network_changes_test
}  // namespace mydocker::model
