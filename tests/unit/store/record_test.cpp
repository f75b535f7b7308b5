#include "runtime/store/record.hpp"

#include <gtest/gtest.h>

#include "scratch.hpp"

namespace mydocker::store {
namespace record_test {

model::Network network() {
  model::Network network;
  network.id = std::string(64, 'a');
  network.name = "web";
  network.driver = "bridge";
  network.link_name = "br-1";
  network.internal = true;
  network.created = 1'700'000'000;
  network.options = {{"mtu", "1400"}, {"a.b", ""}};
  network.labels = {{"who", std::string("\n\0:\"", 4)}};
  model::Subnet v4;
  v4.prefix = prefix("10.0.0.0/8");
  v4.gateway = ip("10.0.0.1");
  v4.range = {ip("10.1.0.0"), ip("10.1.255.255")};
  v4.aux_addresses = {{"printer", ip("10.0.0.9")}, {"x-first", ip("10.0.0.10")}};
  model::Subnet v6;
  v6.prefix = prefix("2001:db8::/64");
  network.subnets = {v4, v6};
  return network;
}

TEST(RecordTest, KeepsEveryByteOfEveryField) {
  Record record;
  record.set("empty", std::string());
  record.set("odd", std::string("3:a\0\n", 5));
  record.set("number", std::int64_t{-7});
  const auto read = Record::parse(record.bytes());
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->text("empty"), "");
  EXPECT_EQ(read->text("odd"), std::string("3:a\0\n", 5));
  EXPECT_EQ(read->number("number"), -7);
  EXPECT_EQ(read->text("absent"), "");
  EXPECT_EQ(read->number("odd"), 3) << "as far as it is a number";
}

TEST(RecordTest, RefusesWhatIsNone) {
  for (const std::string bytes : {"x", "1", "1:", "1:a", "1:a2:b", "-1:a", "99999999999999999999:",
                                  "1:a1:bx", ":", "18446744073709551615:a"})
    EXPECT_FALSE(Record::parse(bytes).has_value()) << bytes;
  EXPECT_TRUE(Record::parse("").has_value());
}

TEST(RecordTest, ANetworkComesBackWhole) {
  const auto read = Record::parse(record_of(network()).bytes());
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(network_from(*read), network());
  EXPECT_EQ(network_from(*Record::parse(record_of(model::Network()).bytes())), model::Network());
}

// The checksum of a stored network is computed from these bytes. Files of earlier versions have it.
TEST(RecordTest, TheBytesOfANetworkNeverChange) {
  model::Network stored;
  stored.id = "ab";
  stored.name = "web";
  stored.driver = "bridge";
  stored.link_name = "br";
  stored.options = {{"a", "b"}};
  stored.labels = {{"l", "1"}};
  stored.created = -5;
  model::Subnet subnet;
  subnet.prefix = prefix("10.1.0.0/24");
  subnet.gateway = ip("10.1.0.1");
  subnet.range = {ip("10.1.0.8"), ip("10.1.0.9")};
  subnet.aux_addresses = {{"x", ip("10.1.0.3")}};
  subnet.reservations = {{"db", ip("10.1.0.4")}};
  subnet.host_addresses = {{"host", ip("10.1.0.5")}};
  stored.subnets = {subnet};
  stored.routes = {{prefix("10.9.0.0/16"), ip("10.1.0.1"), 5}};
  EXPECT_EQ(
      record_of(stored).bytes(),
      "14:address-choice4:ours7:created2:-56:driver6:bridge2:id2:ab8:internal1:0"
      "7:label.l1:14:link2:br4:name3:web8:option.a1:b6:route022:10.9.0.0/16,10.1.0.1,5"
      "7:subnet011:10.1.0.0/2413:subnet0-first8:10.1.0.815:subnet0-gateway8:10.1.0.1"
      "17:subnet0-host.host8:10.1.0.512:subnet0-last8:10.1.0.919:subnet0-promised.db8:10.1.0.4"
      "18:subnet0-reserved.x8:10.1.0.3");
}

TEST(RecordTest, AnEndpointComesBackWhole) {
  model::Endpoint endpoint;
  endpoint.id = "e";
  endpoint.network_id = "n";
  endpoint.container = "c";
  endpoint.netns_path = "/run/netns/a b";
  endpoint.netns_cookie = 0xffff'ffff'ffff'fff0U;
  endpoint.link_name = "eth0";
  endpoint.mac = {{2, 0, 0, 0, 0, 255}};
  endpoint.addresses = {prefix("10.0.0.2/8"), prefix("2001:db8::2/64")};
  endpoint.extra_addresses = {prefix("169.254.3.4/16")};
  endpoint.default_route = true;
  endpoint.options = {{"k", "v"}};
  endpoint.created = 5;
  EXPECT_EQ(endpoint_from(*Record::parse(record_of(endpoint).bytes())), endpoint);
  endpoint.attachment = {"cni", "pods", "c", "eth0"};
  EXPECT_EQ(endpoint_from(*Record::parse(record_of(endpoint).bytes())), endpoint);
}

TEST(RecordTest, AnAddressThatIsNoneMakesNoNetwork) {
  for (const std::string field : {"subnet0", "subnet0-gateway", "subnet0-first", "subnet0-last",
                                  "subnet0-reserved.printer"}) {
    Record record = record_of(network());
    record.set(field, std::string("lan"));
    EXPECT_FALSE(network_from(record).has_value()) << field;
  }
  Record endpoint = record_of(model::Endpoint());
  endpoint.set("mac", std::string("02"));
  EXPECT_FALSE(endpoint_from(endpoint).has_value());
  endpoint = record_of(model::Endpoint());
  endpoint.set("address0", std::string("lan"));
  EXPECT_FALSE(endpoint_from(endpoint).has_value());
}

}  // namespace record_test
}  // namespace mydocker::store
