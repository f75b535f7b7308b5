// The driver "cni": existing lists of CNI plug-ins as networks of mydocker, with the plug-ins of
// the package containernetworking-plugins.
#include <gmock/gmock.h>

#include "engines/cni_runtime.hpp"
#include "engines/dhcp_lan.hpp"
#include "support/json.hpp"
#include "support/traffic.hpp"

namespace mydocker::testing {
namespace cni_driver_test {

using ::testing::HasSubstr;
using enum Transport;

// A network "pods" of the plug-ins bridge and host-local.
class CniDriver : public CniTest {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists("/usr/lib/cni/bridge"))
      GTEST_SKIP() << "the package containernetworking-plugins is not installed";
    CniTest::SetUp();
    must("mkdir /run/plugins");
    write_list({});
  }
  // The plug-ins of the list. `more` follow the plug-in bridge.
  static Json list_with(const Json& more) {
    const Json bridge = json_from(R"({
        "type": "bridge", "bridge": "cni0", "isGateway": true, "capabilities": {"mac": true},
        "ipam": {"type": "host-local", "dataDir": "/run/leases",
                 "ranges": [[{"subnet": "10.44.0.0/24"}]], "routes": [{"dst": "0.0.0.0/0"}]}})");
    Json plugins = Json::array({bridge});
    for (const auto& plugin : more.items()) plugins.push_back(plugin);
    return {{"cniVersion", "1.0.0"}, {"name", "old"}, {"plugins", plugins}};
  }
  static void write_list(const Json& more) {
    std::ofstream("/run/old.conflist") << list_with(more);
  }
  static void write_plugin(const std::string& name, const std::string& script) {
    std::ofstream("/run/plugins/" + name) << "#!/bin/sh\n" << script;
    must("chmod 755 /run/plugins/" + name);
  }
  void create() const {
    done(
        "network create pods --driver cni -o conflist=/run/old.conflist -o "
        "path=/run/plugins:/usr/lib/cni");
  }
  static std::string leases() { return shell("ls /run/leases/old | grep '^10'").out; }
  // The address that the plug-ins have given to the container.
  static std::string address_in(const std::string& netns) {
    auto text = shell("ip -n " + netns +
                      " -4 -brief address show dev eth0 | sed -E 's,.* ([0-9.]+)/.*,\\1,'")
                    .out;
    if (!text.empty()) text.pop_back();
    return text;
  }
};

TEST_F(CniDriver, ConnectsContainersFromStartToEnd) {
  create();
  done("network connect pods ns1");
  done("network connect pods ns2");
  EXPECT_EQ(leases(), "10.44.0.2\n10.44.0.3\n");
  EXPECT_TRUE(reaches("ns1", address_in("ns2")));
  EXPECT_EQ(address_of("ns2"), address_in("ns2")) << "as inspect shows it";
  EXPECT_THAT(shell("ip -n ns1 link show dev eth0").out,
              HasSubstr(containers()["ns1"]["MacAddress"].string()))
      << "the plug-in has the capability mac";
  EXPECT_EQ(mydocker_.line("network verify pods").code, 0);
  done("network disconnect pods ns1");
  done("network disconnect pods ns2");
  EXPECT_EQ(leases(), "");
  EXPECT_NE(shell("ip -n ns1 link show dev eth0").code, 0);
  EXPECT_EQ(shell("ls /run/mydocker/cni").out, "");
  done("network rm pods");
}

// portmap of version 1.1 fails in CHECK without IPv6 rules.
TEST_F(CniDriver, PublishesPortsWithPortmap) {
  if (shell("command -v iptables").code != 0)
    GTEST_SKIP() << "the package iptables is not installed";
  auto list =
      list_with(Json::array({{{"type", "portmap"}, {"capabilities", {{"portMappings", true}}}}}));
  list["disableCheck"] = true;
  std::ofstream("/run/old.conflist") << list;
  must("sysctl -q -w net.ipv4.ip_forward=1");
  create();
  Server web("ns1", tcp, 80);
  done("network connect pods ns1 --driver-opt ports=8080:80");
  EXPECT_TRUE(reaches_server("outside", {tcp, "198.51.100.1", 8080}, web));
  EXPECT_EQ(mydocker_.line("network verify pods").code, 0);
  done("network disconnect pods ns1");
  EXPECT_TRUE(is_kept_from("outside", {tcp, "198.51.100.1", 8080}, web));
}

// The plug-in dhcp needs the interface before the address, and a daemon that renews the lease.
TEST_F(CniDriver, AddressesCanComeFromDhcp) {
  if (!DhcpLan::is_installed()) GTEST_SKIP() << "the package dnsmasq-base is not installed";
  const DhcpLan lan;
  std::ofstream("/run/old.conflist") << json_from(R"({
      "cniVersion": "1.0.0", "name": "lan", "disableCheck": true,
      "plugins": [{"type": "macvlan", "master": "par0", "ipam": {"type": "dhcp"}}]})");
  create();
  done("network connect pods ns1");
  EXPECT_THAT(address_in("ns1"), HasSubstr("192.168.77."));
  EXPECT_TRUE(reaches("ns1", "192.168.77.1"));
  done("network disconnect pods ns1");
  EXPECT_NE(shell("ip -n ns1 link show dev eth0").code, 0);
}

