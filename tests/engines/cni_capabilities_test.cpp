// Capabilities and delegated address management.
#include <gmock/gmock.h>

#include <optional>

#include "engines/cni_runtime.hpp"
#include "engines/dhcp_lan.hpp"
#include "support/json.hpp"
#include "support/traffic.hpp"

namespace mydocker::testing {
namespace cni_capabilities_test {

using ::testing::HasSubstr;
using enum Transport;

using CniCapabilities = CniTest;

TEST_F(CniCapabilities, PortMappingsAreReachedFromOutside) {
  auto json = config();
  json["runtimeConfig"]["portMappings"] = json_from(R"([
      {"hostPort": 8080, "containerPort": 80, "protocol": "tcp"},
      {"hostPort": 5353, "containerPort": 53, "protocol": "UDP", "hostIP": "198.51.100.1"}])");
  Server web("ns1", tcp, 80);
  Server names("ns1", udp, 53);
  EXPECT_TRUE(is_kept_from("outside", {tcp, "198.51.100.1", 8080}, web));
  const auto answer = add(json);
  ASSERT_EQ(answer.code, 0) << answer.text;
  EXPECT_TRUE(reaches_server("outside", {tcp, "198.51.100.1", 8080}, web));
  EXPECT_TRUE(reaches_server("outside", {udp, "198.51.100.1", 5353}, names));
  ASSERT_EQ(del(json).code, 0);
  EXPECT_TRUE(is_kept_from("outside", {tcp, "198.51.100.1", 8080}, web));
}

TEST_F(CniCapabilities, AHostPortInUseIsRefused) {
  auto json = config();
  json["runtimeConfig"]["portMappings"] = json_from(R"([{"hostPort": 8080, "containerPort": 80}])");
  ASSERT_EQ(add(json).code, 0);
  const auto second = add(json, "k2", "ns2");
  EXPECT_EQ(second.error(), 101) << second.text;
  EXPECT_THAT(second.message(), HasSubstr("8080"));
}

TEST_F(CniCapabilities, AddressAndMacAreThoseOfTheRuntime) {
  auto json = config();
  json["runtimeConfig"]["ips"] = Json::array({"10.9.0.55/24"});
  json["runtimeConfig"]["mac"] = "02:00:00:00:00:55";
  const auto answer = add(json);
  ASSERT_EQ(answer.code, 0) << answer.text;
  EXPECT_EQ(answer.json["ips"][0]["address"], "10.9.0.55/24");
  const auto link = shell("ip -n ns1 address show dev eth0").out;
  EXPECT_THAT(link, HasSubstr("02:00:00:00:00:55"));
  EXPECT_THAT(link, HasSubstr("10.9.0.55/24"));
}

TEST_F(CniCapabilities, BandwidthLimitsBothDirections) {
  auto json = config();
  json["runtimeConfig"]["bandwidth"] = {
      {"ingressRate", 20'000'000}, {"ingressBurst", 800'000}, {"egressRate", 10'000'000}};
  const auto answer = add(json);
  ASSERT_EQ(answer.code, 0) << answer.text;
  const auto queues = shell("tc qdisc show").out;
  EXPECT_THAT(queues, HasSubstr("rate 20Mbit burst 100000b"));
  EXPECT_THAT(queues, HasSubstr("rate 10Mbit burst 32Kb"));
  ASSERT_EQ(del(json).code, 0);
  EXPECT_EQ(shell("tc qdisc show | grep tbf").out, "");
}

TEST_F(CniCapabilities, ARateThatIsNoNumberIsRefused) {
  auto json = config();
  json["runtimeConfig"]["bandwidth"] = {{"ingressRate", "10M"}};
  const auto answer = add(json);
  EXPECT_EQ(answer.error(), 7) << answer.text;
  EXPECT_THAT(answer.message(), HasSubstr("ingressRate"));
}

TEST_F(CniCapabilities, AddressAndMacCanBeArguments) {
  CniCall with_arguments{"ADD", config()};
  with_arguments.more = {
      {"CNI_ARGS", "IgnoreUnknown=1;K8S_POD_NAME=web;IP=10.9.0.56;MAC=02:00:00:00:00:56"}};
  const auto answer = call(with_arguments);
  ASSERT_EQ(answer.code, 0) << answer.text;
  EXPECT_EQ(answer.json["ips"][0]["address"], "10.9.0.56/24");
  EXPECT_EQ(answer.json["interfaces"][1]["mac"], "02:00:00:00:00:56");
}

TEST_F(CniCapabilities, DnsIsPartOfTheResult) {
  auto json = config();
  json["dns"] = {{"nameservers", Json::array({"10.1.0.1"})}, {"domain", "example.org"}};
  json["runtimeConfig"]["dns"] = {{"servers", Json::array({"10.1.0.53"})},
                                  {"searches", Json::array({"pods.example.org"})}};
  const auto answer = add(json);
  ASSERT_EQ(answer.code, 0) << answer.text;
  EXPECT_EQ(answer.json["dns"], json_from(R"({"nameservers": ["10.1.0.53"], "domain": "example.org",
                            "search": ["pods.example.org"]})"));
}

TEST_F(CniCapabilities, Ipv6AddressesAreInTheResult) {
  auto json = config();
  json["subnets"] = Json::array({"10.9.0.0/24", "fd00:9::/64"});
  json["ipv6"] = true;
  json["runtimeConfig"]["ips"] = Json::array({"10.9.0.5/24", "fd00:9::5/64"});
  const auto answer = add(json);
  ASSERT_EQ(answer.code, 0) << answer.text;
  EXPECT_EQ(answer.json["ips"][1]["address"], "fd00:9::5/64");
  EXPECT_EQ(answer.json["ips"][1]["gateway"], "fd00:9::1");
}

TEST_F(CniCapabilities, MasqueradeIsAFieldOfTheSpecification) {
  auto json = config();
  json["ipMasq"] = false;
  const auto answer = add(json);
  ASSERT_EQ(answer.code, 0) << answer.text;
  Server outside("outside", tcp, 80);
  // Without masquerade the outside sees an address to which it has no route.
  EXPECT_FALSE(reaches_server("ns1", {tcp, "198.51.100.2", 80}, outside));
  must("ip -n outside route add 10.9.0.0/24 via 198.51.100.1");
  std::string seen;
  EXPECT_TRUE(reaches_server("ns1", {tcp, "198.51.100.2", 80}, outside, &seen));
  EXPECT_THAT(seen, HasSubstr("10.9.0."));
}

// Delegated address management, with the plug-ins of the package containernetworking-plugins.
class CniDelegated : public CniTest {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists("/usr/lib/cni/host-local"))
      GTEST_SKIP() << "the package containernetworking-plugins is not installed";
    CniTest::SetUp();
  }
  // Debian's host-local supports CNI up to version 1.0.0.
  [[nodiscard]] Json host_local() const {
    Json json = config("1.0.0");
    json.erase("subnets");
    json["ipam"] = {{"type", "host-local"},
                    {"ranges", Json::array({Json::array({{{"subnet", "10.4.0.0/24"}}})})},
                    {"routes", Json::array({{{"dst", "0.0.0.0/0"}}})},
                    {"dataDir", leases()}};
    return json;
  }
  [[nodiscard]] std::string leases() const { return mydocker_.state_dir() + "/host-local"; }
  [[nodiscard]] int lease_count() const {
    return std::stoi("0" + shell("ls " + leases() + "/pods | grep -c '^10\\.'").out);
  }
};

TEST_F(CniDelegated, HostLocalChoosesTheAddress) {
  const auto answer = add(host_local());
  ASSERT_EQ(answer.code, 0) << answer.text;
  EXPECT_EQ(answer.json["ips"][0]["address"], "10.4.0.2/24");
  EXPECT_EQ(answer.json["ips"][0]["gateway"], "10.4.0.1");
  EXPECT_EQ(lease_count(), 1);
  EXPECT_TRUE(reaches("ns1", "10.4.0.1"));
  auto json = host_local();
  json["prevResult"] = answer.json;
  const auto checked = call({"CHECK", json});
  EXPECT_EQ(checked.code, 0) << checked.text;
  EXPECT_EQ(del(host_local()).code, 0);
  EXPECT_EQ(lease_count(), 0);
  EXPECT_EQ(del(host_local()).code, 0);
}

TEST_F(CniDelegated, ASecondAddKeepsTheLease) {
  ASSERT_EQ(add(host_local()).code, 0);
  const auto again = add(host_local());
  EXPECT_EQ(again.error(), 101) << again.text;
  EXPECT_EQ(lease_count(), 1);
}

TEST_F(CniDelegated, AFailedAddReleasesTheAddress) {
  done("network create pods --subnet 10.8.0.0/24 --ipam-driver static");
  const auto answer = add(host_local());
  EXPECT_EQ(answer.error(), 7) << answer.text;
  EXPECT_THAT(answer.message(), HasSubstr("10.4.0."));
  EXPECT_EQ(lease_count(), 0);
}

TEST_F(CniDelegated, AKillAtAnyStepOfAddLeavesNoLeaseAfterDel) {
  constexpr int kMoreThanEnough = 60;
  int step = 0;
  for (; step < kMoreThanEnough; ++step) {
    const auto fault = "kill:" + std::to_string(step);
    const auto added =
        call({"ADD", host_local(), "k1", "/run/netns/ns1", "eth0", {{"MYDOCKER_FAULT", fault}}});
    const auto deleted = del(host_local());
    ASSERT_EQ(deleted.code, 0) << fault << "\n" << deleted.text;
    EXPECT_EQ(lease_count(), 0) << fault;
    if (added.code == 0) break;
    ASSERT_EQ(added.code, 137) << added.text;
  }
  EXPECT_GT(step, 3);
  EXPECT_LT(step, kMoreThanEnough);
}

TEST_F(CniDelegated, TheLeaseOfADeadContainerIsReleased) {
  ASSERT_EQ(add(host_local()).code, 0);
  must("ip netns delete ns1 && ip netns add ns1");
  const auto again = add(host_local());
  ASSERT_EQ(again.code, 0) << again.text;
  EXPECT_EQ(lease_count(), 1);
  EXPECT_EQ(containers().size(), 1U);
  EXPECT_TRUE(reaches("ns1", "10.4.0.1"));
}

TEST_F(CniDelegated, ARouteOfThePluginMustExist) {
  auto json = host_local();
  json["ipam"]["routes"] = Json::array({{{"dst", "10.96.0.0/12"}}});
  const auto covered = add(json);
  ASSERT_EQ(covered.code, 0) << "the default route covers it\n" << covered.text;
  ASSERT_EQ(del(json).code, 0);
  json["ipam"]["routes"] = Json::array({{{"dst", "10.96.0.0/12"}, {"gw", "10.4.0.77"}}});
  const auto missing = add(json);
  EXPECT_EQ(missing.error(), 7) << missing.text;
  EXPECT_THAT(missing.message(), HasSubstr("10.96.0.0/12"));
  EXPECT_EQ(containers().size(), 0U);
  EXPECT_EQ(lease_count(), 0);
  done("network rm pods");
  json["routes"] = Json::array({"10.96.0.0/12,10.4.0.77"});
  json["subnets"] = Json::array({"10.4.0.0/24"});
  const auto with_route = add(json);
  ASSERT_EQ(with_route.code, 0) << with_route.text;
  EXPECT_THAT(with_route.json["routes"].dump(), HasSubstr("10.96.0.0/12"));
}

TEST_F(CniDelegated, AFailureOfThePluginKeepsItsMessage) {
  auto json = host_local();
  json["ipam"].erase("ranges");
  const auto answer = add(json);
  EXPECT_EQ(answer.code, 1);
  EXPECT_THAT(answer.message(), HasSubstr("ipam plug-in \"host-local\": "));
}

TEST_F(CniDelegated, CheckFindsALostLease) {
  const auto added = add(host_local());
  ASSERT_EQ(added.code, 0) << added.text;
  must("rm " + leases() + "/pods/10.4.0.2");
  auto json = host_local();
  json["prevResult"] = added.json;
  const auto answer = call({"CHECK", json});
  EXPECT_EQ(answer.code, 1);
  EXPECT_THAT(answer.message(), HasSubstr("host-local"));
}

// Debian's host-local does not know STATUS and GC. This plug-in knows them, records each command,
// and leaves the addresses to host-local.
TEST_F(CniDelegated, ForwardsStatusAndGc) {
  must("mkdir /run/plugins");
  std::ofstream("/run/plugins/recorder") << R"(#!/bin/sh
echo "$CNI_COMMAND $CNI_CONTAINERID $CNI_IFNAME" >> /run/calls
case $CNI_COMMAND in
VERSION) echo '{"cniVersion": "1.1.0", "supportedVersions": ["1.0.0", "1.1.0"]}' ;;
STATUS | GC) [ ! -e /run/broken ] || { echo '{"code": 50, "msg": "no lease server"}'; exit 1; } ;;
*) sed 's/"1.1.0"/"1.0.0"/; s/"recorder"/"host-local"/' | exec /usr/lib/cni/host-local ;;
esac
)";
  must("chmod 755 /run/plugins/recorder");
  const Environment path{{"CNI_PATH", "/run/missing:/run/plugins"}};
  auto json = host_local();
  json["cniVersion"] = "1.1.0";
  json["ipam"]["type"] = "recorder";
  const auto added = call({"ADD", json, "k1", "/run/netns/ns1", "eth0", path});
  ASSERT_EQ(added.code, 0) << added.text;
  EXPECT_EQ(call({"STATUS", json, "", "", "", path}).code, 0);
  json["cni.dev/valid-attachments"] = Json::array();
  const auto collected = call({"GC", json, "", "", "", path});
  EXPECT_EQ(collected.code, 0) << collected.text;
  const auto calls = shell("cat /run/calls").out;
  EXPECT_THAT(calls, HasSubstr("ADD k1 eth0\n"));
  EXPECT_THAT(calls, HasSubstr("STATUS  \n"));
  EXPECT_THAT(calls, HasSubstr("GC  \n"));
  must("touch /run/broken");
  const auto broken = call({"STATUS", json, "", "", "", path});
  EXPECT_EQ(broken.error(), 50) << broken.text;
  EXPECT_THAT(broken.message(), HasSubstr("no lease server"));
  EXPECT_EQ(call({"GC", json, "", "", "", path}).error(), 50);
}

