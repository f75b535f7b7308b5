// network update --remake and network apply --remake: a network is recreated while containers are
// connected.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>

#include "e2e/outside.hpp"
#include "support/mydocker.hpp"
#include "support/traffic.hpp"

namespace mydocker::testing {
namespace remake_test {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class Remake : public ::testing::Test {
 protected:
  void SetUp() override {
    make_outside();
    must("ip netns add c1 && ip netns add c2");
    server_.emplace("c1", Transport::tcp, 80);
    done("create web --subnet 192.168.1.0/24");
    done(
        "connect web c1 --ip 192.168.1.9 --mac-address 02:00:00:00:00:09 --ifname lan0 -p 8080:80 "
        "--driver-opt sysctls=net.ipv4.conf.IFNAME.log_martians=1");
    done("connect web c2");
    before_ = containers();
  }
  void done(const std::string& line) const {
    const auto outcome = mydocker_.line("-q network " + line);
    ASSERT_EQ(outcome.code, 0) << line << "\n" << outcome.err;
  }
  std::string containers() const {
    return shell(
               "for c in c1 c2; do ip -n $c -br address | sed 's/@if[0-9]*//' | tr -s ' '; "
               "ip -n $c -br link | sed 's/@if[0-9]*//' | tr -s ' '; done; "
               "ip netns exec c1 cat /proc/sys/net/ipv4/conf/lan0/log_martians")
               .out +
           mydocker_.line("network port ls --format '{{.HostPort}} {{.Container}}'").out;
  }
  void expect_as_before() {
    EXPECT_EQ(containers(), before_);
    EXPECT_TRUE(reaches_server("outside", {Transport::tcp, "198.51.100.1", 8080}, *server_));
    EXPECT_EQ(mydocker_.line("-q network verify").out, "");
  }
  std::optional<Server> server_;
  std::string before_;
  Mydocker mydocker_;
};

TEST_F(Remake, ChangesWhatCannotBeChangedInPlace) {
  EXPECT_TRUE(reaches("c2", "192.168.1.9"));
  EXPECT_EQ(mydocker_.line("-q network update web -o icc=false").code, 1);
  done("update web -o icc=false --remake");
  EXPECT_FALSE(reaches("c2", "192.168.1.9"));
  expect_as_before();
  for (const char* option :
       {"outbound=false", "masquerade-ports=true", "antispoofing-filter=true"}) {
    done(std::string("update web --remake -o ") + option);
    expect_as_before();
    EXPECT_THAT(mydocker_.line("network export web").out,
                HasSubstr(std::string(option).substr(0, std::string(option).find('='))))
        << option;
  }
}

TEST_F(Remake, AsADryRunPrintsAScriptThatDoesTheSame) {
  must("echo 'networks: {web: {options: {icc: false}}, new: {}}' > /run/web.yaml");
  for (const char* line : {"update web -o icc=false --remake --dry-run",
                           "apply -f /run/web.yaml --remake --dry-run"}) {
    const auto dry = mydocker_.line(std::string("network ") + line);
    EXPECT_EQ(dry.code, 0) << dry.err;
    EXPECT_THAT(dry.out, AllOf(HasSubstr("ip link delete dev web"), HasSubstr("192.168.1.9")));
    expect_as_before();
  }
  must("cat > /run/x.sh <<'END'\n" +
       mydocker_.line("network update web -o icc=false --remake --dry-run").out + "\nEND");
  must("sh -e /run/x.sh");
  EXPECT_EQ(containers(), before_);
  EXPECT_FALSE(reaches("c2", "192.168.1.9"));
}

TEST_F(Remake, ReportsAnApplyThatDidAPart) {
  must("echo 'networks: {web: {internal: true}, new: {}}' > /run/web.yaml");
  EXPECT_EQ(mydocker_.line("-q network apply -f /run/web.yaml").code, 70);
  EXPECT_EQ(mydocker_.line("-q network apply -f /run/web.yaml").code, 2) << "nothing was done";
}

TEST_F(Remake, IsNotUsedForAChangeInPlace) {
  const auto links = shell("ip -br link").out;
  done("update web -o mtu=1400 --remake");
  EXPECT_EQ(shell("ip -br link").out, links);
}

TEST_F(Remake, OfAFileKeepsTheAddressesThatFit) {
  must("echo 'networks: {web: {subnets: [{prefix: 192.168.0.0/16}]}}' > /run/web.yaml");
  EXPECT_EQ(mydocker_.line("-q network apply -f /run/web.yaml").code, 2);
  done("apply -f /run/web.yaml --remake");
  EXPECT_THAT(shell("ip -n c1 -br address show lan0").out, HasSubstr("192.168.1.9/16"));
  EXPECT_TRUE(reaches_server("outside", {Transport::tcp, "198.51.100.1", 8080}, *server_));
  must("echo 'networks: {web: {subnets: [{prefix: 10.9.0.0/24}]}}' > /run/web.yaml");
  done("apply -f /run/web.yaml --remake");
  EXPECT_THAT(shell("ip -n c1 -br address show lan0").out, HasSubstr("10.9.0."));
  EXPECT_TRUE(reaches_server("outside", {Transport::tcp, "198.51.100.1", 8080}, *server_));
}

TEST_F(Remake, ThatFailsLeavesEverythingAsBefore) {
  done("create other --subnet 10.9.0.0/24");
  must("echo 'networks: {web: {subnets: [{prefix: 10.9.0.0/25}]}}' > /run/web.yaml");
  const auto refused = mydocker_.line("-q network apply -f /run/web.yaml --remake");
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.err, HasSubstr("network \"other\""));
  expect_as_before();
}

TEST_F(Remake, IsRefusedIfAContainerCannotBeConnectedAgain) {
  must("echo 'networks: {web: {driver: none}}' > /run/web.yaml");
  const auto refused = mydocker_.line("-q network apply -f /run/web.yaml --remake");
  EXPECT_EQ(refused.code, 2);
  EXPECT_THAT(refused.err, AllOf(HasSubstr("could not be connected again"), HasSubstr("\"c1\"")));
  expect_as_before();
}

}  // namespace remake_test
}  // namespace mydocker::testing