TEST_F(CniDriver, ADeadContainerReleasesItsLease) {
  create();
  done("network connect pods ns1");
  must("ip netns delete ns1");
  done("network reload pods");
  EXPECT_EQ(containers().size(), 0U);
  EXPECT_EQ(leases(), "");
}

TEST_F(CniDriver, ReloadRepairsWhatCheckMisses) {
  create();
  done("network connect pods ns1");
  must("ip -n ns1 address flush dev eth0");
  const auto found = mydocker_.line("network verify pods");
  EXPECT_EQ(found.code, 3);
  EXPECT_THAT(found.out, HasSubstr("cni-interface \"eth0\""));
  done("network reload pods");
  EXPECT_EQ(mydocker_.line("network verify pods").code, 0);
  EXPECT_TRUE(reaches("ns1", "10.44.0.1"));
}

TEST_F(CniDriver, DelUsesTheListOfAdd) {
  create();
  done("network connect pods ns1");
  must("rm /run/old.conflist");
  done("network disconnect pods ns1");
  EXPECT_EQ(leases(), "");
}

TEST_F(CniDriver, AFailureOfAPluginLeavesNothing) {
  write_plugin("broken",
               "[ $CNI_COMMAND = ADD ] || exit 0\n"
               "echo '{\"code\": 100, \"msg\": \"no more bandwidth\"}'; exit 1\n");
  write_list(Json::array({{{"type", "broken"}}}));
  create();
  const auto failed = mydocker_.line("network connect pods ns1");
  EXPECT_EQ(failed.code, 1);
  EXPECT_THAT(failed.err, HasSubstr("plug-in \"broken\", ADD: no more bandwidth"));
  EXPECT_EQ(leases(), "");
  EXPECT_EQ(containers().size(), 0U);
  EXPECT_EQ(shell("ls /run/mydocker/cni").out, "");
}

TEST_F(CniDriver, AKillAtAnyStepLeavesNothing) {
  create();
  constexpr int kMoreThanEnough = 60;
  int step = 0;
  for (; step < kMoreThanEnough; ++step) {
    const auto killed = mydocker_.line("network connect pods ns1",
                                       {{"MYDOCKER_FAULT", "kill:" + std::to_string(step)}});
    if (killed.code == 0) break;
    ASSERT_EQ(killed.code, 137) << killed.err;
    done("network disconnect --force pods ns1");
    EXPECT_EQ(leases(), "") << step;
    EXPECT_NE(shell("ip -n ns1 link show dev eth0").code, 0) << step;
  }
  EXPECT_GT(step, 2);
  EXPECT_LT(step, kMoreThanEnough);
}

TEST_F(CniDriver, SaysWhatIsWrong) {
  const std::pair<const char*, const char*> networks[] = {
      {"", "option \"conflist\" is not an absolute path"},
      {"-o conflist=old.conflist", "for example -o conflist=/etc/cni/net.d/"},
      {"-o conflist=/run/old.conflist --internal", "the plug-ins decide"},
      {"-o conflist=/run/old.conflist --subnet 10.9.0.0/24", "no addresses"},
  };
  for (const auto& [options, message] : networks) {
    const auto refused = mydocker_.line(std::string("network create x --driver cni ") + options);
    EXPECT_NE(refused.code, 0) << options;
    EXPECT_THAT(refused.err, HasSubstr(message)) << options;
  }
  create();
  const auto connect = [&](const std::string& options) {
    return mydocker_.line("network connect pods ns1 " + options).err;
  };
  EXPECT_THAT(connect("--driver-opt ports=8080:80"), HasSubstr("the capability portMappings"));
  write_list(Json::array({{{"type", "portmap"}, {"capabilities", {{"portMappings", true}}}}}));
  EXPECT_THAT(connect("--driver-opt ports=80"), HasSubstr("\"80\" is not HOST:CONTAINER"));
  write_list(Json::array({{{"type", "missing"}}}));
  EXPECT_THAT(connect(""), HasSubstr("\"missing\" is not in /run/plugins:/usr/lib/cni"));
  std::ofstream("/run/old.conflist") << "{";
  EXPECT_THAT(connect(""), HasSubstr("file \"/run/old.conflist\": the file is no JSON object"));
  must("rm /run/old.conflist");
  EXPECT_THAT(connect(""), HasSubstr("the file \"/run/old.conflist\" cannot be read"));
  EXPECT_EQ(leases(), "");
  EXPECT_EQ(containers().size(), 0U);
}

}  // namespace cni_driver_test
}  // namespace mydocker::testing
