// Lists of plug-ins, called with libcni as podman, containerd and CRI-O do.
#include <gmock/gmock.h>

#include <set>

#include "engines/cni_runtime.hpp"
#include "support/json.hpp"
#include "support/traffic.hpp"

namespace mydocker::testing {
namespace libcni_test {

using ::testing::HasSubstr;
using enum Transport;

// The client is built once, with the Debian packages golang-go and
// golang-github-containernetworking-cni-dev.
class Libcni : public CniTest {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists("/usr/share/gocode/src/github.com/containernetworking/cni/libcni"))
      GTEST_SKIP() << "the package golang-github-containernetworking-cni-dev is not installed";
    if (shell("command -v go").code != 0) GTEST_SKIP() << "the package golang-go is not installed";
    if (!std::filesystem::exists("/usr/lib/cni/tuning"))
      GTEST_SKIP() << "the package containernetworking-plugins is not installed";
    CniTest::SetUp();
    client_ = std::string(MYDOCKER_CNI) + "-test-client";
    if (std::filesystem::exists(client_)) return;
    const auto built = shell(
        "export HOME=/run GO111MODULE=off GOPATH=/usr/share/gocode GOCACHE=/run/go-cache; go build "
        "-o " +
        client_ + ".new " MYDOCKER_LIBCNI_CLIENT " && mv " + client_ + ".new " + client_);
    ASSERT_EQ(built.code, 0) << built.err;
  }

  void write_list(const Json& more = Json::object()) {
    Json plugin = config("1.0.0");
    plugin.erase("cniVersion");
    plugin.erase("name");
    plugin["capabilities"] = {{"portMappings", true}, {"ips", true}};
    plugin.update(more);
    const Json list{
        {"cniVersion", "1.0.0"},
        {"name", "pods"},
        {"plugins", Json::array({plugin,
                                 {{"type", "tuning"},
                                  {"sysctl", {{"net.ipv4.conf.all.log_martians", "1"}}}}})}};
    std::ofstream("/run/pods.conflist") << list.dump();
  }
  [[nodiscard]] Outcome client_of(const std::string& container, const std::string& command,
                                  const std::string& netns, const std::string& capabilities = "{}",
                                  const Environment& more = {}) const {
    return run({client_, "/run/pods.conflist", command, container, "/run/netns/" + netns, "eth0",
                capabilities, path_, "/run/cni-cache"},
               more);
  }
  [[nodiscard]] Outcome client(const std::string& command, const std::string& netns = "ns1",
                               const std::string& capabilities = "{}",
                               const Environment& more = {}) const {
    return client_of("k1", command, netns, capabilities, more);
  }

  static constexpr const char* kPort =
      R"({"portMappings": [{"hostPort": 8080, "containerPort": 80}]})";
  std::string client_;
  std::string path_ = "/run/mydocker/bin:/usr/lib/cni";  // CNI_PATH
};

TEST_F(Libcni, RunsAListFromAddToDel) {
  write_list();
  done("network create pods --subnet 10.9.0.0/24");
  const auto before = snapshot_here();
  const auto added = client("add", "ns1",
                            R"({"portMappings": [{"hostPort": 8080, "containerPort": 80}],
                                "ips": ["10.9.0.9/24"]})");
  ASSERT_EQ(added.code, 0) << added.out << added.err;
  EXPECT_EQ(json_from(added.out)["ips"][0]["address"], "10.9.0.9/24");
  EXPECT_EQ(shell("ip netns exec ns1 sysctl -n net.ipv4.conf.all.log_martians").out, "1\n");
  Server web("ns1", tcp, 80);
  EXPECT_TRUE(reaches_server("outside", {tcp, "198.51.100.1", 8080}, web));
  const auto checked = client("check");
  EXPECT_EQ(checked.code, 0) << checked.out << checked.err;
  const auto again = client("add");
  EXPECT_EQ(again.code, 1);
  EXPECT_THAT(again.out, HasSubstr("already"));
  EXPECT_TRUE(reaches_server("outside", {tcp, "198.51.100.1", 8080}, web));
  const auto deleted = client("del");
  EXPECT_EQ(deleted.code, 0) << deleted.out << deleted.err;
  EXPECT_EQ(client("del").code, 0);
  EXPECT_EQ(containers().size(), 0U);
  EXPECT_EQ(difference(snapshot_here(), before), "");
}

