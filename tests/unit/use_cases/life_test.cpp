// The life of networks and containers: what each command leaves on the machine.
#include "use_case.hpp"

namespace mydocker::app {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

using Life = UseCase;

TEST_F(Life, ANetworkLeavesNothing) {
  const auto before = machine();
  created("web");
  EXPECT_TRUE(system.host.spaces[""].links.contains("web"));
  EXPECT_EQ(outcome(remove("web")), "done");
  EXPECT_EQ(machine(), before);
}

TEST_F(Life, AContainerLeavesNothing) {
  created("web");
  add_container("c1");
  const auto before = machine();
  EXPECT_EQ(outcome(connect("web", "c1", {"8080:80"})), "done");
  EXPECT_TRUE(system.host.spaces[path_of("c1")].links.contains("eth0"));
  EXPECT_EQ(outcome(disconnect("web", "c1")), "done");
  EXPECT_EQ(machine(), before);
}

TEST_F(Life, APublishedPortLeavesNothing) {
  created("web");
  connected("web", "c1");
  const auto before = machine();
  EXPECT_EQ(outcome(publish("web", "c1", {"8080:80"})), "done");
  EXPECT_NE(machine(), before);
  EXPECT_EQ(outcome(unpublish("web", "c1", {"8080:80"})), "done");
  EXPECT_EQ(machine(), before);
}

TEST_F(Life, TheLastNetworkRestoresForwarding) {
  created("a");
  created("b", "10.8.0.0/24");
  EXPECT_EQ(outcome(remove("a")), "done");
  EXPECT_THAT(machine(), HasSubstr("net/ipv4/ip_forward = 1"));
  EXPECT_EQ(outcome(remove("b")), "done");
  EXPECT_THAT(machine(), Not(HasSubstr("ip_forward")));
}

TEST_F(Life, ForwardingOfAnotherProgramStays) {
  system.host.spaces[""].settings["net/ipv4/ip_forward"] = "1";
  created("web");
  EXPECT_EQ(outcome(remove("web")), "done");
  EXPECT_THAT(machine(), HasSubstr("net/ipv4/ip_forward = 1"));
}

TEST_F(Life, ANetworkInUseIsNotRemoved) {
  created("web");
  connected("web", "c1");
  const auto before = machine();
  EXPECT_THAT(outcome(remove("web")), HasSubstr("in_use: "));
  EXPECT_EQ(machine(), before);
}

TEST_F(Life, ANetworkOfADeadContainerIsRemoved) {
  const auto before = machine();
  created("web");
  connected("web", "c1", {"8080:80"});
  system.remove_container(path_of("c1"));
  EXPECT_EQ(outcome(remove("web")), "done");
  EXPECT_EQ(machine(), before);
}

TEST_F(Life, TwoContainersOfANetworkHaveTwoAddresses) {
  created("web");
  connected("web", "c1");
  connected("web", "c2");
  const auto report = inspect("web");
  ASSERT_TRUE(report.ok());
  ASSERT_EQ(report->endpoints.size(), 2U);
  EXPECT_EQ(report->endpoints[0].endpoint.addresses.front().text(), "10.9.0.2/24");
  EXPECT_EQ(report->endpoints[1].endpoint.addresses.front().text(), "10.9.0.3/24");
}

TEST_F(Life, AReleasedAddressIsNotGivenToTheNextContainer) {
  created("web");
  connected("web", "c1");
  EXPECT_EQ(outcome(disconnect("web", "c1")), "done");
  connected("web", "c2");
  EXPECT_EQ(inspect("web")->endpoints[0].endpoint.addresses.front().text(), "10.9.0.3/24");
}

TEST_F(Life, AContainerThatReturnsHasItsAddressAndPortsAgain) {
  created("web");
  connected("web", "c1", {"8080:80"});
  const auto before = inspect("web")->endpoints[0].endpoint;
  system.remove_container(path_of("c1"));
  connected("web", "c1");
  const auto after = inspect("web")->endpoints[0].endpoint;
  EXPECT_EQ(after.addresses, before.addresses);
  EXPECT_EQ(after.mac, before.mac);
  ASSERT_EQ(after.ports.size(), 1U);
  EXPECT_EQ(after.ports[0].port.host_port, 8080);
}

TEST_F(Life, AContainerOnTwoNetworksHasTwoInterfaces) {
  created("a");
  created("b", "10.8.0.0/24");
  connected("a", "c1");
  EXPECT_EQ(outcome(connect("b", "c1")), "done");
  const auto& links = system.host.spaces[path_of("c1")].links;
  EXPECT_TRUE(links.contains("eth0") && links.contains("eth1"));
}

TEST_F(Life, ADriverWithoutResourcesChangesNothing) {
  const auto before = machine();
  CreateNetworkRequest request;
  request.spec.name = "quiet";
  request.spec.driver = "none";
  EXPECT_EQ(outcome(create(request)), "done");
  EXPECT_EQ(machine(), before);
  EXPECT_EQ(outcome(remove("quiet")), "done");
}

TEST_F(Life, AMacvlanNetworkUsesItsParent) {
  CreateNetworkRequest request;
  request.spec.name = "lan";
  request.spec.driver = "macvlan";
  request.spec.options = {"parent=eth0"};
  request.spec.subnets = {"10.7.0.0/24"};
  ASSERT_EQ(outcome(create(request)), "done");
  add_container("c1");
  const auto before = machine();
  ASSERT_EQ(outcome(connect("lan", "c1")), "done");
  EXPECT_EQ(system.host.spaces[path_of("c1")].links["eth0"].kind, "macvlan");
  EXPECT_EQ(outcome(disconnect("lan", "c1")), "done");
  EXPECT_EQ(machine(), before);
}

TEST_F(Life, PruneRemovesOnlyUnusedNetworks) {
  created("used");
  created("unused", "10.8.0.0/24");
  connected("used", "c1");
  const auto report = run([](Runtime& runtime) { return runtime.prune_networks({}); });
  ASSERT_TRUE(report.ok());
  ASSERT_EQ(report->removed.size(), 1U);
  EXPECT_EQ(report->removed[0].name, "unused");
  EXPECT_TRUE(system.host.spaces[""].links.contains("used"));
}

TEST_F(Life, PruneOfContainersRemovesDeadEndpoints) {
  created("web");
  add_container("c1");
  const auto before = machine();
  connected("web", "c1", {"8080:80"});
  system.remove_container(path_of("c1"));
  const auto report = run([](Runtime& runtime) { return runtime.prune_containers({}); });
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->removed.size(), 1U);
  system.add_container(path_of("c1"));
  EXPECT_EQ(machine(), before);
}

