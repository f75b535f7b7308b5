#include <gtest/gtest.h>

#include "runtime/store/definitions.hpp"
#include "scratch.hpp"

namespace mydocker::store {
namespace inserted_network_test {

model::Network network(const std::string& name, const std::string& id) {
  model::Network result;
  result.id = id + std::string(64 - id.size(), '0');
  result.name = name;
  result.driver = "bridge";
  result.link_name = name;
  return result;
}

model::Network web() {
  model::Network result = network("web", "ab");
  result.subnets.resize(2);
  result.subnets[0].prefix = prefix("10.1.0.0/24");
  result.subnets[1].prefix = prefix("2001:db8::/64");
  return result;
}

class InsertedNetworkTest : public ::testing::Test {
 protected:
  Definitions open() { return Definitions::open(scratch_.path()).value(); }
  Scratch scratch_;
};

TEST_F(InsertedNetworkTest, PrefixesAreThoseOfTheNetworksThatExist) {
  auto definitions = open();
  EXPECT_TRUE(definitions.prefixes()->empty());
  ASSERT_TRUE(definitions.insert_network(web()).ok());
  const auto held = definitions.prefixes().value();
  ASSERT_EQ(held.size(), 2U);
  EXPECT_EQ(held[0].prefix, prefix("10.1.0.0/24"));
  EXPECT_EQ(held[1].prefix, prefix("2001:db8::/64"));
  EXPECT_EQ(definitions.name_of(held[1].network).value(), "web");
  EXPECT_EQ(definitions.name_of(99).value(), "");
  ASSERT_TRUE(definitions.remove_network(web().id).ok());
  EXPECT_TRUE(definitions.prefixes()->empty());
}

TEST_F(InsertedNetworkTest, AnInsertedNetworkHasItsName) {
  auto definitions = open();
  EXPECT_FALSE(definitions.has_name("web").value());
  EXPECT_FALSE(definitions.has_link_name("web").value());
  ASSERT_TRUE(definitions.insert_network(web()).ok());
  EXPECT_EQ(definitions.find("web").value(), web());
  EXPECT_TRUE(definitions.has_name("web").value());
  EXPECT_TRUE(definitions.has_link_name("web").value());
  EXPECT_EQ(definitions.insert_network(network("web", "cd")).error().kind(),
            ErrorKind::already_exists);
}

}  // namespace inserted_network_test
}  // namespace mydocker::store
