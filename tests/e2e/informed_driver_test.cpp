// A driver that needs facts, with a real network, and what it says to users.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "e2e/outside.hpp"
#include "support/json.hpp"
#include "support/mydocker.hpp"
#include "support/snapshot.hpp"

namespace mydocker::testing {
namespace informed_driver_test {

using ::testing::HasSubstr;
using ::testing::Not;

class BadDriversInformed : public ::testing::Test {
 protected:
  // The host has 198.51.100.1/24 on "uplink".
  void SetUp() override {
    make_outside();
    must("mkdir -p /run/drivers && cp " MYDOCKER_BAD_DRIVERS "/informed.so /run/drivers");
    must("ip netns add c1 && ip netns add c2");
  }
  Outcome done(const std::string& line) const {
    auto outcome = mydocker_.line("--driver-dir /run/drivers " + line);
    EXPECT_EQ(outcome.code, 0) << line << "\n" << outcome.err;
    return outcome;
  }
  Json inspected() const { return json_from(done("network inspect n").out)[0]; }

  static constexpr const char* kCreate =
      "network create n --driver informed --subnet 192.168.0.0/24 --label team=blue "
      "-o lan=uplink -o peers=198.51.100.2 ";
  Mydocker mydocker_;
};

TEST_F(BadDriversInformed, ReportsLabelsAddressesAndRoutes) {
  const auto created = done(kCreate);
  EXPECT_THAT(created.err, Not(HasSubstr("driver \"informed\":")));
  const Json expected{{"label-team", "blue"},
                      {"lan", "198.51.100.1/24"},
                      {"route", "198.51.100.2 through uplink from 198.51.100.1/24"}};
  EXPECT_EQ(inspected()["DriverStatus"], expected);
  EXPECT_EQ(done("network inspect n --format {{.DriverStatus.lan}}").out, "198.51.100.1/24\n");
}

TEST_F(BadDriversInformed, AnUpdateOfALabelChangesItsStatus) {
  done(kCreate);
  done("network update n --label team=red");
  EXPECT_EQ(inspected()["DriverStatus"]["label-team"], "red");
}

TEST_F(BadDriversInformed, AWarningIsShownWhenTheNetworkIsMade) {
  must("ip link set uplink mtu 1400");
  const auto created = done(kCreate);
  EXPECT_THAT(created.err, HasSubstr("driver \"informed\": packets to 198.51.100.2 have at most "
                                     "1400 bytes"));
  EXPECT_THAT(done("network reload n").err, Not(HasSubstr("at most")));
}

TEST_F(BadDriversInformed, AnEndpointKnowsThoseBeforeIt) {
  done(kCreate);
  done("network connect n c1 --ip 192.168.0.7");
  done("network connect n c2");
  const auto containers = inspected()["Containers"];
  EXPECT_FALSE(containers["c1"].contains("DriverStatus"));
  EXPECT_EQ(containers["c2"]["DriverStatus"], (Json{{"other-c1", "192.168.0.7/24"}}));
  EXPECT_EQ(done("network verify n").code, 0);
  EXPECT_EQ(mydocker_.line("--driver-dir /run/drivers driver diff /run/drivers/informed.so").code,
            0)
      << "the facts are those of the plan";
}

TEST_F(BadDriversInformed, RulesWithoutARecordAreGarbage) {
  done(kCreate);
  const auto tables = [] { return shell("nft list tables | grep mydocker-forward").out; };
  EXPECT_EQ(tables(), "table inet mydocker-forward-n\n");
  EXPECT_EQ(done("network gc").out, "");
  must("rm " + mydocker_.state_dir() + "/run/runtime.db " + mydocker_.state_dir() +
       "/definitions.db");
  must("nft add table inet mydocker-forward-other");
  const auto found = mydocker_.line("network gc");
  EXPECT_EQ(found.code, 2) << found.err;
  EXPECT_THAT(found.out, HasSubstr("\"n\""));
  EXPECT_THAT(found.out, Not(HasSubstr("other")));
  done("network gc --force");
  EXPECT_EQ(tables(), "table inet mydocker-forward-other\n") << "it has no mark";
}

TEST_F(BadDriversInformed, OtherDriversHaveNoStatus) {
  done("network create web --subnet 192.168.5.0/24");
  EXPECT_FALSE(json_from(done("network inspect web").out)[0].contains("DriverStatus"));
}

TEST_F(BadDriversInformed, TheManifestShowsWhatItNeeds) {
  EXPECT_THAT(done("driver inspect informed").out, HasSubstr("labels"));
}

// The test creates the same kinds with ip(8) and tc(8). A kernel may have all or none of them.
TEST_F(BadDriversInformed, SeesWhatTheKernelCanCreate) {
  const auto links = shell("ip -o link").out;
  done("network create n --driver informed --subnet 192.168.0.0/24 -o features=true");
  const auto report = done("network inspect n").out;
  must("ip link add parent type veth peer name peer");
  const std::map<std::string, std::string> commands{
      {"link-dummy", "ip link add probe type dummy && ip link del probe"},
      {"link-ipvlan", "ip link add probe link parent type ipvlan && ip link del probe"},
      {"queue-tbf", "tc qdisc add dev parent root tbf rate 1mbit burst 32k limit 64k"}};
  int known = 0;
  for (const auto& [feature, command] : commands) {
    const bool works = shell(command).code == 0;
    known += works ? 1 : 0;
    EXPECT_EQ(report.find("\"" + feature + "\": \"yes\"") != std::string::npos, works) << feature;
  }
  EXPECT_GT(known, 0);
  must("ip link del parent");
  done("network rm n");
  EXPECT_EQ(shell("ip -o link").out, links);
}

}  // namespace informed_driver_test
}  // namespace mydocker::testing