TEST_F(Life, ANetworkIsCreatedAgainAfterAReboot) {
  created("web");
  system.host = testing::FakeSystem().host;
  system.boot = "boot 2";
  connected("web", "c1");
  EXPECT_TRUE(system.host.spaces[""].links.contains("web"));
  EXPECT_EQ(inspect("web")->endpoints.size(), 1U);
}

// `connect` first creates the network again. That part alone does not complete the command.
TEST_F(Life, AConnectionThatFailsAfterARebootIsAnError) {
  created("web");
  system.host = testing::FakeSystem().host;
  system.boot = "boot 2";
  system.used_ports.insert({Protocol::tcp, IpAddress(), 5432});
  add_container("c1");
  const auto refused = connect("web", "c1", {"5432:80"});
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().kind(), ErrorKind::already_exists) << refused.error().message();
}

// `rm --force` disconnects the containers. A later command that disconnects one again fails.
TEST_F(Life, ADisconnectionByRemoveDoesNotCompleteALaterCommand) {
  created("web");
  connected("web", "c1");
  const auto removed = run([](Runtime& runtime) {
    return runtime.remove_networks({{.network = "web", .force = true, .disconnect = true}});
  });
  ASSERT_TRUE(removed.front().ok());
  created("web");
  const auto refused = disconnect("web", "c1");
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().kind(), ErrorKind::not_found) << refused.error().message();
}

}  // namespace
}  // namespace mydocker::app
