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
std::string changes(const DeclaredNetwork& now, const DeclaredNetwork& spec) {
  std::string text;
  for (const auto& change : changes_between(now, spec))
    text += change.what + ": " + change.from + " -> " + change.to +
            (change.in_place ? " in place\n" : "\n");
  return text;
}

TEST(NetworkChanges, EqualNetworksHaveNone) { EXPECT_EQ(changes(web(), web()), ""); }

TEST(NetworkChanges, NameTheFieldAndBothValues) {
  auto spec = web();
  spec.driver = "none";
  spec.internal = true;
  EXPECT_EQ(changes(web(), spec), "driver: bridge -> none\ninternal: no -> yes\n");
}

TEST(NetworkChanges, OfLabelsAreInPlaceAndKeyByKey) {
  auto spec = web();
  spec.labels = {{"team", "red"}, {"x", ""}};
  EXPECT_EQ(changes(web(), spec),
            "label \"team\": \"blue\" -> \"red\" in place\nlabel \"x\": none -> \"\" in place\n");
  spec.labels.clear();
  EXPECT_EQ(changes(web(), spec), "label \"team\": \"blue\" -> none in place\n");
}

TEST(NetworkChanges, OfOptionsAreNotInPlace) {
  auto spec = web();
  spec.options = {{"mtu", "1400"}};
  EXPECT_EQ(changes(web(), spec), "option \"mtu\": none -> \"1400\"\n");
}

TEST(NetworkChanges, ASpecWithoutSubnetsIsContentWithThoseThatAreThere) {
  auto spec = web();
  spec.subnets.clear();
  EXPECT_EQ(changes(web(), spec), "");
}

TEST(NetworkChanges, AFamilyThatIsWantedKeepsItsSubnet) {
  auto now = web();
  now.subnets.push_back({.prefix = "fd00:9::/64"});
  now.ipv4 = now.ipv6 = true;
  auto spec = now;
  spec.subnets.pop_back();
  EXPECT_EQ(changes(now, spec), "");
  spec.ipv6 = false;
  EXPECT_EQ(changes(now, spec), "subnet: fd00:9::/64 -> none\nipv6: yes -> no\n");
  spec = now;
  spec.subnets.clear();
  spec.ipam_driver = "none";  // then no subnet is chosen
  EXPECT_EQ(
      changes(now, spec),
      "subnet: 10.9.0.0/24 -> none\nsubnet: fd00:9::/64 -> none\nipam_driver: default -> none\n");
}

TEST(NetworkChanges, OfRoutesAreOneByOneAndInAnyOrder) {
  auto now = web();
  now.routes = {"10.1.0.0/16,10.9.0.9", "10.2.0.0/16,10.9.0.9"};
  auto spec = now;
  std::swap(spec.routes[0], spec.routes[1]);
  EXPECT_EQ(changes(now, spec), "");
  spec.routes[0] = "10.3.0.0/16,10.9.0.9";
  EXPECT_EQ(
      changes(now, spec),
      "route \"10.2.0.0/16,10.9.0.9\": yes -> no\nroute \"10.3.0.0/16,10.9.0.9\": no -> yes\n");
}

TEST(NetworkChanges, SubnetsAreTheSameInAnyOrder) {
  auto now = web();
  now.subnets.push_back({.prefix = "10.8.0.0/24"});
  auto spec = now;
  std::swap(spec.subnets[0], spec.subnets[1]);
  EXPECT_EQ(changes(now, spec), "");
}

TEST(NetworkChanges, OfSubnetsNameThePrefix) {
  auto spec = web();
  spec.subnets[0].gateway = "10.9.0.7";
  spec.subnets[0].aux_addresses = {{"a", "10.9.0.2"}};
  spec.subnets.push_back({.prefix = "10.8.0.0/24"});
  EXPECT_EQ(changes(web(), spec),
            "subnet 10.9.0.0/24 gateway: 10.9.0.1 -> 10.9.0.7\n"
            "subnet 10.9.0.0/24 aux address \"a\": none -> \"10.9.0.2\"\n"
            "subnet: none -> 10.8.0.0/24\n");
  EXPECT_EQ(changes(spec, web()),
            "subnet: 10.8.0.0/24 -> none\n"
            "subnet 10.9.0.0/24 gateway: 10.9.0.7 -> 10.9.0.1\n"
            "subnet 10.9.0.0/24 aux address \"a\": \"10.9.0.2\" -> none\n");
}

// --- sources of declarations

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
  subnet.aux_addresses = {{"router", IpAddress::parse("10.9.0.2").value()}};
  subnet.reservations = {{"c1", IpAddress::parse("10.9.0.3").value()}};
  network.subnets = {subnet};
  network.routes = {
      {IpPrefix::parse("10.1.0.0/16").value(), IpAddress::parse("10.9.0.9").value(), 20}};
  network.labels = {{"team", "blue"}};
  const auto spec = spec_of(declared_from(network, nullptr));
  EXPECT_EQ(spec.ip_ranges, std::vector<std::string>{"10.9.0.128/25"});
  const auto checked = check_network(spec);
  ASSERT_TRUE(checked.ok()) << checked.error().message();
  EXPECT_EQ(checked->network.subnets, network.subnets);
  EXPECT_EQ(checked->network.labels, network.labels);
  EXPECT_EQ(checked->network.routes, network.routes);
}

}  // namespace network_changes_test
}  // namespace mydocker::model
