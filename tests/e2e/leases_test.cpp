// The example driver `leases`, which chooses the addresses of containers, with real traffic.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "e2e/example.hpp"
#include "e2e/outside.hpp"
#include "support/mydocker.hpp"
#include "support/snapshot.hpp"
#include "support/traffic.hpp"

namespace mydocker::testing {
namespace leases_test {

using ::testing::HasSubstr;

class LeasesExample : public Example {
 protected:
  void SetUp() override {
    make_outside_v6();
    put("leases");
    before_ = snapshot_here();
    add_containers(3);
  }
  void make_network(const std::string& options = " --driver leases") const {
    done(
        "network create n --subnet 192.168.0.0/24 --subnet fd00:1::/64 --aux-address "
        "r=192.168.0.2" +
        options);
    done("network connect n c1");
    done("network connect n c2");
  }
  // The addresses that the driver has given, as its files show them.
  std::string leases() const {
    return shell("ls " + mydocker_.state_dir() + "/run/handlers/* 2>/dev/null").out;
  }
  // The addresses of all networks. Each network has a folder of its own.
  std::string leases_of_all() const {
    return shell("cd " + mydocker_.state_dir() +
                 "/run/handlers && ls */ | grep -v : | grep . | sort")
        .out;
  }
  void remove_all() const {
    for (const std::string name : {"c1", "c2"}) done("network disconnect --force n " + name);
    done("network rm n");
    for (int n = 1; n <= 3; ++n) must("ip netns delete c" + std::to_string(n));
    EXPECT_EQ(difference(snapshot_here(), before_), "");
    EXPECT_EQ(records_in(mydocker_.state_dir()), "");
    EXPECT_EQ(leases(), "");
  }
  std::string before_;
};

TEST_F(LeasesExample, TheDriverChoosesTheAddressesOfItsNetworks) {
  make_network();
  EXPECT_EQ(leases(), "192.168.0.3\n192.168.0.4\nfd00:1::2\nfd00:1::3\n");
  for (const auto* address :
       {"192.168.0.4", "192.168.0.1", "198.51.100.2", "fd00:1::3", "fd00:1::1", "2001:db8:ff::2"})
    EXPECT_TRUE(reaches("c1", address)) << address;
  EXPECT_TRUE(reaches("c2", "192.168.0.3"));
  EXPECT_EQ(command("network verify n").code, 0);
  done("network disconnect n c1");
  EXPECT_EQ(leases(), "192.168.0.4\nfd00:1::3\n");
  remove_all();
}

TEST_F(LeasesExample, AnotherDriverUsesItWithIpamDriver) {
  make_network(" --driver bridge --ipam-driver leases");
  EXPECT_EQ(leases(), "192.168.0.3\n192.168.0.4\nfd00:1::2\nfd00:1::3\n");
  EXPECT_TRUE(reaches("c1", "192.168.0.4"));
  EXPECT_TRUE(reaches("c2", "fd00:1::2"));
  EXPECT_THAT(command("network inspect n").out, HasSubstr("\"leases\""));
  done("network connect n c3 --ip 192.168.0.77 -p 8080:80");
  EXPECT_THAT(leases(), HasSubstr("192.168.0.77\n"));
  EXPECT_TRUE(reaches("c1", "192.168.0.77"));
  done("network disconnect n c3");
  remove_all();
}

TEST_F(LeasesExample, ALostLeaseIsRepairedAndADeadContainerReleasesIts) {
  make_network();
  must("rm " + mydocker_.state_dir() + "/run/handlers/*/192.168.0.3");
  const auto drift = command("network verify n");
  EXPECT_EQ(drift.code, 3) << drift.out;
  EXPECT_THAT(drift.out + drift.err, HasSubstr("lease"));
  done("network reload n");
  EXPECT_EQ(command("network verify n").code, 0);
  EXPECT_THAT(leases(), HasSubstr("192.168.0.3\n"));
  must("ip netns delete c1");
  done("network reload n");
  EXPECT_EQ(leases(), "192.168.0.4\nfd00:1::3\n");
  must("ip netns add c1");
  remove_all();
}

TEST_F(LeasesExample, AFailureOrAKillAtAnyStepLeavesNoLease) {
  make_network();
  const std::string before = snapshot_here() + leases();
  for (const std::string fault : {"fail:", "kill:"}) {
    int step = 0;
    Outcome outcome;
    do {
      outcome = mydocker_.line("--driver-dir /run/drivers -q network connect n c3",
                               {{"MYDOCKER_FAULT", fault + std::to_string(++step)}});
      if (outcome.code == 0) break;
      (void)command("network rm --force nothing");
      EXPECT_EQ(difference(snapshot_here() + leases(), before), "") << fault << step << outcome.err;
    } while (step < 40);
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    done("network disconnect n c3");
  }
}

TEST_F(LeasesExample, WithoutTheDriverALeaseStaysUnlessForced) {
  make_network();
  std::filesystem::remove("/run/drivers/leases.so");
  const auto refused = command("-q network disconnect n c1");
  EXPECT_EQ(refused.code, 1) << refused.err;
  EXPECT_THAT(refused.err, HasSubstr("only its driver can remove it: no driver \"leases\""));
  EXPECT_TRUE(reaches("c1", "192.168.0.4"));
  remove_all();
}

TEST_F(LeasesExample, AnAdditionalAddressIsReleased) {
  make_network();
  const std::string folder = mydocker_.state_dir() + "/run/handlers/*";
  must("cd " + folder + " && ln -s $(readlink 192.168.0.3) 192.168.0.9");
  EXPECT_THAT(command("network verify n").out, HasSubstr("lease of container \"c1\""));
  done("network reload n");
  EXPECT_EQ(command("network verify n").code, 0);
  EXPECT_EQ(leases(), "192.168.0.3\n192.168.0.4\nfd00:1::2\nfd00:1::3\n");
  remove_all();
}

// Both networks are on one bridge of another program.
TEST_F(LeasesExample, TheAddressesOfAnotherNetworkOnTheLanAreNotGivenAgain) {
  must("ip link add lan type bridge && ip link set lan up && ip address add 10.2.0.1/24 dev lan");
  const std::string on_lan = " -o mode=unmanaged -o bridge-name=lan --subnet 10.2.0.0/24";
  done("network create one --reserve db=10.2.0.3" + on_lan);
  done("network create two --ipam-driver leases" + on_lan);
  done("network connect one c1");
  done("network connect two c2");
  EXPECT_EQ(leases(), "10.2.0.4\n");
  done("network connect two c3");
  EXPECT_EQ(leases(), "10.2.0.4\n10.2.0.5\n");
  done("network reload two");
}

// Both drivers allocate in files of their own, so each gives the lowest address first.
TEST_F(LeasesExample, TwoNetworksOnOneLanThatConnectAtOnceShareNoAddress) {
  must("ip link add lan type bridge && ip link set lan up && ip address add 10.2.0.1/24 dev lan");
  const std::string on_lan =
      " --ipam-driver leases -o mode=unmanaged -o bridge-name=lan --subnet 10.2.0.0/24";
  done("network create one" + on_lan);
  done("network create two" + on_lan);
  const std::string connect = Mydocker::program() + " --state-dir " + mydocker_.state_dir() +
                              " --driver-dir /run/drivers -q network connect ";
  must("(" + connect + "one c1 & a=$!; " + connect + "two c2 & b=$!; wait $a && wait $b)");
  EXPECT_EQ(leases_of_all(), "10.2.0.2\n10.2.0.3\n");
  for (const auto* address : {"10.2.0.2", "10.2.0.3"}) EXPECT_TRUE(reaches("c1", address));
}

TEST_F(LeasesExample, TheGatewayAndTheRouteOfALeaseAreUsed) {
  must("ip link add lan type bridge && ip link set lan up && ip address add 10.2.0.1/24 dev lan");
  must("ip address add 10.2.0.254/24 dev lan && ip address add 10.99.0.1/32 dev lan");
  done(
      "network create n --ipam-driver leases -o mode=unmanaged -o bridge-name=lan"
      " --subnet 10.2.0.0/24 --ipam-opt first=10.2.0.50 --ipam-opt gateway=10.2.0.254"
      " --ipam-opt route-to=10.99.0.0/16 --ipam-opt route-via=10.2.0.1");
  done("network connect n c1");
  EXPECT_EQ(leases(), "10.2.0.50\n");
  EXPECT_THAT(shell("ip -n c1 route").out, AllOf(HasSubstr("default via 10.2.0.254 dev eth0"),
                                                 HasSubstr("10.99.0.0/16 via 10.2.0.1 dev eth0")));
  EXPECT_TRUE(reaches("c1", "10.99.0.1"));
  EXPECT_THAT(command("network inspect n").out, AllOf(HasSubstr("\"gateway\": \"10.2.0.254\""),
                                                      HasSubstr("\"Gateway\": \"10.2.0.254\"")));
  done("network reload n");
  EXPECT_EQ(command("network verify n").code, 0);
  done("network connect n c2");
  EXPECT_EQ(leases(), "10.2.0.50\n10.2.0.51\n");
}

TEST_F(LeasesExample, AGatewayThatTheHostDoesNotHaveIsRefusedOnABridge) {
  done(
      "network create n --driver bridge --ipam-driver leases --subnet 192.168.0.0/24"
      " --ipam-opt gateway=192.168.0.9");
  const auto refused = command("-q network connect n c1");
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.err, HasSubstr("gateway 192.168.0.9 is not the one of the network"));
  EXPECT_EQ(leases(), "");
}

TEST_F(LeasesExample, TheOptionsAreInTheFileOfANetwork) {
  done(
      "network create n --driver bridge --ipam-driver leases --subnet 192.168.0.0/24"
      " --ipam-opt first=192.168.0.100");
  must("mkdir -p /run/file");
  const auto exported = command("network export n");
  EXPECT_THAT(exported.out, HasSubstr("ipam_options:\n      first: 192.168.0.100\n"));
  done("network rm n");
  must("cat > /run/file/n.yaml <<'END'\n" + exported.out + "END");
  done("network apply -f /run/file/n.yaml");
  done("network connect n c1");
  EXPECT_EQ(leases(), "192.168.0.100\n");
}

TEST_F(LeasesExample, ADriverThatIsInUseStaysAndKeepsItsAbilities) {
  make_network(" --driver bridge --ipam-driver leases");
  const auto removed = command("-q driver rm leases");
  EXPECT_EQ(removed.code, 2);
  EXPECT_THAT(removed.err, HasSubstr("network \"n\" has the lease of container \"c1\""));
  must("mkdir -p /run/new && cp " MYDOCKER_BAD_DRIVERS "/new/leases.so /run/new");
  const auto diff = command("driver diff /run/new/leases.so");
  EXPECT_EQ(diff.code, 1);
  EXPECT_THAT(diff.out, HasSubstr("the driver does not choose addresses"));
  const auto refused = command("-q driver install /run/new/leases.so");
  EXPECT_EQ(refused.code, 2);
  EXPECT_THAT(refused.err, HasSubstr("network \"n\": the new version has no capability \"ipam\""));
  for (const std::string name : {"c1", "c2"}) done("network disconnect n " + name);
  done("network rm n");
  done("driver install /run/new/leases.so");
  done("driver rm leases");
}

TEST_F(LeasesExample, TheDryRunShowsExamples) {
  make_network();
  const auto script = command("network connect n c3 --dry-run");
  ASSERT_EQ(script.code, 0) << script.err;
  EXPECT_THAT(script.err, HasSubstr("the addresses are examples"));
  EXPECT_THAT(script.out, HasSubstr("the addresses from the IPAM driver \"leases\""));
  EXPECT_EQ(leases(), "192.168.0.3\n192.168.0.4\nfd00:1::2\nfd00:1::3\n");
}

}  // namespace leases_test
}  // namespace mydocker::testing