// A plug-in that fails in DEL of the container k1, as long as a file exists.
class CniBrokenDelegate : public CniDelegated {
 protected:
  void SetUp() override {
    CniDelegated::SetUp();
    if (IsSkipped()) return;
    must("mkdir /run/plugins && touch /run/broken");
    std::ofstream("/run/plugins/fragile") << R"(#!/bin/sh
if [ "$CNI_COMMAND $CNI_CONTAINERID" = "DEL k1" ] && [ -e /run/broken ]; then
  echo '{"code": 110, "msg": "the lease server is away"}'; exit 1
fi
sed 's/"1.1.0"/"1.0.0"/; s/"fragile"/"host-local"/' | exec /usr/lib/cni/host-local
)";
    must("chmod 755 /run/plugins/fragile");
  }
  [[nodiscard]] Json fragile() const {
    auto json = host_local();
    json["ipam"]["type"] = "fragile";
    return json;
  }
  const Environment path_{{"CNI_PATH", "/run/plugins"}};
};

TEST_F(CniBrokenDelegate, ADelThatFailsCanBeRepeated) {
  ASSERT_EQ(call({"ADD", fragile(), "k1", "/run/netns/ns1", "eth0", path_}).code, 0);
  const CniCall del{"DEL", fragile(), "k1", "/run/netns/ns1", "eth0", path_};
  const auto failed = call(del);
  EXPECT_EQ(failed.error(), 110) << failed.text;
  EXPECT_THAT(failed.message(), HasSubstr("the lease server is away"));
  EXPECT_EQ(lease_count(), 1);
  must("rm /run/broken");
  EXPECT_EQ(call(del).code, 0);
  EXPECT_EQ(lease_count(), 0);
  EXPECT_EQ(containers().size(), 0U);
}

