#include "runtime/model/names.hpp"

#include <gtest/gtest.h>

#include <string>

namespace mydocker::model {
namespace {

TEST(NetworkName, TakesWhatDockerTakes) {
  for (const char* name : {"testnet", "a", "9", "web_1.x-y", "Bridge", "bridge0", "none-such"})
    EXPECT_TRUE(check_network_name(name).ok()) << name;
}

TEST(NetworkName, RefusesOtherCharacters) {
  for (const char* name :
       {"-a", ".a", "_a", "a b", "a/b", "a:b", "a\n", "\x1b[31m", "net\xc3\xa9"}) {
    const auto result = check_network_name(name);
    ASSERT_FALSE(result.ok()) << name;
    EXPECT_EQ(result.error().kind(), ErrorKind::invalid_argument);
  }
  EXPECT_EQ(check_network_name("\x1b[31m").error().message(),
            R"(network name "\x1b[31m" has characters other than a-z A-Z 0-9 _ . -)");
  EXPECT_EQ(check_network_name("-a").error().message(),
            R"(network name "-a" does not start with a letter or a digit)");
  EXPECT_EQ(check_network_name("").error().message(), "network name is empty");
}

TEST(NetworkName, IsNeverAsLongAsAnId) {
  EXPECT_TRUE(check_network_name(std::string(63, 'a')).ok());
  EXPECT_FALSE(check_network_name(std::string(64, 'a')).ok());
}

TEST(NetworkName, RefusesReservedWords) {
  for (const char* name :
       {"bridge", "container", "default", "host", "none", "ns", "pasta", "private"}) {
    const auto result = check_network_name(name);
    ASSERT_FALSE(result.ok()) << name;
    EXPECT_NE(result.error().message().find("is reserved"), std::string::npos);
  }
}

TEST(ContainerName, MayBeARuntimesIdAndAReservedWord) {
  EXPECT_TRUE(check_container_name("cri-containerd-" + std::string(64, 'a')).ok());
  EXPECT_TRUE(check_container_name("host").ok());
  EXPECT_FALSE(check_container_name(std::string(129, 'a')).ok());
  EXPECT_FALSE(check_container_name("../etc").ok());
  EXPECT_FALSE(check_container_name("").ok());
}

}  // namespace
}  // namespace mydocker::model
