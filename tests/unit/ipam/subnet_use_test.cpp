#include "runtime/ipam/subnet_use.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace mydocker::ipam {
namespace {

IpAddress address(const std::string& text) { return IpAddress::parse(text).value(); }

model::Subnet subnet(const std::string& prefix, const std::string& gateway = "") {
  model::Subnet result;
  result.prefix = IpPrefix::parse(prefix).value();
  if (!gateway.empty()) result.gateway = address(gateway);
  return result;
}

model::Endpoint with(const std::string& prefix) {
  model::Endpoint endpoint;
  endpoint.addresses = {IpPrefix::parse(prefix).value()};
  return endpoint;
}

void expect(const SubnetUse& use, std::uint64_t in_use, std::uint64_t available) {
  EXPECT_EQ(use.in_use, in_use);
  EXPECT_EQ(use.available, available);
}

TEST(SubnetUse, CountsNetworkBroadcastAndGateway) {
  expect(use_of(subnet("192.0.2.0/24", "192.0.2.1"), {}), 3, 253);
  expect(use_of(subnet("172.17.0.0/16", "172.17.0.1"), {}), 3, 65533);
  expect(use_of(subnet("10.0.0.0/8", "10.0.0.1"), {}), 3, 16'777'213);
}

TEST(SubnetUse, CountsContainersOfThisSubnetOnly) {
  expect(use_of(subnet("192.0.2.0/24", "192.0.2.1"),
                {with("192.0.2.2/24"), with("192.0.2.3/24"), with("198.51.100.2/24")}),
         5, 251);
}

TEST(SubnetUse, CountsWhatIsReservedOnce) {
  auto one = subnet("192.0.2.0/24", "192.0.2.1");
  one.aux_addresses = {{"printer", address("192.0.2.9")}, {"first", address("192.0.2.0")}};
  expect(use_of(one, {}), 4, 252);
}

TEST(SubnetUse, CountsWhatIsPromisedWhetherOrNotItsContainerIsThere) {
  auto one = subnet("192.0.2.0/24", "192.0.2.1");
  one.reservations = {{"db", address("192.0.2.9")}, {"web", address("192.0.2.10")}};
  expect(use_of(one, {}), 5, 251);
  expect(use_of(one, {with("192.0.2.9/24")}), 5, 251);
}

TEST(SubnetUse, OffersOnlyTheRange) {
  auto one = subnet("192.0.2.0/24", "192.0.2.1");
  one.range = {address("192.0.2.64"), address("192.0.2.127")};
  expect(use_of(one, {with("192.0.2.64/24"), with("192.0.2.200/24")}), 5, 63);
}

TEST(SubnetUse, OfTheSmallestSubnets) {
  expect(use_of(subnet("192.0.2.0/31", "192.0.2.0"), {}), 1, 1);
  expect(use_of(subnet("192.0.2.0/30", "192.0.2.1"), {with("192.0.2.2/30")}), 4, 0);
}

TEST(SubnetUse, OfIpv6StopsAtTheLargestNumber) {
  constexpr auto kMost = std::numeric_limits<std::uint64_t>::max();
  expect(use_of(subnet("2001:db8::/48", "2001:db8::1"), {}), 2, kMost);
  expect(use_of(subnet("2001:db8::/112", "2001:db8::1"), {}), 2, 65534);
}

}  // namespace
}  // namespace mydocker::ipam
