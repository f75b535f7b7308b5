#include <gtest/gtest.h>

#include "runtime/store/runtime_state.hpp"
#include "scratch.hpp"

namespace mydocker::store {
namespace network_copies_test {

const HostIdentity kHost{"boot", 1};

model::Network network(const std::string& name, char digit) {
  model::Network network;
  network.id = std::string(64, digit);
  network.name = name;
  network.driver = "bridge";
  network.subnets.resize(1);
  network.subnets[0].prefix = prefix("10.0.0.0/8");
  return network;
}

class NetworkCopiesTest : public ::testing::Test {
 protected:
  std::int64_t keep(const model::Network& network) {
    auto transaction = state_.begin();
    const auto entry_id = state_.open_entry(EntryKind::network, network.id, network.id).value();
    EXPECT_TRUE(state_.set_phase(entry_id, Phase::active).ok());
    EXPECT_TRUE(state_.keep_active_network({network, {"br-1", "x"}}).ok());
    EXPECT_TRUE(transaction->commit().ok());
    return entry_id;
  }
  std::string found(const std::string& reference) {
    const auto copy = state_.find_active_network(reference).value();
    return copy ? copy->network.name : "nothing";
  }
  Scratch scratch_;
  RuntimeState state_ = RuntimeState::open(scratch_ / "run", kHost).value();
};

TEST_F(NetworkCopiesTest, AreFoundByFullIdAndByNameAndNothingLess) {
  const auto web = network("web", 'a');
  keep(web);
  const auto copy = state_.find_active_network("web").value();
  ASSERT_TRUE(copy.has_value());
  EXPECT_EQ(copy->network, web);
  EXPECT_EQ(copy->host_links, (std::set<std::string>{"br-1", "x"}));
  EXPECT_EQ(found(web.id), "web");
  EXPECT_EQ(found("aaaa"), "nothing")
      << "only the definitions know whether a prefix is unambiguous";
  EXPECT_EQ(found("we"), "nothing");
  EXPECT_EQ(found(""), "nothing");
}

TEST_F(NetworkCopiesTest, ANameThatLooksLikeAnIdIsLeftToTheDefinitions) {
  keep(network(std::string(64, 'b'), 'a'));
  EXPECT_EQ(found(std::string(64, 'b')), "nothing") << "there may be a network of that id";
  EXPECT_EQ(found(std::string(64, 'a')), std::string(64, 'b'));
}

TEST_F(NetworkCopiesTest, CountOnlyWhileTheNetworkIsActive) {
  const auto entry_id = keep(network("web", 'a'));
  ASSERT_TRUE(state_.set_phase(entry_id, Phase::removing).ok());
  EXPECT_EQ(found("web"), "nothing");
  ASSERT_TRUE(state_.set_phase(entry_id, Phase::active).ok());
  EXPECT_EQ(found("web"), "web") << "a removal that was rolled back";
  ASSERT_TRUE(state_.close_entry(entry_id).ok());
  EXPECT_EQ(found("web"), "nothing");
  keep(network("web", 'c'));
  EXPECT_EQ(state_.find_active_network("web").value()->network.id, std::string(64, 'c'));
  EXPECT_EQ(found(std::string(64, 'a')), "nothing");
}

TEST_F(NetworkCopiesTest, GoWithTheirBoot) {
  keep(network("web", 'a'));
  auto after = RuntimeState::open(scratch_ / "run", {"another boot", 1}).value();
  EXPECT_FALSE(after.find_active_network("web").value().has_value());
}

TEST_F(NetworkCopiesTest, TellWhetherAnythingWasLeftUnfinished) {
  EXPECT_FALSE(state_.found_unfinished());
  const auto entry_id = keep(network("web", 'a'));
  EXPECT_FALSE(RuntimeState::open(scratch_ / "run", kHost)->found_unfinished());
  ASSERT_TRUE(state_.set_phase(entry_id, Phase::removing).ok());
  EXPECT_TRUE(RuntimeState::open(scratch_ / "run", kHost)->found_unfinished());
  EXPECT_FALSE(RuntimeState::open(scratch_ / "run", {"another boot", 1})->found_unfinished());
}

TEST_F(NetworkCopiesTest, ThePartOfANetworkKeepsItsDefinitionUntilItEnds) {
  auto web = network("web", 'a');
  keep(web);
  web.options = {{"mtu", "1400"}};
  auto transaction = state_.begin();
  const auto change_entry =
      state_.open_entry(EntryKind::change, change_owner(web.id), web.id).value();
  EXPECT_FALSE(state_.definition_of(change_entry).value().has_value());
  ASSERT_TRUE(state_.keep_definition(change_entry, web).ok());
  ASSERT_TRUE(transaction->commit().ok());
  EXPECT_EQ(state_.definition_of(change_entry).value(), web);
  ASSERT_TRUE(state_.close_entry(change_entry).ok());
  EXPECT_FALSE(state_.definition_of(change_entry).value().has_value());
  EXPECT_EQ(found("web"), "web") << "the network itself stays";
}

TEST_F(NetworkCopiesTest, ANetworkIsInCreationUntilItsEntryIsActive) {
  const auto web = network("web", 'a');
  EXPECT_TRUE(state_.networks_in_creation()->empty());
  auto transaction = state_.begin();
  const auto entry_id = state_.open_entry(EntryKind::network, web.id, web.id).value();
  EXPECT_TRUE(state_.networks_in_creation()->empty()) << "an existing network after a reboot";
  ASSERT_TRUE(state_.keep_definition(entry_id, web).ok());
  ASSERT_TRUE(transaction->commit().ok());
  EXPECT_EQ(state_.networks_in_creation().value(), std::vector<model::Network>{web});
  ASSERT_TRUE(state_.activate(entry_id).ok());
  EXPECT_TRUE(state_.networks_in_creation()->empty());
  EXPECT_FALSE(state_.definition_of(entry_id).value().has_value());
}

}  // namespace network_copies_test
}  // namespace mydocker::store
