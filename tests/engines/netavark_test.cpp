// mydocker-netavark: each verb of netavark's plug-ins by documents, as podman writes them.
#include <gmock/gmock.h>

#include "engines/cni_runtime.hpp"
#include "support/traffic.hpp"

namespace mydocker::testing {
namespace netavark_test {

using ::testing::HasSubstr;
using enum Transport;

const std::string kContainer(64, '7');

class Netavark : public CniTest {
 protected:
  void SetUp() override {
    CniTest::SetUp();
    netavark_ = program_beside_mydocker(MYDOCKER_NETAVARK);
  }

  static Json network() {
    return {{"name", "pods"},
            {"id", std::string(64, '2')},
            {"driver", "mydocker-netavark"},
            {"network_interface", "podman1"},
            {"subnets", Json::array({{{"subnet", "10.9.0.0/24"}, {"gateway", "10.9.0.1"}}})},
            {"ipv6_enabled", false},
            {"internal", false},
            {"dns_enabled", false},
            {"ipam_options", {{"driver", "host-local"}}},
            {"options", Json::object()}};
  }
  static Json container(const std::string& address = "10.9.0.7",
                        const Json& ports = Json::array()) {
    return {{"container_id", kContainer},
            {"container_name", "web"},
            {"port_mappings", ports},
            {"network", network()},
            {"network_options",
             {{"aliases", Json::array({"777777777777"})},
              {"interface_name", "eth0"},
              {"static_ips", Json::array({address})},
              {"static_mac", "02:00:00:00:00:07"}}}};
  }
  static Json port(const std::string& protocol = "tcp") {
    return Json::array({{{"container_port", 80},
                         {"host_ip", ""},
                         {"host_port", 8080},
                         {"protocol", protocol},
                         {"range", 1}}});
  }
  [[nodiscard]] Answer call(const std::string& words, const std::string& input,
                            const Environment& more = {}) const {
    const std::string file = mydocker_.state_dir() + "-input";
    std::ofstream(file) << input;
    const auto outcome = run(
        {"/bin/sh", "-c",
         "exec " + netavark_ + " --state-dir " + mydocker_.state_dir() + " " + words + " <" + file},
        more);
    Answer answer{outcome.code, {}, outcome.out + outcome.err};
    if (!outcome.out.empty()) answer.json = Json::parse(outcome.out).value_or({});
    return answer;
  }
  [[nodiscard]] Answer setup(const Json& document, const Environment& more = {}) const {
    return call("setup /run/netns/ns1", document.dump(), more);
  }
  [[nodiscard]] Answer teardown(const Json& document, const Environment& more = {}) const {
    return call("teardown /run/netns/ns1", document.dump(), more);
  }
  static std::string error_of(const Answer& answer) {
    EXPECT_EQ(answer.code, 1) << answer.text;
    return answer.json["error"].string();
  }

