// Which host and boot runtime.db belongs to: after a reboot, and in another network namespace.
#include "runtime/store/host_identity.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/store/runtime_state.hpp"
#include "scratch.hpp"

namespace mydocker::store {
namespace {

using ::testing::HasSubstr;

const HostIdentity kHere{"boot-1", 0xffff'ffff'ffff'fff0U, 4026531840};
const HostIdentity kElsewhere{"boot-1", 7, 4026532000};
const HostIdentity kAfterReboot{"boot-2", kHere.netns_cookie, 4026531840};

class HostIdentityTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto state = RuntimeState::open(scratch_.path(), kHere).value();
    auto transaction = state.begin();
    ASSERT_TRUE(state.open_entry(EntryKind::network, "net", "net").ok());
    ASSERT_TRUE(transaction->commit().ok());
  }
  [[nodiscard]] bool has_row(Result<RuntimeState> state) const {
    return state.ok() && state->find_entry("net").value().has_value();
  }
  Scratch scratch_;
};

TEST_F(HostIdentityTest, TheSameHostKeepsItsState) {
  EXPECT_TRUE(has_row(RuntimeState::open(scratch_.path(), kHere)));
  EXPECT_TRUE(has_row(RuntimeState::open_snapshot(scratch_.path(), kHere)));
}

TEST_F(HostIdentityTest, AnotherNamespaceIsRefusedAndChangesNothing) {
  const auto before = read_file(scratch_ / "runtime.db");
  const auto refused = RuntimeState::open(scratch_.path(), kElsewhere);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().kind(), ErrorKind::permission);
  EXPECT_THAT(refused.error().message(), HasSubstr("another network namespace"));
  EXPECT_THAT(refused.error().message(), HasSubstr("net:[4026531840]"));
  EXPECT_FALSE(refused.error().hints().empty());
  EXPECT_EQ(read_file(scratch_ / "runtime.db"), before);
  EXPECT_TRUE(has_row(RuntimeState::open(scratch_.path(), kHere)));
}

TEST_F(HostIdentityTest, ASnapshotInAnotherNamespaceIsEmptyAndSaysSo) {
  auto snapshot = RuntimeState::open_snapshot(scratch_.path(), kElsewhere).value();
  EXPECT_EQ(snapshot.check_host().error().kind(), ErrorKind::permission);
  EXPECT_FALSE(snapshot.found_unfinished());
  EXPECT_FALSE(snapshot.find_entry("net").value().has_value());
  EXPECT_TRUE(RuntimeState::open_snapshot(scratch_.path(), kHere)->check_host().ok());
}

TEST_F(HostIdentityTest, ASnapshotAfterARebootIsEmptyAndTheFileStays) {
  const auto before = read_file(scratch_ / "runtime.db");
  auto snapshot = RuntimeState::open_snapshot(scratch_.path(), kAfterReboot).value();
  EXPECT_TRUE(snapshot.check_host().ok());
  EXPECT_FALSE(snapshot.find_entry("net").value().has_value());
  EXPECT_EQ(read_file(scratch_ / "runtime.db"), before);
  EXPECT_FALSE(has_row(RuntimeState::open(scratch_.path(), kAfterReboot)));
  EXPECT_FALSE(has_row(RuntimeState::open(scratch_.path(), kHere))) << "it is empty now";
}

TEST_F(HostIdentityTest, IsWrittenAndReadWhole) {
  const auto read = identity_from(identity_value(kHere));
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->boot_id, kHere.boot_id);
  EXPECT_EQ(read->netns_cookie, kHere.netns_cookie);
  EXPECT_EQ(read->netns_inode, kHere.netns_inode);
}

// One wrong bit must not look like an earlier boot.
TEST_F(HostIdentityTest, WithOneWrongBitIsNeverThatOfAnotherBoot) {
  const auto value = identity_value(kHere);
  for (std::size_t bit = 0; bit < value.size() * 8; ++bit) {
    auto flipped = value;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
    const auto read = identity_from(flipped);
    if (!read) continue;
    EXPECT_EQ(owner_of(*read, kHere), StateOwner::this_host) << "bit " << bit;
  }
}

}  // namespace
}  // namespace mydocker::store
