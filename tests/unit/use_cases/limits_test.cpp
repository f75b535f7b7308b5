// What a command says when something is used up, and what it tells an engine.
#include "use_case.hpp"

namespace mydocker::app {
namespace {

using ::testing::HasSubstr;

class Limits : public UseCase {};

TEST_F(Limits, ASubnetWithoutFreeAddresses) {
  created("tiny", "10.9.0.0/30");
  connected("tiny", "c1");
  add_container("c2");
  const auto before = machine();
  EXPECT_THAT(outcome(connect("tiny", "c2")), HasSubstr("exhausted: "));
  EXPECT_EQ(machine(), before);
}

TEST_F(Limits, AnAddressOfADeadContainerIsUsedWhenNoneIsLeft) {
  created("tiny", "10.9.0.0/30");
  connected("tiny", "c1");
  system.remove_container(path_of("c1"));
  connected("tiny", "c2");
  EXPECT_EQ(inspect("tiny")->endpoints.size(), 1U);
}

TEST_F(Limits, NoPortIsLeftToChoose) {
  system.client_ports = {40000, 40001};
  created("web");
  connected("web", "c1", {"80", "81"});
  add_container("c2");
  const auto before = machine();
  EXPECT_THAT(outcome(connect("web", "c2", {"80"})), HasSubstr("exhausted: "));
  EXPECT_EQ(machine(), before);
}

TEST_F(Limits, AReservedPortIsNotChosen) {
  system.client_ports = {40000, 40001};
  system.kept_ports = {{40000, 40000}};
  created("web");
  connected("web", "c1", {"80"});
  EXPECT_EQ(inspect("web")->endpoints[0].endpoint.ports[0].port.host_port, 40001);
}

TEST_F(Limits, APortOfADeadContainerIsTakenOver) {
  created("web");
  connected("web", "c1", {"8080:80"});
  system.remove_container(path_of("c1"));
  connected("web", "c2", {"8080:80"});
  ASSERT_EQ(inspect("web")->endpoints.size(), 1U);
  EXPECT_EQ(inspect("web")->endpoints[0].endpoint.container, "c2");
}

TEST_F(Limits, AParentInModePassthruHasOneContainer) {
  CreateNetworkRequest request;
  request.spec.name = "lan";
  request.spec.driver = "macvlan";
  request.spec.options = {"parent=eth0", "macvlan_mode=passthru"};
  request.spec.subnets = {"10.7.0.0/24"};
  ASSERT_EQ(outcome(create(request)), "done");
  connected("lan", "c1");
  add_container("c2");
  const auto before = machine();
  EXPECT_THAT(outcome(connect("lan", "c2")), HasSubstr("c1"));
  EXPECT_EQ(machine(), before);
}

TEST_F(Limits, TheFreeSubnetIsTheOneThatCreateUses) {
  const auto free = run([](Runtime& runtime) { return runtime.free_subnet(Family::v4); });
  ASSERT_TRUE(free.ok());
  CreateNetworkRequest request;
  request.spec.name = "web";
  ASSERT_EQ(outcome(create(request)), "done");
  EXPECT_EQ(inspect("web")->network.subnets[0].prefix, *free);
}

TEST_F(Limits, ANetworkExistsUntilItIsRemoved) {
  const auto exists = [](Runtime& runtime) { return runtime.network_exists("web"); };
  EXPECT_FALSE(*run(exists));
  created("web");
  EXPECT_TRUE(*run(exists));
  EXPECT_EQ(outcome(remove("web")), "done");
  EXPECT_FALSE(*run(exists));
}

TEST_F(Limits, AnAttachmentOfAnEngineIsFound) {
  created("web");
  add_container("c1");
  ConnectRequest request;
  request.network = "web";
  request.attachment = model::Attachment{"cni", "net", "id-1", "eth0"};
  request.container = model::container_name(*request.attachment);
  request.netns_path = path_of("c1");
  ASSERT_EQ(outcome(connect(request)), "done");
  const auto find = [&](Runtime& runtime) {
    return runtime.find_attachment("web", *request.attachment);
  };
  const auto found = run(find);
  ASSERT_TRUE(found.ok());
  ASSERT_TRUE(found->has_value());
  EXPECT_EQ((*found)->endpoint.container, request.container);
  EXPECT_EQ(outcome(disconnect("web", request.container)), "done");
  EXPECT_FALSE(run(find)->has_value());
}

}  // namespace
}  // namespace mydocker::app
