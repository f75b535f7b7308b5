// The driver cni: lists of plug-ins, and the configuration of one call.
#include <gmock/gmock.h>

#include "cni/plugin_list.hpp"
#include "support/json.hpp"

namespace cni {
namespace plugin_list_test {

using mydocker::json_from;
using ::testing::HasSubstr;

constexpr const char* kList = R"({
    "cniVersion": "1.0.0", "name": "pods",
    "plugins": [{"type": "bridge", "capabilities": {"mac": true, "bandwidth": false}},
                {"type": "portmap", "capabilities": {"portMappings": true}}]})";

CniAttachment attachment() {
  return {.id = "id",
          .list = "/etc/cni/net.d/pods.conflist",
          .path = "/usr/lib/cni",
          .container = "shop",
          .interface = "eth0",
          .mac = "02:00:00:00:00:07",
          .ports = "8080:80,5353:53/udp"};
}

TEST(PluginList, HasThePluginsInTheOrderOfTheFile) {
  const auto list = PluginList::parse(kList).value();
  EXPECT_EQ(list.name, "pods");
  EXPECT_EQ(list.version, "1.0.0");
  EXPECT_TRUE(list.is_checked);
  ASSERT_EQ(list.plugins.size(), 2U);
  EXPECT_EQ(list.plugins[1]["type"], "portmap");
}

TEST(PluginList, CanBeOnePluginAlone) {
  const auto list =
      PluginList::parse(R"({"cniVersion": "0.3.1", "name": "lan", "type": "macvlan"})").value();
  ASSERT_EQ(list.plugins.size(), 1U);
  EXPECT_EQ(list.plugins[0]["type"], "macvlan");
  EXPECT_FALSE(list.is_checked) << "CHECK exists since 0.4.0";
}

TEST(PluginList, CanDisableTheCheck) {
  const auto list = PluginList::parse(
      R"({"cniVersion": "1.0.0", "name": "lan", "disableCheck": true, "type": "macvlan"})");
  EXPECT_FALSE(list.value().is_checked);
}

TEST(PluginList, IsRefusedIfItIsWrong) {
  const std::pair<const char*, const char*> wrong[] = {
      {"", "no JSON object"},
      {"[]", "no JSON object"},
      {R"({"type": "bridge"})", "\"name\""},
      {R"({"name": "n", "plugins": {}})", "\"plugins\""},
      {R"({"name": "n", "plugins": []})", "\"plugins\""},
      {R"({"name": "n", "plugins": [1]})", "no object"},
      {R"({"name": "n", "plugins": [{}]})", "\"type\""},
      {R"({"name": "n", "plugins": [{"type": "../sh"}]})", "file name"},
  };
  for (const auto& [text, message] : wrong) {
    const auto list = PluginList::parse(text);
    ASSERT_FALSE(list.ok()) << text;
    EXPECT_THAT(list.error().message(), HasSubstr(message)) << text;
  }
}

TEST(Configuration, ContainsOnlyTheCapabilitiesThatThePluginHas) {
  const auto list = PluginList::parse(kList).value();
  const auto capabilities = capabilities_of(attachment()).value();
  const auto bridge = configuration_for(list, list.plugins[0], capabilities, Json());
  EXPECT_EQ(bridge, json_from(R"({"cniVersion": "1.0.0", "name": "pods", "type": "bridge",
                                    "runtimeConfig": {"mac": "02:00:00:00:00:07"}})"));
  const Json result{{"cniVersion", "1.0.0"}};
  const auto portmap = configuration_for(list, list.plugins[1], capabilities, result);
  EXPECT_EQ(portmap["prevResult"], result);
  EXPECT_EQ(portmap["runtimeConfig"], json_from(R"({"portMappings": [
      {"hostPort": 8080, "containerPort": 80, "protocol": "tcp"},
      {"hostPort": 5353, "containerPort": 53, "protocol": "udp"}]})"));
}

TEST(Configuration, RefusesWrongPorts) {
  for (const auto* ports : {"80", "a:80", "80:", ":80", "8080:80,x"}) {
    auto wrong = attachment();
    wrong.ports = ports;
    EXPECT_FALSE(capabilities_of(wrong).ok()) << ports;
  }
}

TEST(CniAttachment, IsReadFromItsResource) {
  const auto read = attachment_in(resource_of(attachment(), kInterface));
  EXPECT_EQ(read.list, attachment().list);
  EXPECT_EQ(read.ports, attachment().ports);
  EXPECT_EQ(read.interface, "eth0");
  EXPECT_EQ(resource_of(attachment(), kInterface).place, mydocker::Place::container);
  EXPECT_EQ(resource_of(attachment(), kAttachment).place, mydocker::Place::host);
}

}  // namespace plugin_list_test
}  // namespace cni