TEST_F(Libcni, CheckReportsALostAddress) {
  write_list();
  ASSERT_EQ(client("add").code, 0);
  must("ip -n ns1 address flush dev eth0");
  const auto checked = client("check");
  EXPECT_EQ(checked.code, 1);
  EXPECT_THAT(checked.out, HasSubstr("10.9.0."));
}

TEST_F(Libcni, DelWorksAfterTheNamespaceIsGone) {
  write_list();
  ASSERT_EQ(client("add").code, 0);
  must("ip netns delete ns1");
  const auto deleted = client("del");
  EXPECT_EQ(deleted.code, 0) << deleted.out << deleted.err;
  EXPECT_EQ(containers().size(), 0U);
}

TEST_F(Libcni, ManyContainersAtOnceGetTheirOwnAddresses) {
  write_list();
  const auto for_each = [&](const std::string& command) {
    return run_at_once([&](const std::string& name) { return client_of(name, command, name); });
  };
  for (std::size_t n = 0; n < kMany; ++n) must("ip netns add c" + std::to_string(n));
  const auto added = for_each("add");
  expect_all_succeed(added);
  std::set<std::string> addresses;
  for (const auto& outcome : added)
    addresses.insert(json_from(outcome.out)["ips"][0]["address"].string());
  EXPECT_EQ(addresses.size(), kMany);
  expect_all_succeed(for_each("del"));
  EXPECT_EQ(containers().size(), 0U);
}

// A runtime that loses its plug-in in ADD calls DEL.
TEST_F(Libcni, DelRemovesWhatAKilledPluginHasLeft) {
  write_list();
  done("network create pods --subnet 10.9.0.0/24");
  const auto before = snapshot_here();
  for_each_step([&](int step) {
    const bool killed = client("add", "ns1", "{}", killed_at(step)).code != 0;
    EXPECT_EQ(client("del").code, 0) << step;
    EXPECT_EQ(difference(snapshot_here(), before), "") << step;
    return killed;
  });
}

// The runtime never learns the result, so its DEL has no prevResult.
TEST_F(Libcni, DelRemovesWhatAKilledRuntimeHasLeft) {
  write_list();
  done("network create pods --subnet 10.9.0.0/24");
  const auto before = snapshot_here();
  path_ = folder_of_killing_plugin(plugin_) + ":/usr/lib/cni";
  EXPECT_EQ(client("add", "ns1", kPort).code, 137);
  EXPECT_EQ(containers().size(), 1U);
  const auto deleted = client("del");
  EXPECT_EQ(deleted.code, 0) << deleted.out << deleted.err;
  EXPECT_EQ(containers().size(), 0U);
  EXPECT_EQ(difference(snapshot_here(), before), "");
}

// A runtime restarts a container with DEL and ADD, in a new namespace.
TEST_F(Libcni, ARestartKeepsTheAddressAndThePort) {
  write_list();
  const auto first = client("add", "ns1", kPort);
  ASSERT_EQ(first.code, 0) << first.out << first.err;
  ASSERT_EQ(client("del", "ns1", kPort).code, 0);
  must("ip netns delete ns1 && ip netns add ns1");
  const auto again = client("add", "ns1", kPort);
  ASSERT_EQ(again.code, 0) << again.out << again.err;
  for (const auto* field : {"ips", "routes"})
    EXPECT_EQ(json_from(again.out)[field], json_from(first.out)[field]);
  EXPECT_EQ(containers()["k1"]["Ports"]["80/tcp"][0]["HostPort"], "8080");
}

TEST_F(Libcni, ShowsTheErrorOfThePlugin) {
  write_list({{"driver", "missing"}});
  const auto added = client("add");
  EXPECT_EQ(added.code, 1);
  EXPECT_THAT(added.out, HasSubstr("\"missing\""));
}

}  // namespace libcni_test
}  // namespace mydocker::testing
