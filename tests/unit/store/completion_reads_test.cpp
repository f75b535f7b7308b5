#include "runtime/store/completion_reads.hpp"

#include <gtest/gtest.h>

#include "runtime/store/definitions.hpp"
#include "runtime/store/runtime_state.hpp"
#include "scratch.hpp"

namespace mydocker::store {
namespace glimpse_test {

constexpr const char* kId = "ab";
const BootIdentity kBoot{"boot", 1};

void define(const std::filesystem::path& directory, bool visible) {
  auto definitions = Definitions::open(directory).value();
  model::Network network;
  network.id = kId;
  network.name = "web";
  network.driver = "bridge";
  auto transaction = definitions.begin();
  ASSERT_TRUE(definitions.insert_pending(network).ok());
  if (visible) {
    ASSERT_TRUE(definitions.commit_network(kId).ok());
  }
  ASSERT_TRUE(transaction->commit().ok());
}

std::string every_name_in(const std::filesystem::path& directory) {
  std::string names;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(directory))
    names += entry.path().filename().string() + "\n";
  return names;
}

TEST(CompletionSnapshot, SeesVisibleNetworksOnly) {
  const Scratch scratch;
  define(scratch.path(), true);
  const auto seen = completion_networks(scratch.path());
  ASSERT_TRUE(seen.ok()) << seen.error().message();
  ASSERT_EQ(seen->size(), 1U);
  EXPECT_EQ(seen->front().name, "web");

  const Scratch other;
  define(other.path(), false);
  EXPECT_EQ(completion_networks(other.path())->size(), 0U);
}

TEST(CompletionSnapshot, SeesWhoIsConnected) {
  const Scratch scratch;
  auto state = RuntimeState::open(scratch.path(), kBoot).value();
  auto transaction = state.begin();
  model::Endpoint endpoint;
  endpoint.id = "cd";
  endpoint.network_id = kId;
  endpoint.container = "c1";
  const auto entry_id = state.open_entry(EntryKind::endpoint, "cd", kId);
  ASSERT_TRUE(state.insert_endpoint(*entry_id, endpoint).ok());
  ASSERT_TRUE(transaction->commit().ok());
  const auto seen = completion_connections(scratch.path());
  ASSERT_TRUE(seen.ok()) << seen.error().message();
  ASSERT_EQ(seen->size(), 1U);
  EXPECT_EQ(seen->front().network_id, kId);
  EXPECT_EQ(seen->front().container, "c1");
}

TEST(CompletionSnapshot, MakesNothing) {
  const Scratch scratch;
  EXPECT_EQ(completion_networks(scratch / "none").error().kind(), ErrorKind::not_found);
  EXPECT_EQ(completion_networks(scratch.path()).error().kind(), ErrorKind::not_found);
  EXPECT_EQ(completion_connections(scratch.path()).error().kind(), ErrorKind::not_found);
  EXPECT_EQ(every_name_in(scratch.path()), "");
}

TEST(CompletionSnapshot, ChangesNothing) {
  const Scratch scratch;
  define(scratch.path(), true);
  const auto names = every_name_in(scratch.path());
  const auto bytes = read_file(scratch / "definitions.db");
  ASSERT_TRUE(completion_networks(scratch.path()).ok());
  EXPECT_EQ(every_name_in(scratch.path()), names);
  EXPECT_EQ(read_file(scratch / "definitions.db"), bytes);
}

TEST(CompletionSnapshot, DoesNotWaitForAWriter) {
  const Scratch scratch;
  define(scratch.path(), true);
  auto definitions = Definitions::open(scratch.path()).value();
  const auto transaction = definitions.begin();  // and never ended
  EXPECT_TRUE(completion_networks(scratch.path()).ok());
}

TEST(CompletionSnapshot, OfADamagedFileIsAnError) {
  const Scratch scratch;
  define(scratch.path(), true);
  write_file(scratch / "definitions.db", "not a database, but long enough to be looked at");
  EXPECT_FALSE(completion_networks(scratch.path()).ok());
}

}  // namespace glimpse_test
}  // namespace mydocker::store
