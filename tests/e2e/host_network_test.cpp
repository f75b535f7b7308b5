// Networks of driver "host": the containers are processes in the host's namespace.
#include <gmock/gmock.h>
#include <unistd.h>

#include "e2e/lan.hpp"

namespace mydocker::testing {
namespace {

using ::testing::HasSubstr;

class HostNetwork : public OnLan {
 protected:
  // A container in the host's namespace: this process.
  static std::string here() { return "--pid " + std::to_string(getpid()); }
};

TEST_F(HostNetwork, TakesAContainerThatSharesTheHostsNamespaceAndMakesNothing) {
  const auto before = snapshot_here();
  done("network create h -d host");
  done("network connect h web " + here());
  EXPECT_EQ(difference(snapshot_here(), before), "");
  const auto inspected = run("network inspect h").out;
  EXPECT_THAT(inspected, HasSubstr("\"Name\": \"web\""));
  EXPECT_THAT(inspected, HasSubstr("\"MacAddress\": \"\""));
  EXPECT_THAT(inspected, HasSubstr("\"Alive\": true"));
  EXPECT_THAT(refused("network rm h", 2), HasSubstr("\"web\""));
  EXPECT_EQ(run("network connect h web " + here() + " --dry-run").code, 1);
  done("network disconnect h web");
  done("network rm h");
  EXPECT_EQ(difference(snapshot_here(), before), "");
  EXPECT_EQ(records_in(mydocker_.state_dir()), "");
}

TEST_F(HostNetwork, TakesNoContainerWithANamespaceOfItsOwn) {
  done("network create h -d host");
  const auto said = refused("network connect h ns1");
  EXPECT_THAT(said, HasSubstr("\"/run/netns/ns1\" is not the host's network namespace"));
  EXPECT_THAT(said, HasSubstr("containers of driver \"host\" must share it"));
}

TEST_F(HostNetwork, IsTheOnlyOneForAContainerThatSharesTheHostsNamespace) {
  done("network create web --subnet 10.9.0.0/24");
  const auto said = refused("network connect web c " + here());
  EXPECT_THAT(said, HasSubstr("the host's own network namespace"));
  EXPECT_THAT(said, HasSubstr("driver \"host\""));
}

TEST_F(HostNetwork, RefusesWhatWouldNeedANetworkOfItsOwn) {
  EXPECT_THAT(refused("network create h -d host --subnet 10.9.0.0/24", 125),
              HasSubstr("no addresses"));
  EXPECT_THAT(refused("network create h -d host --ipv6", 125), HasSubstr("no addresses"));
  EXPECT_THAT(refused("network create h -d host --internal", 125), HasSubstr("--internal"));
  EXPECT_THAT(refused("network create h -d host -o mtu=1400", 125), HasSubstr("no option \"mtu\""));
  done("network create h -d host");
  EXPECT_THAT(refused("network connect h web -p 80:80 " + here()), HasSubstr("share the host's"));
  EXPECT_THAT(refused("network connect h web --ip 10.9.0.2 " + here()), HasSubstr("no addresses"));
  EXPECT_THAT(refused("network connect h web --mac-address 02:00:00:00:00:01 " + here()),
              HasSubstr("--mac-address"));
  EXPECT_THAT(refused("network connect h missing"), HasSubstr("--pid PID"));
}

}  // namespace
}  // namespace mydocker::testing
