// One driver, built in all supported ways (tests/sdk_consumer). Each variant loads and works.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <sstream>

#include "e2e/outside.hpp"
#include "support/mydocker.hpp"
#include "support/snapshot.hpp"
#include "support/traffic.hpp"

namespace mydocker::testing {
namespace {

using ::testing::HasSubstr;

std::vector<std::string> variants() {
  std::istringstream words(MYDOCKER_SDK_VARIANTS);
  return {std::istream_iterator<std::string>(words), {}};
}

class SdkVariant : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    must("mkdir /run/drivers && cp " MYDOCKER_CONSUMER_DRIVERS "/variants/" + GetParam() +
         "/lan.so /run/drivers && chown root:root /run/drivers/lan.so");
  }
  Outcome command(const std::string& line) const {
    return mydocker_.line("--driver-dir /run/drivers " + line);
  }
  Mydocker mydocker_;
};

TEST_P(SdkVariant, LoadsAndMakesAWorkingNetwork) {
  EXPECT_THAT(command("driver ls").out, HasSubstr("lan "));
  for (const std::string line :
       {"network create n --driver lan --subnet 192.168.0.0/24 -o mtu=1400 --dry-run",
        "network create n --driver lan --subnet 192.168.0.0/24 -o mtu=1400"}) {
    const auto made = command(line);
    ASSERT_EQ(made.code, 0) << line << "\n" << made.err;
  }
  must("ip netns add c1 && ip netns add c2");
  for (const std::string name : {"c1", "c2"}) {
    const auto joined = command("network connect n " + name);
    ASSERT_EQ(joined.code, 0) << joined.err;
  }
  EXPECT_TRUE(reaches("c1", "192.168.0.3"));
  // An error of the driver's own code, thrown or returned, arrives in the message.
  const auto refused = command("network create m --driver lan -o mtu=1");
  EXPECT_EQ(refused.code, 125) << refused.err;
}

INSTANTIATE_TEST_SUITE_P(Each, SdkVariant, ::testing::ValuesIn(variants()),
                         [](const auto& one) { return one.param; });
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(SdkVariant);

// Recorded plans of SDK 1.0, in a driver file that is built without any SDK.
TEST(SdkFile, OfSdk10MakesAWorkingNetwork) {
  make_outside();
  must("mkdir /run/drivers && cp " MYDOCKER_FROZEN_DRIVER
       " /run/drivers && chown root:root "
       "/run/drivers/frozen.so");
  const auto before = snapshot_here();
  Mydocker mydocker;
  const auto done = [&](const std::string& line) {
    const auto outcome = mydocker.line("--driver-dir /run/drivers " + line);
    EXPECT_EQ(outcome.code, 0) << line << "\n" << outcome.err;
    return outcome.out;
  };
  EXPECT_THAT(done("driver inspect frozen"), HasSubstr("com.example.mode"));
  done("network create n --driver frozen --subnet 192.168.77.0/24 -o mtu=1450 -o mode=strict");
  must("ip netns add c1");
  done("network connect n c1 -p 8080:80");
  EXPECT_TRUE(reaches("c1", "192.168.77.1"));
  EXPECT_TRUE(reaches("c1", "198.51.100.2"));
  Server server("c1", Transport::tcp, 80);
  EXPECT_TRUE(reaches_server("outside", {Transport::tcp, "198.51.100.1", 8080}, server));
  done("network disconnect n c1");  // its driver releases the address
  std::filesystem::remove("/run/drivers/frozen.so");
  done("network rm n");
  must("ip netns delete c1");
  EXPECT_EQ(difference(snapshot_here(), before), "");
}

// A file with only the debug information of a driver is not a driver.
TEST(SdkFile, OfDebugInformationAloneIsRefused) {
  must("mkdir /run/drivers && objcopy --only-keep-debug " MYDOCKER_CONSUMER_DRIVER
       " /run/drivers/lan.so");
  Mydocker mydocker;
  const auto refused = mydocker.line("--driver-dir /run/drivers network create n --driver lan");
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.err, HasSubstr("lan.so has debug information only"));
  const auto listed = mydocker.line("--driver-dir /run/drivers driver ls");
  EXPECT_EQ(listed.code, 0) << listed.err;
  EXPECT_THAT(listed.out, HasSubstr("bridge "));
}

}  // namespace
}  // namespace mydocker::testing
