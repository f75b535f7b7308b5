#include "runtime/store/definitions.hpp"

#include <gtest/gtest.h>

#include "scratch.hpp"

namespace mydocker::store {
namespace definitions_test {

model::Network network(const std::string& name, const std::string& id) {
  model::Network result;
  result.id = id + std::string(64 - id.size(), '0');
  result.name = name;
  result.driver = "bridge";
  result.link_name = name;
  return result;
}

model::Network full_network() {
  model::Network result = network("web", "ab");
  model::Subnet first;
  first.prefix = prefix("10.1.0.0/24");
  first.gateway = ip("10.1.0.1");
  first.range = model::AddressRange{ip("10.1.0.10"), ip("10.1.0.20")};
  first.aux_addresses = {{"printer", ip("10.1.0.11")}, {"b \"q\"", ip("10.1.0.12")}};
  model::Subnet second;
  second.prefix = prefix("2001:db8::/64");
  result.subnets = {first, second};
  result.internal = true;
  result.options = {{"mtu", "1400"}, {"empty", ""}};
  result.labels = {{"text", "with 'quotes' and \"more\" Ü"}};
  result.created = 1'700'000'000;
  result.subnets[0].reservations = {{"db", ip("10.1.0.13")}};
  result.subnets[0].host_addresses = {{"host", ip("10.1.0.14")}};
  result.routes = {{prefix("10.9.0.0/16"), ip("10.1.0.2"), 5},
                   {prefix("2001:db8:9::/48"), ip("2001:db8::2"), 0}};
  result.ipam_driver = model::IpamDriver("leases");
  result.ipam_options = {{"server", "10.1.0.3"}};
  return result;
}

class DefinitionsTest : public ::testing::Test {
 protected:
  Definitions open() { return Definitions::open(scratch_.path()).value(); }
  static void add(Definitions& definitions, const model::Network& added) {
    auto transaction = definitions.begin();
    ASSERT_TRUE(transaction.ok()) << transaction.error().message();
    ASSERT_TRUE(definitions.insert_network(added).ok());
    ASSERT_TRUE(transaction->commit().ok());
  }
  static std::vector<std::string> names(const std::vector<model::Network>& networks) {
    std::vector<std::string> result;
    for (const auto& each : networks) result.push_back(each.name);
    return result;
  }
  Scratch scratch_;
};

TEST_F(DefinitionsTest, UpdatesOptionsAndLabelsAndNothingElse) {
  auto definitions = open();
  auto expected = full_network();
  add(definitions, expected);
  expected.options = {{"mtu", "1300"}};
  expected.labels = {};
  auto spec = expected;
  spec.name = "other";
  ASSERT_TRUE(definitions.update_network(spec).ok());
  EXPECT_EQ(definitions.find("web").value(), expected);
}

TEST_F(DefinitionsTest, RefusesToUpdateANetworkThatDoesNotExist) {
  EXPECT_EQ(open().update_network(network("web", "ab")).error().kind(), ErrorKind::not_found);
}

TEST_F(DefinitionsTest, GivesBackWhatWasPutInAfterReopening) {
  const model::Network put = full_network();
  {
    auto definitions = open();
    add(definitions, put);
  }
  auto definitions = open();
  const auto found = definitions.find("web");
  ASSERT_TRUE(found.ok()) << found.error().message();
  ASSERT_TRUE(found->has_value());
  EXPECT_EQ(**found, put);
  EXPECT_EQ(definitions.networks().value(), std::vector<model::Network>{put});
}

TEST_F(DefinitionsTest, RefusesATakenNameOrId) {
  auto definitions = open();
  add(definitions, network("web", "ab"));
  EXPECT_EQ(definitions.insert_network(network("web", "cd")).error().message(),
            "network \"web\" already exists");
  EXPECT_EQ(definitions.insert_network(network("other", "ab")).error().kind(),
            ErrorKind::already_exists);
}

TEST_F(DefinitionsTest, RemovesANetworkAndSucceedsWithoutOne) {
  auto definitions = open();
  add(definitions, full_network());
  EXPECT_TRUE(definitions.remove_network(full_network().id).ok());
  EXPECT_TRUE(definitions.remove_network(full_network().id).ok());
  EXPECT_TRUE(definitions.networks().value().empty());
  add(definitions, full_network());
  EXPECT_EQ(definitions.networks()->front().subnets.size(), 2U) << "old subnets came back";
}

TEST_F(DefinitionsTest, CountsEveryInsertEverAndNoneThatWasRolledBack) {
  auto definitions = open();
  EXPECT_EQ(definitions.serial().value(), 0);
  add(definitions, network("a", "a1"));
  add(definitions, network("b", "b1"));
  EXPECT_EQ(definitions.serial().value(), 2);
  ASSERT_TRUE(definitions.remove_network(network("b", "b1").id).ok());
  EXPECT_EQ(definitions.serial().value(), 2);
  EXPECT_FALSE(definitions.insert_network(network("a", "c1")).ok());
  {
    const auto transaction = definitions.begin();
    ASSERT_TRUE(definitions.insert_network(network("c", "c1")).ok());
  }
  EXPECT_EQ(definitions.serial().value(), 2);
  add(definitions, network("d", "d1"));
  EXPECT_EQ(definitions.serial().value(), 3);
}

TEST_F(DefinitionsTest, ATransactionThatIsNotCommittedLeavesNothing) {
  auto definitions = open();
  {
    const auto transaction = definitions.begin();
    ASSERT_TRUE(transaction.ok());
    ASSERT_TRUE(definitions.insert_network(full_network()).ok());
  }
  EXPECT_TRUE(definitions.networks().value().empty());
  EXPECT_TRUE(definitions.begin().ok()) << "the transaction is still open";
}

TEST_F(DefinitionsTest, ListsInNaturalOrder) {
  auto definitions = open();
  add(definitions, network("net10", "a1"));
  add(definitions, network("net9", "b1"));
  add(definitions, network("abc", "c1"));
  EXPECT_EQ(names(definitions.networks().value()),
            (std::vector<std::string>{"abc", "net9", "net10"}));
}

TEST_F(DefinitionsTest, FindsByIdThenNameThenPrefix) {
  auto definitions = open();
  add(definitions, network("web", "3f1a1"));
  add(definitions, network("db", "3f1a2"));
  add(definitions, network("3f1a1", "7700"));
  const auto name_of = [&](const std::string& reference) {
    const auto found = definitions.find(reference);
    if (!found.ok()) return found.error().message();
    return found->has_value() ? (*found)->name : "nothing";
  };
  EXPECT_EQ(name_of(network("web", "3f1a1").id), "web");
  EXPECT_EQ(name_of("3f1a1"), "3f1a1") << "a name beats an id's prefix";
  EXPECT_EQ(name_of("3f1a2"), "db");
  EXPECT_EQ(name_of("7700"), "3f1a1");
  EXPECT_EQ(name_of("770"), "nothing") << "fewer than four digits are no prefix";
  EXPECT_EQ(name_of("3f1a10"), "web");
  EXPECT_EQ(name_of("3f1a"),
            "network id prefix \"3f1a\" is ambiguous (2 networks: \"db\", \"web\")");
  EXPECT_EQ(definitions.find("3f1a").error().kind(), ErrorKind::unsupported);
  EXPECT_EQ(name_of("8"), "nothing");
  EXPECT_EQ(name_of(""), "nothing");
  EXPECT_EQ(name_of("we"), "nothing") << "names have no prefixes";
  EXPECT_EQ(name_of("3f%"), "nothing");
  EXPECT_EQ(name_of("' OR 1=1 --"), "nothing");
}

TEST_F(DefinitionsTest, HoldsThreeHundredNetworks) {
  auto definitions = open();
  {
    auto transaction = definitions.begin();
    for (unsigned i = 0; i < 300; ++i) {
      auto each = network("net" + std::to_string(i), std::to_string(1000 + i));
      model::Subnet subnet;
      subnet.prefix = {IpAddress::v4(0x0a000000U + (i << 8U)), 24};
      each.subnets = {subnet};
      ASSERT_TRUE(definitions.insert_network(each).ok());
    }
    ASSERT_TRUE(transaction->commit().ok());
  }
  const auto all = definitions.networks().value();
  ASSERT_EQ(all.size(), 300U);
  for (unsigned i = 0; i < 300; ++i) {
    EXPECT_EQ(all[i].name, "net" + std::to_string(i));
    EXPECT_EQ(all[i].subnets.at(0).prefix.text(),
              IpAddress::v4(0x0a000000U + (i << 8U)).text() + "/24");
  }
  EXPECT_EQ(definitions.find("net299").value()->id, network("", "1299").id);
}

TEST_F(DefinitionsTest, OneOfTwoProcessesGetsTheName) {
  auto mine = open();
  Child other([&] {
    auto theirs = Definitions::open(scratch_.path());
    if (!theirs.ok()) return false;
    auto transaction = theirs->begin();
    return transaction.ok() && theirs->insert_network(network("web", "cd")).ok() &&
           transaction->commit().ok();
  });
  EXPECT_EQ(mine.insert_network(network("web", "ab")).error().kind(), ErrorKind::already_exists);
  EXPECT_EQ(mine.networks()->size(), 1U);
}

TEST_F(DefinitionsTest, ManyProcessesAtOnceGetDifferentNamesAndOneEach) {
  constexpr int kProcesses = 6;
  constexpr int kNames = 20;
  std::vector<pid_t> children;
  for (int process = 0; process < kProcesses; ++process) {
    const pid_t pid = ::fork();
    if (pid == 0) {
      // All processes create the same file, and all try to use all names.
      auto definitions = Definitions::open(scratch_ / "fresh");
      int won = 0;
      for (int name = 0; definitions.ok() && name < kNames; ++name) {
        auto transaction = definitions->begin();
        if (!transaction.ok()) ::_exit(100);
        const std::string id = std::to_string(process + 1) + "a" + std::to_string(name) + "b";
        const auto inserted =
            definitions->insert_network(network("net" + std::to_string(name), id));
        if (!inserted.ok() && inserted.error().kind() != ErrorKind::already_exists) ::_exit(101);
        if (inserted.ok() && transaction->commit().ok()) ++won;
      }
      ::_exit(definitions.ok() ? won : 102);
    }
    children.push_back(pid);
  }
  int won = 0;
  for (const pid_t pid : children) {
    int status = 0;
    ASSERT_EQ(::waitpid(pid, &status, 0), pid);
    ASSERT_TRUE(WIFEXITED(status));
    ASSERT_LE(WEXITSTATUS(status), kNames);
    won += WEXITSTATUS(status);
  }
  EXPECT_EQ(won, kNames);
  EXPECT_EQ(Definitions::open(scratch_ / "fresh")->networks()->size(), std::size_t{kNames});
}

TEST_F(DefinitionsTest, ATransactionOfAKilledProcessLeavesNothingAndBlocksNoOne) {
  auto definitions = open();
  add(definitions, network("before", "b0"));
  Child other([&] {
    static auto theirs = Definitions::open(scratch_.path());
    static auto transaction = theirs->begin();
    return transaction.ok() && theirs->insert_network(full_network()).ok() &&
           theirs->remove_network(network("before", "b0").id).ok();
  });
  EXPECT_EQ(names(definitions.networks().value()), std::vector<std::string>{"before"});
  other.kill();
  EXPECT_TRUE(definitions.begin().ok());
  EXPECT_EQ(names(definitions.networks().value()), std::vector<std::string>{"before"});
}

}  // namespace definitions_test
}  // namespace mydocker::store
