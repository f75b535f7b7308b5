// The project of `mydocker driver new`, and the driver that it builds.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "e2e/outside.hpp"
#include "support/mydocker.hpp"
#include "support/snapshot.hpp"

namespace mydocker::testing {
namespace new_driver_test {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class NewDriver : public ::testing::Test {
 protected:
  Outcome command(const std::string& line) const {
    return mydocker_.line("--driver-dir /run/drivers " + line);
  }
  void must_do(const std::string& line) const {
    const auto done = command(line);
    ASSERT_EQ(done.code, 0) << line << "\n" << done.err;
  }
  Mydocker mydocker_;
};

TEST_F(NewDriver, IsWrittenAsItWasBuilt) {
  const auto made = command("driver new fresh --output /run");
  ASSERT_EQ(made.code, 0) << made.err;
  EXPECT_THAT(made.out, HasSubstr("/run/fresh/CMakeLists.txt\n/run/fresh/fresh_driver.cpp\n"
                                  "/run/fresh/fresh_test.cpp\n/run/fresh/README.md\n"));
  const auto differs = shell("diff -r -x build /run/fresh " + std::string(MYDOCKER_NEW_PROJECT));
  EXPECT_EQ(differs.code, 0) << differs.out;
}

TEST_F(NewDriver, IsRefusedWithTheReasonAndNothingIsWritten) {
  must("mkdir /run/taken && touch /run/taken/mine");
  struct Case {
    std::string name;
    int code;
    std::string says;
  };
  const Case cases[] = {{"taken", 1, "already exists"},
                        {"bridge", 1, "is reserved for a driver of mydocker"},
                        {"Lan", 125, "use a-z, 0-9"},
                        {"../lan", 125, "use a-z, 0-9"},
                        {"test", 125, "is a reserved target name of CMake"}};
  for (const auto& [name, code, says] : cases) {
    const auto refused = command("driver new " + name + " --output /run");
    EXPECT_EQ(refused.code, code) << name;
    EXPECT_EQ(refused.out, "");
    EXPECT_THAT(refused.err, HasSubstr("error: new driver \"" + name + "\": "));
    EXPECT_THAT(refused.err, HasSubstr(says));
  }
  EXPECT_EQ(shell("ls /run/taken").out, "mine\n");
  EXPECT_FALSE(fs::exists("/run/bridge"));
  const auto unknown = command("driver new lan --template python --output /run");
  EXPECT_EQ(unknown.code, 125);
  EXPECT_THAT(unknown.err, HasSubstr("no template \"python\""));
  EXPECT_THAT(unknown.err, HasSubstr("hint: use one of: bridge, service, veth, link, wrapper, c"));
  EXPECT_FALSE(fs::exists("/run/lan"));
  EXPECT_EQ(command("driver new lan --output /run/nowhere").code, 1);
  EXPECT_FALSE(fs::exists("/run/nowhere"));
}

TEST_F(NewDriver, MakesANetworkWithAWayOut) {
  must("mkdir /run/drivers && cp " + std::string(MYDOCKER_NEW_DRIVER) + " /run/drivers");
  make_outside();
  const auto before = snapshot_here();
  must_do("-q network create n --driver fresh --subnet 192.168.0.0/24 -o mtu=1400");
  must("ip netns add ns1 && ip netns add ns2");
  must_do("-q network connect n ns1");
  must_do("-q network connect n ns2");
  EXPECT_TRUE(reaches("ns1", "192.168.0.3"));
  EXPECT_TRUE(reaches("ns2", "192.168.0.1"));
  EXPECT_TRUE(reaches("ns1", "198.51.100.2"));
  EXPECT_THAT(shell("ip -n ns1 link show eth0").out, HasSubstr("mtu 1400"));
  must_do("-q network create inside --driver fresh --subnet 192.168.1.0/24 -o outside=false");
  must("ip netns add ns3");
  must_do("-q network connect inside ns3");
  EXPECT_FALSE(reaches("ns3", "198.51.100.2"));
  for (const char* line : {"network disconnect n ns1", "network disconnect n ns2",
                           "network disconnect inside ns3", "network rm n", "network rm inside"})
    must_do(std::string("-q ") + line);
  must("for n in ns1 ns2 ns3; do ip netns delete $n; done");
  EXPECT_EQ(difference(snapshot_here(), before), "");
}

}  // namespace new_driver_test
}  // namespace mydocker::testing