TEST_F(CniBrokenDelegate, GcRemovesTheOthersAndReportsTheFailure) {
  for (const std::string name : {"1", "2", "3"})
    ASSERT_EQ(call({"ADD", fragile(), "k" + name, "/run/netns/ns" + name, "eth0", path_}).code, 0);
  auto json = fragile();
  json["cniVersion"] = "1.1.0";
  json["cni.dev/valid-attachments"] = Json::array({{{"containerID", "k3"}, {"ifname", "eth0"}}});
  const auto answer = call({"GC", json, "", "", "", path_});
  EXPECT_EQ(answer.error(), 110) << answer.text;
  EXPECT_EQ(containers().size(), 1U);
  EXPECT_TRUE(containers().contains("k3"));
  EXPECT_EQ(lease_count(), 2) << "of k1, whose DEL has failed, and of k3";
}

TEST_F(CniDelegated, StaticAddressesWorkToo) {
  Json json = config("1.0.0");
  json.erase("subnets");
  json["ipam"] = {
      {"type", "static"},
      {"addresses", Json::array({{{"address", "10.5.0.9/24"}, {"gateway", "10.5.0.1"}}})}};
  const auto answer = add(json);
  ASSERT_EQ(answer.code, 0) << answer.text;
  EXPECT_EQ(answer.json["ips"][0]["address"], "10.5.0.9/24");
  EXPECT_TRUE(reaches("ns1", "10.5.0.1"));
}

