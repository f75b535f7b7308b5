// Databases of older versions.
#include <gtest/gtest.h>

#include <array>

#include "runtime/store/database.hpp"
#include "runtime/store/definitions.hpp"
#include "scratch.hpp"

namespace mydocker::store {
namespace {

// The first schema of definitions.db, with two networks, and one that was being created.
constexpr std::array<const char*, 1> kVersion1{R"(
CREATE TABLE networks(
  serial INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL UNIQUE,
  visible INTEGER NOT NULL,
  driver TEXT NOT NULL,
  link_name TEXT NOT NULL,
  internal INTEGER NOT NULL,
  options TEXT NOT NULL,
  labels TEXT NOT NULL,
  created INTEGER NOT NULL);
CREATE TABLE subnets(
  network_id TEXT NOT NULL,
  position INTEGER NOT NULL,
  prefix TEXT NOT NULL,
  gateway TEXT NOT NULL,
  range_first TEXT NOT NULL,
  range_last TEXT NOT NULL,
  reserved TEXT NOT NULL,
  PRIMARY KEY(network_id, position)) WITHOUT ROWID;
)"};

void make_version_1(const std::filesystem::path& directory) {
  const auto opened = PrivateDirectory::open(directory);
  ASSERT_TRUE(opened.ok());
  DatabaseFile file;
  file.name = "definitions.db";
  file.schema = kVersion1;
  const auto database = Database::open(*opened, file);
  ASSERT_TRUE(database.ok()) << database.error().message();
  for (const char* sql :
       {"INSERT INTO networks(id, name, visible, driver, link_name, internal, options, labels, "
        "created) VALUES('aa', 'web', 1, 'bridge', 'web', 0, '{\"mtu\":\"1400\"}', '{}', 7)",
        "INSERT INTO networks(id, name, visible, driver, link_name, internal, options, labels, "
        "created) VALUES('bb', 'alone', 1, 'none', 'alone', 1, '{}', '{\"a\":\"b\"}', 8)",
        "INSERT INTO networks(id, name, visible, driver, link_name, internal, options, labels, "
        "created) VALUES('dd', 'unfinished', 0, 'bridge', 'unfinished', 0, '{}', '{}', 9)",
        "INSERT INTO subnets VALUES('dd', 0, '10.7.0.0/24', '10.7.0.1', '', '', '{}')",
        "INSERT INTO subnets VALUES('aa', 0, '10.1.0.0/24', '10.1.0.1', '10.1.0.10', "
        "'10.1.0.20', '{\"printer\":\"10.1.0.11\"}')"})
    ASSERT_TRUE((*database)->run(sql).ok()) << sql;
}

TEST(Migration, OfTheFirstVersionKeepsWhatItHolds) {
  const Scratch scratch;
  make_version_1(scratch / "state");
  auto definitions = Definitions::open(scratch / "state");
  ASSERT_TRUE(definitions.ok()) << definitions.error().message();
  const auto networks = definitions->networks();
  ASSERT_TRUE(networks.ok()) << networks.error().message();
  ASSERT_EQ(networks->size(), 2U);

  model::Network web;
  web.id = "aa";
  web.name = "web";
  web.driver = "bridge";
  web.link_name = "web";
  web.options = {{"mtu", "1400"}};
  web.created = 7;
  model::Subnet subnet;
  subnet.prefix = prefix("10.1.0.0/24");
  subnet.gateway = ip("10.1.0.1");
  subnet.range = model::AddressRange{ip("10.1.0.10"), ip("10.1.0.20")};
  subnet.aux_addresses = {{"printer", ip("10.1.0.11")}};
  web.subnets = {subnet};
  EXPECT_EQ(networks->at(1), web);
  EXPECT_EQ(networks->at(0).labels, (std::map<std::string, std::string>{{"a", "b"}}));
  EXPECT_TRUE(networks->at(0).internal);
}

TEST(Migration, OfTheFirstVersionTakesNewNetworks) {
  const Scratch scratch;
  make_version_1(scratch / "state");
  auto definitions = Definitions::open(scratch / "state");
  ASSERT_TRUE(definitions.ok());
  EXPECT_EQ(definitions->serial().value(), 3);
  ASSERT_EQ(definitions->prefixes()->size(), 1U);
  EXPECT_EQ(definitions->prefixes()->front().prefix, prefix("10.1.0.0/24"));
  EXPECT_EQ(definitions->end_of_run(prefix("10.1.0.0/24")).value(), ip("10.1.0.255"));
  model::Network added;
  added.id = "cc";
  added.name = "six";
  added.driver = "bridge";
  added.link_name = "six";
  added.routes = {{prefix("10.2.0.0/16"), ip("10.1.0.9"), 3}};
  ASSERT_TRUE(definitions->insert_network(added).ok());
  EXPECT_EQ(definitions->find("six").value(), added);
  // The next open finds the migrated file.
  EXPECT_EQ(Definitions::open(scratch / "state")->find("six").value(), added);
}

}  // namespace
}  // namespace mydocker::store
