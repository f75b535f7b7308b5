// Damaged records are found, named and put aside. Files of versions without checksums are readable.
#include "runtime/store/record.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include "runtime/store/database_files.hpp"
#include "runtime/store/definitions.hpp"
#include "runtime/store/ordered_map.hpp"
#include "runtime/store/runtime_keys.hpp"
#include "runtime/store/runtime_state.hpp"
#include "runtime/store/salvage.hpp"
#include "scratch.hpp"

namespace mydocker::store {
namespace checksum_test {

const HostIdentity kHost{"boot-1", 7U};

// Changes a database behind the back of the store.
void change(const std::filesystem::path& file, const std::string& sql) {
  sqlite3* handle = nullptr;
  ASSERT_EQ(sqlite3_open(file.c_str(), &handle), SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(handle, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
      << sqlite3_errmsg(handle);
  sqlite3_close(handle);
}

model::Network network(const std::string& name) {
  model::Network network;
  network.id = std::string(63, 'a') + name.back();
  network.name = name;
  network.driver = "bridge";
  network.link_name = name;
  network.labels = {{"team", "red"}};
  model::Subnet subnet;
  subnet.prefix = prefix("10.1.0.0/24");
  subnet.gateway = ip("10.1.0.1");
  network.subnets = {subnet};
  return network;
}

model::Endpoint endpoint(const std::string& container) {
  model::Endpoint endpoint;
  endpoint.id = "id-" + container;
  endpoint.network_id = network("web").id;
  endpoint.container = container;
  endpoint.mac = {{2, 0x4d, 0, 0, 0, static_cast<std::uint8_t>(container.back())}};
  return endpoint;
}

class ChecksumTest : public ::testing::Test {
 protected:
  void define(const std::vector<std::string>& names) {
    auto definitions = Definitions::open(scratch_.path());
    for (const auto& name : names) {
      ASSERT_TRUE(definitions->insert_network(network(name)).ok());
    }
  }
  // A network with two containers.
  void record() {
    auto state = RuntimeState::open(scratch_.path(), kHost);
    auto transaction = state->begin();
    const auto id = state->open_entry(EntryKind::network, network("web").id, network("web").id);
    ASSERT_TRUE(state->write_plan(*id, plan_of_bytes()).ok());
    ASSERT_TRUE(state->set_phase(*id, Phase::active).ok());
    ASSERT_TRUE(state->keep_active_network({network("web")}).ok());
    ASSERT_TRUE(state->acquire("host sysctl x", *id, "0").ok());
    for (const char* container : {"c1", "c2"}) {
      const auto one =
          state->open_entry(EntryKind::endpoint, endpoint(container).id, network("web").id);
      ASSERT_TRUE(state->write_plan(*one, plan_of_bytes()).ok());
      ASSERT_TRUE(state->insert_endpoint(*one, endpoint(container)).ok());
      ASSERT_TRUE(state->set_phase(*one, Phase::active).ok());
    }
    ASSERT_TRUE(transaction->commit().ok());
  }
  Scratch scratch_;
  std::filesystem::path definitions_ = scratch_ / "definitions.db";
  std::filesystem::path runtime_ = scratch_ / "runtime.db";
};

TEST(Checksum, DependsOnEachBitOfKeyAndValue) {
  const std::string value = "value";
  for (std::size_t at = 0; at < value.size(); ++at)
    for (unsigned bit = 0; bit < 8; ++bit) {
      auto flipped = value;
      flipped[at] = static_cast<char>(static_cast<unsigned char>(flipped[at]) ^ (1U << bit));
      EXPECT_FALSE(has_checksum(checksum_of("key", value), "key", flipped)) << at << " " << bit;
      EXPECT_FALSE(has_checksum(checksum_of(flipped, "x"), value, "x")) << at << " " << bit;
    }
  EXPECT_FALSE(has_checksum(0, "", ""));
}

TEST_F(ChecksumTest, OfADefinitionNamesTheNetwork) {
  define({"web"});
  EXPECT_TRUE(check_definitions(scratch_.path()).ok());
  change(definitions_, "UPDATE subnets SET gateway='10.1.0.3'");
  const auto checked = check_definitions(scratch_.path());
  ASSERT_FALSE(checked.ok());
  EXPECT_EQ(checked.error().kind(), ErrorKind::corrupt_state);
  EXPECT_NE(checked.error().message().find("network \"web\" does not match its checksum"),
            std::string::npos)
      << checked.error().message();
  EXPECT_FALSE(Definitions::open(scratch_.path())->find("web").ok());
}

TEST_F(ChecksumTest, AnUpdateKeepsItRight) {
  define({"web"});
  auto changed = network("web");
  changed.labels = {{"team", "blue"}};
  auto definitions = Definitions::open(scratch_.path());
  ASSERT_TRUE(definitions->update_network(changed).ok());
  EXPECT_EQ(definitions->find("web").value(), changed);
}

TEST_F(ChecksumTest, TheOtherDefinitionsStayReadable) {
  define({"web", "lan"});
  change(definitions_, "UPDATE networks SET driver='bridgf' WHERE name='web'");
  const auto readable = readable_definitions(scratch_.path());
  ASSERT_EQ(readable.size(), 1U);
  EXPECT_EQ(readable.front(), network("lan"));
}

TEST_F(ChecksumTest, AMissingFileIsNoDamage) {
  EXPECT_EQ(check_definitions(scratch_.path()).error().kind(), ErrorKind::not_found);
  EXPECT_EQ(check_runtime(scratch_.path()).error().kind(), ErrorKind::not_found);
}

TEST_F(ChecksumTest, OfAPlanNamesTheEntry) {
  record();
  EXPECT_TRUE(check_runtime(scratch_.path()).ok());
  change(runtime_, "UPDATE plans SET plan='{\"plan\":[ ]}' WHERE work=2");
  const auto checked = check_runtime(scratch_.path());
  ASSERT_FALSE(checked.ok());
  EXPECT_NE(checked.error().message().find("the plan of journal entry 2 does not match"),
            std::string::npos)
      << checked.error().message();
}

TEST_F(ChecksumTest, ACompleteEntryIsSalvagedAndAnotherOneIsLost) {
  record();
  change(runtime_, "UPDATE plans SET plan='{}' WHERE work=2");
  const auto salvaged = readable_runtime(scratch_.path(), kHost);
  ASSERT_EQ(salvaged.entries.size(), 2U);
  EXPECT_EQ(salvaged.entries[0].entry.kind, EntryKind::network);
  EXPECT_EQ(salvaged.entries[0].shared.at("host sysctl x"), "0");
  EXPECT_EQ(salvaged.entries[1].endpoint, endpoint("c2"));
  ASSERT_EQ(salvaged.lost.size(), 1U);
  EXPECT_EQ(salvaged.lost.front(), "the connection of container \"c1\"");
  ASSERT_EQ(salvaged.networks.size(), 1U);
  EXPECT_EQ(salvaged.networks.front().network, network("web"));
}

TEST_F(ChecksumTest, NothingOfAnotherHostIsSalvaged) {
  record();
  EXPECT_TRUE(readable_runtime(scratch_.path(), {"boot-2", 7U}).entries.empty());
  EXPECT_TRUE(readable_runtime(scratch_.path(), {"boot-1", 8U}).entries.empty());
}

TEST_F(ChecksumTest, AFilePutAsideKeepsItsContent) {
  define({"web"});
  const auto content = read_file(definitions_);
  for (const char* name : {"definitions.db.damaged", "definitions.db.damaged.1"}) {
    write_file(definitions_, content);
    const auto aside = set_aside(scratch_.path(), "definitions.db");
    ASSERT_TRUE(aside.ok());
    EXPECT_EQ(*aside, scratch_ / name);
    EXPECT_EQ(read_file(*aside), content);
    EXPECT_FALSE(std::filesystem::exists(definitions_));
  }
}

TEST_F(ChecksumTest, IsAddedToARuntimeFileWithoutChecksums) {
  record();
  change(runtime_,
         "ALTER TABLE entries DROP COLUMN checksum; ALTER TABLE plans DROP COLUMN "
         "checksum; PRAGMA user_version=2");
  auto state = RuntimeState::open(scratch_.path(), kHost);
  ASSERT_TRUE(state.ok()) << state.error().message();
  EXPECT_EQ(state->endpoints(network("web").id)->size(), 2U);
  EXPECT_EQ(state->find_entry(network("web").id).value()->plan, plan_of_bytes());
  EXPECT_TRUE(check_runtime(scratch_.path()).ok());
}

TEST_F(ChecksumTest, IsComputedAgainForDefinitionsOfTheVersionBefore) {
  define({"web"});
  change(definitions_,
         "ALTER TABLE networks DROP COLUMN ipam_options; "
         "UPDATE networks SET checksum=1; PRAGMA user_version=6");
  auto definitions = Definitions::open(scratch_.path());
  ASSERT_TRUE(definitions.ok()) << definitions.error().message();
  EXPECT_EQ(definitions->find("web").value()->subnets, network("web").subnets);
  EXPECT_EQ(definitions->prefixes_overlapping(prefix("10.1.0.0/16"))->size(), 1U);
  EXPECT_TRUE(check_definitions(scratch_.path()).ok());
}

// The checksum covers each column of a network and of its subnets.
TEST_F(ChecksumTest, NoticesTwoFieldsThatChangePlaces) {
  define({"web"});
  change(definitions_, "UPDATE networks SET link_name=driver, driver=link_name");
  EXPECT_FALSE(check_definitions(scratch_.path()).ok());
}

// The keys of the fourth version: `world` and `taken`.
TEST_F(ChecksumTest, KeysOfAnEarlierVersionAreRenamed) {
  record();
  {
    const auto folder = PrivateDirectory::open(scratch_.path());
    const auto database = Database::open(*folder, runtime_file());
    OrderedMap map(**database);
    for (const auto& [now, before] : {std::pair("host", "world"), std::pair("lease", "taken")}) {
      std::vector<std::pair<std::string, std::string>> values;
      const auto start = key_of({now});
      ASSERT_TRUE(map.walk(start, end_of(start),
                           [&](auto key, auto value) {
                             values.emplace_back(key, value);
                             return true;
                           })
                      .ok());
      ASSERT_FALSE(values.empty()) << now;
      for (const auto& [key, value] : values) {
        ASSERT_TRUE(map.put(key_of({before}) + key.substr(start.size()), value).ok());
        ASSERT_TRUE(map.erase(key).ok());
      }
    }
  }
  change(runtime_, "PRAGMA user_version=4");
  auto state = RuntimeState::open(scratch_.path(), kHost);
  ASSERT_TRUE(state.ok()) << state.error().message();
  EXPECT_TRUE(state->find_endpoint(network("web").id, "c1").value().has_value());
  EXPECT_EQ(state->endpoints(network("web").id)->size(), 2U);
  EXPECT_TRUE(check_runtime(scratch_.path()).ok());
}

}  // namespace checksum_test
}  // namespace mydocker::store