  std::string netavark_;
};

TEST_F(Netavark, InfoHasTheVersions) {
  const auto info = call("info", "");
  EXPECT_EQ(info.code, 0);
  EXPECT_EQ(info.json["api_version"], "1.0.0");
  EXPECT_NE(info.json["version"], "");
}

TEST_F(Netavark, CreateCompletesTheDefinitionAndCreatesNothing) {
  const auto before = everything();
  auto wanted = network();
  wanted.erase("subnets");
  wanted["dns_enabled"] = true;
  const auto created = call("create", wanted.dump());
  ASSERT_EQ(created.code, 0) << created.text;
  EXPECT_EQ(created.json["name"], "pods");
  EXPECT_EQ(created.json["id"], wanted["id"]);
  EXPECT_EQ(created.json["dns_enabled"], false);
  EXPECT_THAT(created.json["subnets"][0]["subnet"].string(), HasSubstr("/24"));
  EXPECT_TRUE(created.json["subnets"][0].contains("gateway"));
  EXPECT_EQ(call("create", network().dump()).json, network());
  EXPECT_EQ(difference(everything(), before), "");
}

TEST_F(Netavark, CreateRefusesWrongDefinitions) {
  auto option = network();
  option["options"] = {{"mtv", "1400"}};
  EXPECT_THAT(error_of(call("create", option.dump())), HasSubstr("did you mean"));
  auto dhcp = network();
  dhcp["ipam_options"]["driver"] = "dhcp";
  EXPECT_THAT(error_of(call("create", dhcp.dump())), HasSubstr("dhcp"));
  auto subnet = network();
  subnet["subnets"].items()[0]["subnet"] = "10.9";
  EXPECT_THAT(error_of(call("create", subnet.dump())), HasSubstr("10.9"));
  EXPECT_THAT(error_of(call("create", "[]")), HasSubstr("JSON"));
  EXPECT_THAT(error_of(call("destroy", "{}")), HasSubstr("usage"));
}

TEST_F(Netavark, ConnectsAContainerFromStartToEnd) {
  const auto document = container("10.9.0.7", port());
  const auto connected = setup(document);
  ASSERT_EQ(connected.code, 0) << connected.text;
  const auto interface = connected.json["interfaces"]["eth0"];
  EXPECT_EQ(interface["mac_address"], "02:00:00:00:00:07");
  EXPECT_EQ(interface["subnets"][0], (Json{{"ipnet", "10.9.0.7/24"}, {"gateway", "10.9.0.1"}}));
  const auto shown = containers()[kContainer];
  EXPECT_EQ(shown["Engine"]["Name"], "netavark");
  EXPECT_EQ(shown["InterfaceName"], "eth0");
  {
    Server server("ns1", tcp, 80);
    EXPECT_TRUE(reaches_server("outside", {tcp, "198.51.100.1", 8080}, server));
  }
  const auto done_twice = teardown(document);
  EXPECT_EQ(done_twice.code, 0) << done_twice.text;
  EXPECT_EQ(done_twice.text, "") << "teardown writes nothing";
  EXPECT_EQ(teardown(document).code, 0);
  EXPECT_EQ(containers().size(), 0U);
}

TEST_F(Netavark, TeardownSucceedsWithoutTheNetworkOrTheNamespace) {
  EXPECT_EQ(teardown(container()).code, 0);
  ASSERT_EQ(setup(container()).code, 0);
  must("ip netns delete ns1");
  EXPECT_EQ(teardown(container()).code, 0);
  EXPECT_EQ(containers().size(), 0U);
}

TEST_F(Netavark, ASetupThatFailsChangesNothing) {
  ASSERT_EQ(setup(container("10.9.0.7", port())).code, 0);
  const auto before = everything();
  EXPECT_THAT(error_of(setup(container("10.9.0.7"))),
              HasSubstr("is already connected to the network"));
  auto other = container("10.9.0.8", port());
  other["container_id"] = "other";
  EXPECT_THAT(error_of(call("setup /run/netns/ns2", other.dump())), HasSubstr("8080"));
  auto changed = container("10.8.0.8");
  changed["container_id"] = "other";
  changed["network"]["subnets"].items()[0] = {{"subnet", "10.8.0.0/24"}};
  EXPECT_THAT(error_of(call("setup /run/netns/ns2", changed.dump())), HasSubstr("10.8.0.0/24"));
  auto incomplete = container();
  incomplete.erase("container_id");
  EXPECT_THAT(error_of(setup(incomplete)), HasSubstr("container_id"));
  EXPECT_EQ(difference(everything(), before), "");
}

TEST_F(Netavark, PublishesRangesAndSeveralProtocols) {
  auto ports = port("tcp,udp");
  ports.items()[0]["range"] = 2;
  ASSERT_EQ(setup(container("10.9.0.7", ports)).code, 0);
  const auto listed = mydocker_.line("network port ls pods").out;
  for (const std::string text : {"8080", "8081", "tcp", "udp"})
    EXPECT_THAT(listed, HasSubstr(text));
}

TEST_F(Netavark, AKillAtAnyStepLeavesNothing) {
  ASSERT_EQ(setup(container()).code, 0);  // the network stays
  ASSERT_EQ(teardown(container()).code, 0);
  const auto before = snapshot_here() + snapshot_of("ns1");
  constexpr int kSteps = 8;
  for (int step = 0; step < kSteps; ++step) {
    const Environment kill{{"MYDOCKER_FAULT", "kill:" + std::to_string(step)}};
    (void)setup(container("10.9.0.7", port()), kill);
    (void)teardown(container(), kill);
    EXPECT_EQ(teardown(container()).code, 0);
    EXPECT_EQ(containers().size(), 0U) << step;
    EXPECT_EQ(difference(snapshot_here() + snapshot_of("ns1"), before), "") << step;
  }
}

}  // namespace netavark_test
}  // namespace mydocker::testing
