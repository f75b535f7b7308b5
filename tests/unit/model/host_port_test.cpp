#include "runtime/model/host_port.hpp"

#include <gmock/gmock.h>

namespace mydocker::model {
namespace {

IpAddress address(const char* text) { return IpAddress::parse(text).value(); }
IpPrefix prefix(const char* text) { return IpPrefix::parse(text).value(); }

std::vector<std::string> texts(const PortView& port, const Endpoint& endpoint) {
  std::vector<std::string> all;
  for (const auto& one : host_ports(port, endpoint))
    all.push_back(one.address.text() + " " + text_of(one));
  return all;
}

std::vector<std::string> texts(const PortView& port, const std::vector<IpPrefix>& own) {
  Endpoint endpoint;
  endpoint.addresses = own;
  return texts(port, endpoint);
}

TEST(HostPort, IsNotUsedByARoutedFamily) {
  const PortView port{Protocol::tcp, std::nullopt, 8080, 80, 1};
  Endpoint endpoint;
  endpoint.addresses = {prefix("192.0.2.2/24"), prefix("2001:db8::2/64")};
  endpoint.routed_v4 = true;
  EXPECT_THAT(texts(port, endpoint), testing::ElementsAre(":: 8080/tcp"));
  EXPECT_TRUE(reaches(port, endpoint, Family::v4));
  endpoint.routed_v6 = true;
  EXPECT_THAT(texts(port, endpoint), testing::IsEmpty());
}

TEST(HostPort, AMappedAddressIsAnIpv4Address) {
  EXPECT_EQ(mapped_address(address("::ffff:192.0.2.7")), address("192.0.2.7"));
  EXPECT_EQ(mapped_address(address("2001:db8::1")), std::nullopt);
  EXPECT_EQ(mapped_address(address("192.0.2.7")), std::nullopt);
}

TEST(HostPort, IsNeverPublishedAtTheLoopbackAddressOfIpv6) {
  EXPECT_NE(unfit_to_publish_at(address("::1")), "");
  EXPECT_EQ(unfit_to_publish_at(address("127.0.0.1")), "");
}

TEST(HostPort, IsTakenInEveryFamilyOfTheContainer) {
  PortView port{Protocol::tcp, std::nullopt, 8080, 80, 1};
  const std::vector<IpPrefix> both{prefix("192.0.2.2/24"), prefix("2001:db8::2/64")};
  EXPECT_THAT(texts(port, both), testing::ElementsAre("0.0.0.0 8080/tcp", ":: 8080/tcp"));
  EXPECT_THAT(texts(port, {both[0]}), testing::ElementsAre("0.0.0.0 8080/tcp"));
  port.host_address = address("198.51.100.1");
  port.count = 2;
  EXPECT_THAT(texts(port, both), testing::ElementsAre("198.51.100.1 198.51.100.1:8080/tcp",
                                                      "198.51.100.1 198.51.100.1:8081/tcp"));
  EXPECT_THAT(texts(port, {both[1]}), testing::IsEmpty());
}

TEST(HostPort, CollidesWithTheSameAtAllAddressesOrAtItsOwn) {
  const HostPort any{Protocol::tcp, address("0.0.0.0"), 80};
  const HostPort any6{Protocol::tcp, address("::"), 80};
  const HostPort one{Protocol::tcp, address("198.51.100.1"), 80};
  const HostPort two{Protocol::tcp, address("198.51.100.2"), 80};
  const HostPort udp{Protocol::udp, address("0.0.0.0"), 80};
  const HostPort next{Protocol::tcp, address("0.0.0.0"), 81};
  EXPECT_TRUE(collide(any, any));
  EXPECT_TRUE(collide(any, one));
  EXPECT_TRUE(collide(one, any));
  EXPECT_TRUE(collide(one, one));
  EXPECT_FALSE(collide(one, two));
  EXPECT_FALSE(collide(any, any6));
  EXPECT_FALSE(collide(any, udp));
  EXPECT_FALSE(collide(any, next));
}

TEST(HostPort, OfIpv6StandsInBrackets) {
  EXPECT_EQ(text_of({Protocol::udp, address("::1"), 53}), "[::1]:53/udp");
}

}  // namespace
}  // namespace mydocker::model
