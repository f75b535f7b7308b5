// CHECK and STATUS: what they find.
#include <gmock/gmock.h>

#include "engines/cni_runtime.hpp"

namespace mydocker::testing {
namespace cni_check_test {

using ::testing::HasSubstr;

class CniCheck : public CniTest {
 protected:
  void SetUp() override {
    CniTest::SetUp();
    const auto added = add(config());
    ASSERT_EQ(added.code, 0) << added.text;
    checked_ = config();
    checked_["prevResult"] = added.json;
  }
  [[nodiscard]] Answer check() const { return call({"CHECK", checked_}); }

  Json checked_;
};
using CniStatus = CniTest;

TEST_F(CniCheck, SucceedsDirectlyAfterAdd) {
  const auto answer = check();
  EXPECT_EQ(answer.code, 0) << answer.text;
  EXPECT_EQ(answer.text, "");
}

TEST_F(CniCheck, FindsALostInterface) {
  must("ip -n ns1 link delete dev eth0");
  const auto answer = check();
  EXPECT_EQ(answer.error(), 105) << answer.text;
  EXPECT_THAT(answer.message(), HasSubstr("missing"));
}

TEST_F(CniCheck, FindsALostAddress) {
  must("ip -n ns1 address flush dev eth0");
  EXPECT_EQ(check().error(), 105);
}

TEST_F(CniCheck, FindsALostRoute) {
  must("ip -n ns1 route delete default");
  const auto answer = check();
  EXPECT_EQ(answer.error(), 105);
  EXPECT_THAT(answer.message(), HasSubstr("default route"));
}

TEST_F(CniCheck, FindsALostRuleset) {
  must("nft delete table inet mydocker");
  EXPECT_EQ(check().error(), 105);
}

// The result of ADD is that of the whole chain. A later plug-in has removed the route from it.
TEST_F(CniCheck, AllowsALaterPluginToRemoveARoute) {
  must("ip -n ns1 route delete default");
  checked_["prevResult"]["routes"] = Json::array();
  const auto answer = check();
  EXPECT_EQ(answer.code, 0) << answer.text;
}

TEST_F(CniCheck, NeedsTheInterfaceInThePreviousResult) {
  checked_["prevResult"]["interfaces"] = Json::array();
  EXPECT_EQ(check().error(), 7);
  checked_.erase("prevResult");
  EXPECT_EQ(check().error(), 7);
}

TEST_F(CniCheck, FindsAnotherNamespace) {
  const auto answer = call({"CHECK", checked_, "k1", "/run/netns/ns2"});
  EXPECT_EQ(answer.error(), 105) << answer.text;
}

TEST_F(CniCheck, OfAnUnknownContainerFails) {
  EXPECT_EQ(call({"CHECK", checked_, "k9"}).error(), 3);
  EXPECT_EQ(call({"CHECK", checked_, "k1", "/run/netns/ns1", "net1"}).error(), 3);
}

TEST_F(CniStatus, IsReadyBeforeAndAfterTheNetworkExists) {
  const auto before = call({"STATUS", config(), "", "", ""});
  EXPECT_EQ(before.code, 0) << before.text;
  EXPECT_EQ(before.text, "");
  ASSERT_EQ(add(config()).code, 0);
  EXPECT_EQ(call({"STATUS", config(), "", "", ""}).code, 0);
}

TEST_F(CniStatus, ReportsAMissingNetworkOrDriver) {
  auto json = config();
  json["driver"] = "missing";
  EXPECT_EQ(call({"STATUS", json, "", "", ""}).error(), 50);
  json = config();
  json.erase("subnets");
  json["network"] = "web";
  EXPECT_EQ(call({"STATUS", json, "", "", ""}).error(), 50);
  json = config();
  json["ipam"] = {{"type", "missing"}};
  EXPECT_EQ(call({"STATUS", json, "", "", ""}).error(), 50);
}

TEST_F(CniStatus, ReportsALostNetwork) {
  ASSERT_EQ(add(config()).code, 0);
  must("ip link delete dev pods");
  const auto answer = call({"STATUS", config(), "", "", ""});
  EXPECT_EQ(answer.error(), 51) << answer.text;
}

}  // namespace cni_check_test
}  // namespace mydocker::testing