// The plug-in "dhcp" needs the interface before the address, and a daemon that renews the lease.
class CniDhcp : public CniDelegated {
 protected:
  void SetUp() override {
    if (!DhcpLan::is_installed()) GTEST_SKIP() << "the package dnsmasq-base is not installed";
    CniDelegated::SetUp();
    if (!IsSkipped()) lan_.emplace();
  }
  [[nodiscard]] Json lan() const {
    Json json = config("1.0.0");
    json.erase("subnets");
    json["driver"] = "macvlan";
    json["options"] = {{"parent", "par0"}};
    json["ipam"] = {{"type", "dhcp"}};
    return json;
  }

  std::optional<DhcpLan> lan_;
};

TEST_F(CniDhcp, TheServerChoosesTheAddress) {
  const auto added = add(lan());
  ASSERT_EQ(added.code, 0) << added.text;
  const std::string address = added.json["ips"][0]["address"].string();
  EXPECT_THAT(address, HasSubstr("192.168.77."));
  EXPECT_EQ(added.json["ips"][0]["gateway"], "192.168.77.1");
  EXPECT_EQ(containers()["k1"]["IPv4Address"], address);
  EXPECT_THAT(shell("ip -n ns1 route").out, HasSubstr("default via 192.168.77.1 dev eth0"));
  EXPECT_TRUE(reaches("ns1", "192.168.77.1"));
  EXPECT_EQ(DhcpLan::lease_count(), 1);
  EXPECT_EQ(mydocker_.line("network verify pods").code, 0);
  EXPECT_EQ(del(lan()).code, 0);
  EXPECT_EQ(DhcpLan::lease_count(), 0) << "it was released through the interface";
  EXPECT_EQ(containers().size(), 0U);
  EXPECT_EQ(del(lan()).code, 0);
}

