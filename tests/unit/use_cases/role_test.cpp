// Options that a request contains by their role, and what `network inspect` shows of a role.
#include "use_case.hpp"

namespace mydocker::app {
namespace {

using ::testing::HasSubstr;

class Role : public UseCase {
 protected:
  static CreateNetworkRequest request_for(const std::string& driver) {
    CreateNetworkRequest request;
    request.spec.name = "web";
    request.spec.driver = driver;
    request.spec.subnets = {"10.7.0.0/24"};
    return request;
  }
};

TEST_F(Role, ALinkNameIsStoredUnderTheKeyOfTheDriver) {
  auto request = request_for("bridge");
  request.spec.role_options = {{OptionRole::link_name, "lan0"}};
  EXPECT_EQ(outcome(create(request)), "done");
  const auto report = inspect("web");
  EXPECT_EQ(report->network.link_name, "lan0");
  EXPECT_EQ(report->network.options.at("bridge-name"), "lan0");
}

TEST_F(Role, ADriverWithoutTheRoleRefusesIt) {
  auto request = request_for("none");
  request.spec.subnets.clear();
  request.spec.role_options = {{OptionRole::link_name, "lan0"}};
  EXPECT_THAT(outcome(create(request)), HasSubstr("no option with the role \"link-name\""));
}

TEST_F(Role, AConnectionHasOptionsByRole) {
  created("web");
  add_container("c1");
  ConnectRequest request;
  request.network = "web";
  request.container = "c1";
  request.netns_path = path_of("c1");
  request.role_options = {{OptionRole::ingress_rate, "1000000"}};
  EXPECT_EQ(outcome(connect(request)), "done");
  EXPECT_EQ(inspect("web")->endpoints.front().endpoint.options.at("bandwidth-ingress"), "1000000");
}

TEST_F(Role, TheInterfaceIsThatOfTheNetworkOrItsParent) {
  system.host.add_foreign_link("", "up0");
  system.host.spaces[""].links.at("up0").up = true;
  created("web", "10.8.0.0/24");
  auto lan = request_for("macvlan");
  lan.spec.name = "lan";
  lan.spec.role_options = {{OptionRole::parent, "up0"}};
  EXPECT_EQ(outcome(create(lan)), "done");
  CreateNetworkRequest none;
  none.spec.name = "alone";
  none.spec.driver = "none";
  EXPECT_EQ(outcome(create(none)), "done");
  EXPECT_EQ(inspect("web")->interface, "web");
  EXPECT_EQ(inspect("lan")->interface, "up0");
  EXPECT_EQ(inspect("alone")->interface, "");
}

// Its own address and port are not those of another container.
TEST_F(Role, ASecondConnectionOfAContainerIsNamedAsSuch) {
  created("web");
  add_container("c1");
  connected("web", "c1", {"80:80"});
  ConnectRequest request;
  request.network = "web";
  request.container = "c1";
  request.netns_path = path_of("c1");
  request.addresses = {"10.9.0.2"};
  EXPECT_THAT(outcome(connect(request)), HasSubstr("container \"c1\" is already connected"));
  EXPECT_THAT(outcome(connect("web", "c1", {"80:80"})), HasSubstr("is already connected"));
}

TEST_F(Role, TheLinkNameIsShownUnderTheOtherNameOfItsOption) {
  EXPECT_EQ(outcome(create(request_for("bridge"))), "done");
  EXPECT_EQ(inspect("web")->link_option, "com.docker.network.bridge.name");
}

}  // namespace
}  // namespace mydocker::app
