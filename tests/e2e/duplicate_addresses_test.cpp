// Notes about addresses that two namespaces have.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "e2e/outside.hpp"
#include "support/mydocker.hpp"

namespace mydocker::testing {
namespace duplicate_addresses_test {

using ::testing::HasSubstr;
using ::testing::Not;

class DuplicateAddresses : public ::testing::Test {
 protected:
  void SetUp() override {
    must("ip netns add c1 && ip netns add c2");
    for (const char* line : {"create web --subnet 192.168.1.0/24",
                             "connect web c1 --ip 192.168.1.9", "connect web c2 --ip 192.168.1.10"})
      ASSERT_EQ(mydocker_.line("-q network " + std::string(line)).code, 0) << line;
  }
  // The note names the address. Its command removes the address.
  void expect_note(const std::string& note) const {
    for (const char* line : {"network verify web", "network reload web"})
      EXPECT_THAT(mydocker_.line(line).err, HasSubstr(note)) << line;
    const std::string before = "remove it: ";
    const auto told = mydocker_.line("network verify web").err;
    const auto command = told.substr(told.find(before) + before.size());
    must(command.substr(0, command.find('\n')));
    EXPECT_THAT(mydocker_.line("network verify web").err, Not(HasSubstr("has the address")));
  }
  const Mydocker mydocker_;
};

TEST_F(DuplicateAddresses, OnTheHostAreNamed) {
  must("ip link add br9 type bridge && ip address add 192.168.1.9/32 dev br9");
  expect_note("the link \"br9\" of the host has the address 192.168.1.9/32 of container \"c1\"");
}

TEST_F(DuplicateAddresses, OfAnotherContainerAreNamed) {
  must("ip -n c2 address add 192.168.1.9/24 dev eth0");
  expect_note("container \"c2\" has the address 192.168.1.9/24 of container \"c1\"");
}

TEST_F(DuplicateAddresses, OfTheGatewayAreNamed) {
  must("ip -n c2 address add 192.168.1.1/24 dev eth0");
  expect_note("container \"c2\" has the address 192.168.1.1/24 of the gateway");
}

}  // namespace duplicate_addresses_test
}  // namespace mydocker::testing