TEST_F(CniDhcp, CheckFindsALostAddress) {
  const auto added = add(lan());
  ASSERT_EQ(added.code, 0) << added.text;
  auto json = lan();
  json["prevResult"] = added.json;
  const auto checked = call({"CHECK", json});
  EXPECT_EQ(checked.code, 0) << checked.text;
  must("ip -n ns1 address flush dev eth0");
  EXPECT_EQ(call({"CHECK", json}).error(), 105);
  EXPECT_EQ(del(lan()).code, 0);
}

TEST_F(CniDhcp, AFailureLeavesNothing) {
  done("network create pods --driver macvlan -o parent=par0 --subnet 192.168.77.0/24");
  const auto answer = add(lan());
  EXPECT_EQ(answer.error(), 7) << answer.text;
  EXPECT_THAT(answer.message(), HasSubstr("cannot come from DHCP"));
  EXPECT_EQ(containers().size(), 0U);
  done("network rm pods");
  lan_.reset();
  EXPECT_NE(add(lan()).code, 0) << "no daemon";
  EXPECT_EQ(containers().size(), 0U);
  EXPECT_NE(shell("ip -n ns1 link show dev eth0").code, 0);
}

TEST_F(CniDhcp, AKillAtAnyStepOfAddLeavesNothingAfterDel) {
  constexpr int kMoreThanEnough = 60;
  int step = 0;
  for (; step < kMoreThanEnough; ++step) {
    const auto added = call({"ADD", lan(), "k1", "/run/netns/ns1", "eth0", killed_at(step)});
    ASSERT_EQ(del(lan()).code, 0) << step;
    EXPECT_EQ(DhcpLan::lease_count(), 0) << step;
    EXPECT_NE(shell("ip -n ns1 link show dev eth0").code, 0) << step;
    if (added.code == 0) break;
    ASSERT_EQ(added.code, 137) << added.text;
  }
  EXPECT_GT(step, 1);
  EXPECT_LT(step, kMoreThanEnough);
}

}  // namespace cni_capabilities_test
}  // namespace mydocker::testing
