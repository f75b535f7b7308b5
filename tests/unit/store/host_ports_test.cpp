#include <gmock/gmock.h>

#include "runtime/store/runtime_state.hpp"
#include "scratch.hpp"

namespace mydocker::store {
namespace {

using model::HostPort;
using model::PortMapping;

PortMapping published(std::uint16_t port, const std::string& at = {}, std::uint16_t count = 1) {
  PortMapping one;
  one.port = {Protocol::tcp, std::nullopt, port, 80, count};
  if (!at.empty()) one.port.host_address = ip(at);
  one.since = 7;
  return one;
}

HostPort host_port(std::uint16_t port, const std::string& at = "0.0.0.0") {
  return {Protocol::tcp, ip(at), port};
}

class HostPortsTest : public ::testing::Test {
 protected:
  static model::Endpoint endpoint(const std::string& name, std::vector<PortMapping> ports) {
    model::Endpoint one;
    one.id = name;
    one.network_id = "net";
    one.container = name;
    one.mac = {{2, 0, 0, 0, 0, static_cast<std::uint8_t>(name.back())}};
    one.addresses = {{ip("10.1.0." + std::to_string(int{name.back()})), 24}};
    one.ports = std::move(ports);
    return one;
  }
  std::int64_t insert(const std::string& name, std::vector<PortMapping> ports) {
    const auto entry_id = state_.open_entry(EntryKind::endpoint, name, "net").value();
    const auto inserted = state_.insert_endpoint(entry_id, endpoint(name, std::move(ports)));
    EXPECT_TRUE(inserted.ok()) << inserted.error().message();
    return entry_id;
  }
  std::string holder(const HostPort& port) {
    const auto found = state_.port_owner(port).value();
    return found ? found->container : "none";
  }

  Scratch scratch_;
  RuntimeState state_ = RuntimeState::open(scratch_.path(), {"boot", 1}).value();
  RuntimeState::Transaction transaction_ = state_.begin().value();
};

TEST_F(HostPortsTest, AreHeldByTheEndpointWhileItIsThere) {
  const auto entry_id = insert("c1", {published(8080, "", 3), published(9000, "198.51.100.1")});
  EXPECT_EQ(holder(host_port(8080)), "c1");
  EXPECT_EQ(holder(host_port(8082)), "c1");
  EXPECT_EQ(holder(host_port(8083)), "none");
  EXPECT_EQ(holder({Protocol::udp, ip("0.0.0.0"), 8080}), "none");
  EXPECT_EQ(state_.endpoint_of(entry_id).value()->ports.size(), 2U);
  EXPECT_EQ(state_.endpoint_of(entry_id).value()->ports[0], published(8080, "", 3));
  EXPECT_EQ(state_.endpoint_of(entry_id).value()->ports[1], published(9000, "198.51.100.1"));
  ASSERT_TRUE(state_.close_entry(entry_id).ok());
  EXPECT_EQ(holder(host_port(8080)), "none");
  EXPECT_EQ(holder(host_port(9000)), "none");
}

TEST_F(HostPortsTest, OnEveryAddressCollideWithThoseOnOneBothWays) {
  insert("c1", {published(8080), published(9000, "198.51.100.1")});
  EXPECT_EQ(holder(host_port(8080, "198.51.100.1")), "c1");
  EXPECT_EQ(holder(host_port(9000)), "c1");
  EXPECT_EQ(holder(host_port(9000, "198.51.100.1")), "c1");
  EXPECT_EQ(holder(host_port(9000, "198.51.100.2")), "none");
  EXPECT_EQ(holder(host_port(8080, "::")), "none") << "the container has no IPv6";
}

TEST_F(HostPortsTest, ThatAreTakenRefuseTheEndpoint) {
  insert("c1", {published(8080)});
  const auto entry_id = state_.open_entry(EntryKind::endpoint, "c2", "net").value();
  const auto refused = state_.insert_endpoint(entry_id, endpoint("c2", {published(8079, "", 2)}));
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().kind(), ErrorKind::already_exists);
  EXPECT_EQ(refused.error().message(), "port 8080/tcp is published by container \"c1\"");
}

TEST_F(HostPortsTest, OfAPartGoWithItsRowAndNothingElse) {
  const auto entry_id = insert("c1", {published(8080)});
  const auto change_entry = state_.open_entry(EntryKind::change, change_owner("c1"), "net").value();
  ASSERT_TRUE(state_.put_endpoint(change_entry, endpoint("c1", {published(9000)})).ok());
  EXPECT_EQ(holder(host_port(9000)), "c1");
  ASSERT_TRUE(state_.close_entry(change_entry).ok());
  EXPECT_EQ(holder(host_port(9000)), "none");
  EXPECT_EQ(holder(host_port(8080)), "c1");
  EXPECT_TRUE(state_.find_endpoint("net", "c1").value().has_value());
  EXPECT_TRUE(state_.lease_owner("net", endpoint("c1", {}).addresses[0].address).value());
  EXPECT_TRUE(state_.endpoint_of(entry_id).value().has_value());
}

TEST_F(HostPortsTest, PassFromOneRowToAnother) {
  const auto entry_id = insert("c1", {published(8080)});
  const auto change_entry = state_.open_entry(EntryKind::change, change_owner("c1"), "net").value();
  ASSERT_TRUE(state_.put_endpoint(change_entry, endpoint("c1", {published(9000)})).ok());
  EXPECT_FALSE(state_.set_ports(entry_id, {published(8080), published(9000)}).ok());
  ASSERT_TRUE(state_.set_ports(change_entry, {}).ok());
  ASSERT_TRUE(state_.set_ports(entry_id, {published(9000)}).ok());
  EXPECT_EQ(holder(host_port(8080)), "none");
  EXPECT_EQ(holder(host_port(9000)), "c1");
}

TEST_F(HostPortsTest, SharedThingsPassOnWithTheirFirstValue) {
  const auto one = insert("c1", {});
  const auto two = insert("c2", {});
  ASSERT_TRUE(state_.acquire("setting", one, "0").ok());
  ASSERT_TRUE(state_.transfer("setting", one, two).ok());
  EXPECT_TRUE(state_.shared("setting", one).value().others);
  EXPECT_FALSE(state_.shared("setting", two).value().others);
  EXPECT_EQ(state_.shared("setting", two).value().prior, "0");
}

TEST_F(HostPortsTest, RememberWhereChoosingStopped) {
  EXPECT_EQ(state_.last_port().value(), 0);
  ASSERT_TRUE(state_.set_last_port(65535).ok());
  EXPECT_EQ(state_.last_port().value(), 65535);
}

}  // namespace
}  // namespace mydocker::store
