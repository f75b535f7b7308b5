// The addresses of the host on a LAN: no container gets them.
#include "use_case.hpp"

namespace mydocker::app {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

class HostAddress : public UseCase {
 protected:
  HostAddress() {
    host_has("eth0", "10.7.0.5/24");
    bridge("br1", "10.8.0.1/24");
  }
  void host_has(const std::string& link, const std::string& address) {
    system.host.spaces[""].addresses.emplace(link, IpPrefix::parse(address).value());
  }
  void bridge(const std::string& name, const std::string& address) {
    system.host.add_foreign_link("", name, "bridge");
    host_has(name, address);
  }
  static CreateNetworkRequest on_lan() {
    CreateNetworkRequest request;
    request.spec.name = "lan";
    request.spec.driver = "macvlan";
    request.spec.subnets = {"10.7.0.0/24"};
    request.spec.options = {"parent=eth0"};
    return request;
  }
  static CreateNetworkRequest on_bridge(const std::string& name) {
    CreateNetworkRequest request;
    request.spec.name = name;
    request.spec.subnets = {"10.8.0.0/24"};
    request.spec.options = {"mode=unmanaged", "bridge-name=" + name};
    return request;
  }
  model::Subnet subnet_of(const std::string& network) {
    const auto report = inspect(network);
    EXPECT_EQ(outcome(report), "done");
    return report.ok() ? report->network.subnets.front() : model::Subnet();
  }
};

TEST_F(HostAddress, IsNotReservedForAContainer) {
  auto request = on_lan();
  request.spec.reservations = {"c9=10.7.0.5"};
  EXPECT_EQ(
      outcome(create(request)),
      "already_exists: create network \"lan\": --reserve \"c9=10.7.0.5\" belongs to the host");
  request.spec.reservations = {"c9=10.7.0.6"};
  EXPECT_EQ(outcome(create(request)), "done");
}

TEST_F(HostAddress, IsNotReservedForAContainerIfItIsTheGateway) {
  auto request = on_bridge("br1");
  request.spec.reservations = {"c9=10.8.0.1"};
  EXPECT_THAT(outcome(create(request)), HasSubstr("--reserve \"c9=10.8.0.1\" is the gateway"));
}

TEST_F(HostAddress, IsListedOnceIfItIsAnAuxAddress) {
  auto request = on_lan();
  request.spec.aux_addresses = {"mine=10.7.0.5"};
  ASSERT_EQ(outcome(create(request)), "done");
  EXPECT_THAT(subnet_of("lan").aux_addresses, ElementsAre(Pair("mine", ::testing::_)));
  EXPECT_THAT(subnet_of("lan").host_addresses, IsEmpty());
}

TEST_F(HostAddress, IsAGatewayWithANoteOnAMacvlan) {
  auto request = on_lan();
  request.spec.gateways = {"10.7.0.5"};
  ASSERT_EQ(outcome(create(request)), "done");
  EXPECT_THAT(log.notices,
              ElementsAre(HasSubstr("the gateway 10.7.0.5 is an address of the host")));
}

TEST_F(HostAddress, OfTheOwnBridgeIsTheGateway) {
  ASSERT_EQ(outcome(create(on_bridge("br1"))), "done");
  bridge("br2", "10.8.0.9/24");
  ASSERT_EQ(outcome(create(on_bridge("br2"))), "done");
  EXPECT_EQ(subnet_of("br1").gateway->text(), "10.8.0.1");
  EXPECT_EQ(subnet_of("br2").gateway->text(), "10.8.0.9");
}

}  // namespace
}  // namespace mydocker::app
