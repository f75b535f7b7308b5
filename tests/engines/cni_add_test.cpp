// ADD: what it creates, and the result.
#include <gmock/gmock.h>
#include <sys/wait.h>

#include <algorithm>
#include <set>
#include <thread>

#include "engines/cni_runtime.hpp"
#include "support/json.hpp"

namespace mydocker::testing {
namespace cni_add_test {

using ::testing::HasSubstr;

using CniAdd = CniTest;

TEST_F(CniAdd, CreatesTheInterfaceWithTheAddressOfTheResult) {
  const auto answer = add(config());
  ASSERT_EQ(answer.code, 0) << answer.text;
  EXPECT_EQ(answer.json["cniVersion"], "1.1.0");
  const auto& interfaces = answer.json["interfaces"];
  const auto& ip = answer.json["ips"][0];
  const auto& inside = interfaces[static_cast<std::size_t>(ip["interface"].integer().value())];
  EXPECT_EQ(inside["name"], "eth0");
  EXPECT_EQ(inside["sandbox"], "/run/netns/ns1");
  EXPECT_EQ(ip["gateway"], "10.9.0.1");
  const auto link = shell("ip -n ns1 address show dev eth0").out;
  EXPECT_THAT(link, HasSubstr("inet " + ip["address"].string() + " "));
  EXPECT_THAT(link, HasSubstr(inside["mac"].string()));
  const auto host = interfaces[0];
  EXPECT_THAT(shell("ip link show dev " + host["name"].string()).out,
              HasSubstr(host["mac"].string()));
  EXPECT_EQ(answer.json["routes"],
            json_from(R"([{"dst": "0.0.0.0/0", "gw": "10.9.0.1", "priority": 1000}])"));
  EXPECT_TRUE(reaches("ns1", "10.9.0.1"));
}

TEST_F(CniAdd, ConnectsContainersWithEachOther) {
  ASSERT_EQ(add(config(), "k1", "ns1").code, 0);
  const auto second = add(config(), "k2", "ns2");
  ASSERT_EQ(second.code, 0) << second.text;
  const std::string address = second.json["ips"][0]["address"].string();
  EXPECT_TRUE(reaches("ns1", address.substr(0, address.find('/'))));
}

TEST_F(CniAdd, WritesTheResultInTheVersionOfTheConfiguration) {
  for (const std::string version : {"0.3.0", "0.3.1", "0.4.0", "1.0.0", "1.1.0"}) {
    const auto answer = add(config(version));
    ASSERT_EQ(answer.code, 0) << answer.text;
    EXPECT_EQ(answer.json["cniVersion"], version);
    EXPECT_EQ(answer.json["ips"][0].contains("version"), version < "1.0.0") << version;
    EXPECT_EQ(del(config(version)).code, 0);
  }
}

TEST_F(CniAdd, RefusesASecondAddAndChangesNothing) {
  ASSERT_EQ(add(config()).code, 0);
  const auto before = everything();
  const auto again = add(config());
  EXPECT_EQ(again.code, 1);
  EXPECT_EQ(again.error(), 101) << again.text;
  EXPECT_EQ(difference(everything(), before), "");
  EXPECT_TRUE(reaches("ns1", "10.9.0.1"));
}

TEST_F(CniAdd, RefusesAnInterfaceOfAnotherProgram) {
  must("ip -n ns1 link add eth0 type veth peer name other");
  const auto before = shell("ip -n ns1 link").out;
  const auto answer = add(config());
  EXPECT_EQ(answer.error(), 101) << answer.text;
  EXPECT_EQ(shell("ip -n ns1 link").out, before);
}

TEST_F(CniAdd, AcceptsASecondInterfaceOfTheContainer) {
  ASSERT_EQ(add(config()).code, 0);
  const auto second = call({"ADD", config(), "k1", "/run/netns/ns1", "net1"});
  ASSERT_EQ(second.code, 0) << second.text;
  EXPECT_EQ(second.json["interfaces"][1]["name"], "net1");
  EXPECT_EQ(containers().size(), 2U);
  EXPECT_EQ(call({"DEL", config(), "k1", "/run/netns/ns1", "net1"}).code, 0);
  EXPECT_EQ(shell("ip -n ns1 link show dev net1").code, 1);
  EXPECT_TRUE(reaches("ns1", "10.9.0.1"));
}

TEST_F(CniAdd, IsShownByInspectWithEngineAndId) {
  ASSERT_EQ(add(config(), "pod-7").code, 0);
  const auto shown = containers();
  ASSERT_TRUE(shown.contains("pod-7"));
  EXPECT_EQ(shown["pod-7"]["Engine"],
            json_from(R"({"Name": "cni", "Network": "pods", "ContainerID": "pod-7",
                            "Interface": "eth0"})"));
}

TEST_F(CniAdd, UsesANetworkThatExists) {
  done("network create web --subnet 10.8.0.0/24");
  auto json = config();
  json.erase("subnets");
  json["network"] = "web";
  const auto answer = add(json);
  ASSERT_EQ(answer.code, 0) << answer.text;
  EXPECT_THAT(answer.json["ips"][0]["address"].string(), HasSubstr("10.8.0."));
  EXPECT_EQ(del(json).code, 0);
  EXPECT_EQ(containers("web").size(), 0U);
}

TEST_F(CniAdd, DoesNotCreateANetworkThatMustExist) {
  auto json = config();
  json.erase("subnets");
  json["network"] = "web";
  const auto answer = add(json);
  EXPECT_EQ(answer.error(), 7) << answer.text;
  EXPECT_THAT(answer.message(), HasSubstr("no network \"web\""));
  EXPECT_EQ(mydocker_.line("network exists web").code, 1);
}

TEST_F(CniAdd, RefusesAConfigurationThatDiffersFromTheNetwork) {
  done("network create pods --subnet 10.8.0.0/24");
  const auto answer = add(config());
  EXPECT_EQ(answer.error(), 7) << answer.text;
  EXPECT_THAT(answer.message(),
              HasSubstr("it has no subnet 10.9.0.0/24; its subnets: 10.8.0.0/24"));
}

TEST_F(CniAdd, RefusesAnotherDriverOrKindOfNetwork) {
  done("network create pods --subnet 10.9.0.0/24");
  auto json = config();
  json["driver"] = "macvlan";
  EXPECT_THAT(add(json).message(), HasSubstr("its driver is \"bridge\", not \"macvlan\""));
  json = config();
  json["internal"] = true;
  EXPECT_THAT(add(json).message(), HasSubstr("it is not internal"));
  EXPECT_EQ(containers().size(), 0U);
}

TEST_F(CniAdd, ConnectsAContainerToTwoNetworks) {
  auto other = config();
  other["name"] = "other";
  other["subnets"] = Json::array({"10.8.0.0/24"});
  ASSERT_EQ(add(config()).code, 0);
  const auto second = call({"ADD", other, "k1", "/run/netns/ns1", "eth1"});
  ASSERT_EQ(second.code, 0) << second.text;
  EXPECT_TRUE(reaches("ns1", "10.9.0.1"));
  EXPECT_TRUE(reaches("ns1", "10.8.0.1"));
  EXPECT_EQ(del(config()).code, 0);
  EXPECT_TRUE(reaches("ns1", "10.8.0.1"));
  EXPECT_EQ(call({"DEL", other, "k1", "/run/netns/ns1", "eth1"}).code, 0);
  EXPECT_EQ(containers("other").size(), 0U);
}

// containerd's ctr does not call DEL for a detached task. Then its next container has the same id.
TEST_F(CniAdd, ReplacesTheEndpointOfADeadContainer) {
  auto json = config();
  json["runtimeConfig"]["ips"] = Json::array({"10.9.0.55/24"});
  ASSERT_EQ(add(json).code, 0);
  must("ip netns delete ns1 && ip netns add ns1");
  const auto again = add(json);
  ASSERT_EQ(again.code, 0) << again.text;
  EXPECT_EQ(containers().size(), 1U);
  EXPECT_TRUE(reaches("ns1", "10.9.0.1"));
}

TEST_F(CniAdd, ExtendsThePreviousResult) {
  auto json = config();
  json["prevResult"] = json_from(R"({"cniVersion": "1.1.0",
    "interfaces": [{"name": "lan0", "sandbox": "/run/netns/ns1"}],
    "ips": [{"address": "10.1.0.7/24", "interface": 0}],
    "routes": [{"dst": "10.3.0.0/16", "gw": "10.1.0.1"}],
    "dns": {"nameservers": ["10.1.0.53"]}, "note": "kept"})");
  const auto answer = add(json);
  ASSERT_EQ(answer.code, 0) << answer.text;
  const auto& result = answer.json;
  EXPECT_EQ(result["interfaces"].size(), 3U);
  EXPECT_EQ(result["interfaces"][0]["name"], "lan0");
  EXPECT_EQ(result["ips"][0]["address"], "10.1.0.7/24");
  EXPECT_EQ(result["ips"][1]["interface"], 2);
  EXPECT_EQ(result["routes"][0]["dst"], "10.3.0.0/16");
  EXPECT_EQ(result["dns"]["nameservers"][0], "10.1.0.53");
  EXPECT_EQ(result["note"], "kept");
}

TEST_F(CniAdd, RefusesADriverWithoutInterfaces) {
  auto json = config();
  json.erase("subnets");
  json["driver"] = "none";
  const auto answer = add(json);
  EXPECT_EQ(answer.error(), 7) << answer.text;
  EXPECT_EQ(containers().size(), 0U);
}

TEST_F(CniAdd, WorksWithTheDriverMacvlan) {
  done(
      "network create lan --driver macvlan -o parent=uplink --subnet 198.51.100.0/24 --gateway "
      "198.51.100.2");
  auto json = config();
  json.erase("subnets");
  json["network"] = "lan";
  json["runtimeConfig"]["ips"] = Json::array({"198.51.100.7/24"});
  const auto answer = add(json);
  ASSERT_EQ(answer.code, 0) << answer.text;
  EXPECT_EQ(answer.json["interfaces"].size(), 1U) << "there is no interface on the host";
  EXPECT_EQ(answer.json["ips"][0]["interface"], 0);
  EXPECT_TRUE(reaches("ns1", "198.51.100.2"));
  json["prevResult"] = answer.json;
  const auto checked = call({"CHECK", json});
  EXPECT_EQ(checked.code, 0) << checked.text;
  EXPECT_EQ(del(json).code, 0);
  EXPECT_EQ(shell("ip -n ns1 link show dev eth0").code, 1);
}

TEST_F(CniAdd, AFailureOfAnyStepChangesNothing) {
  done("network create pods --subnet 192.168.0.0/24");
  must("ip -n ns1 link set lo up");
  auto json = config();
  json["subnets"] = Json::array({"192.168.0.0/24"});
  const auto before = without_leases(everything());
  constexpr int kMoreThanEnough = 60;
  int step = 1;
  for (; step < kMoreThanEnough; ++step) {
    const auto fault = "fail:" + std::to_string(step);
    const auto answer =
        call({"ADD", json, "k1", "/run/netns/ns1", "eth0", {{"MYDOCKER_FAULT", fault}}});
    if (answer.code == 0) break;
    EXPECT_EQ(answer.error(), 100) << answer.text;
    EXPECT_THAT(answer.message(), HasSubstr("injected fault"));
    EXPECT_EQ(difference(without_leases(everything()), before), "") << fault;
  }
  EXPECT_GT(step, 3);
  EXPECT_LT(step, kMoreThanEnough);
}

TEST_F(CniAdd, GivesEachOfManyContainersItsOwnAddress) {
  constexpr int kContainers = 12;
  std::vector<Answer> answers(kContainers);
  std::vector<std::thread> runtimes;
  for (int n = 0; n < kContainers; ++n) must("ip netns add many" + std::to_string(n));
  for (int n = 0; n < kContainers; ++n)
    runtimes.emplace_back([&, n] {
      const auto name = "many" + std::to_string(n);
      answers.at(static_cast<std::size_t>(n)) = add(config(), name, name);
    });
  for (auto& runtime : runtimes) runtime.join();
  std::set<std::string> addresses;
  for (const auto& answer : answers) {
    ASSERT_EQ(answer.code, 0) << answer.text;
    addresses.insert(answer.json["ips"][0]["address"].string());
  }
  EXPECT_EQ(addresses.size(), static_cast<std::size_t>(kContainers));
}

}  // namespace cni_add_test
}  // namespace mydocker::testing
