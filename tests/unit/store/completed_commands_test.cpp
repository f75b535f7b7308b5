// A command is repeated, because it was killed before it reported its success.
#include <gtest/gtest.h>

#include "runtime/store/runtime_state.hpp"
#include "scratch.hpp"

namespace mydocker::store {
namespace {

constexpr const char* kCommand = "00000000000000a1";
constexpr const char* kOther = "00000000000000b2";

class CompletedCommands : public ::testing::Test {
 protected:
  RuntimeState open(const std::string& command) {
    auto state = RuntimeState::open(scratch_.path(), {"boot", 1}).value();
    state.set_command(command);
    return state;
  }
  static std::int64_t begin(RuntimeState& state) {
    auto transaction = state.begin();
    const auto entry_id = state.open_entry(EntryKind::network, "net", "net").value();
    EXPECT_TRUE(transaction->commit().ok());
    return entry_id;
  }
  static std::string completed_by(RuntimeState& state, const std::string& command) {
    return state.completed_by(command).value().value_or("nothing");
  }
  Scratch scratch_;
};

TEST_F(CompletedCommands, OfAProcessThatDiedAtItsEndIsKnown) {
  {
    auto died = open(kCommand);
    ASSERT_TRUE(died.activate(begin(died)).ok());
  }
  auto state = open(kCommand);
  EXPECT_EQ(completed_by(state, kOther), "nothing");
  EXPECT_EQ(completed_by(state, kCommand), "net");
  state.acknowledge();
  auto later = open(kCommand);
  EXPECT_EQ(completed_by(later, kCommand), "nothing") << "it was told";
}

TEST_F(CompletedCommands, OfAProcessThatLivedToTellIsNotKnown) {
  auto state = open(kCommand);
  ASSERT_TRUE(state.activate(begin(state)).ok());
  state.acknowledge();
  EXPECT_EQ(completed_by(state, kCommand), "nothing") << "the same words twice in one command line";
  auto later = open(kCommand);
  EXPECT_EQ(completed_by(later, kCommand), "nothing");
}

TEST_F(CompletedCommands, ThatWasUndoneOrHasJustBegunIsNotKnown) {
  auto state = open(kCommand);
  const auto undone = begin(state);
  EXPECT_EQ(completed_by(state, kCommand), "nothing");
  ASSERT_TRUE(state.close_entry(undone).ok());
  EXPECT_EQ(completed_by(state, kCommand), "nothing");
}

TEST_F(CompletedCommands, OfARemovalThatAnotherCommandCompletesIsKnownToBoth) {
  std::int64_t entry_id = 0;
  {
    auto died = open(kCommand);
    entry_id = begin(died);
    ASSERT_TRUE(died.set_phase(entry_id, Phase::active).ok());
    ASSERT_TRUE(died.set_phase(entry_id, Phase::removing).ok());
  }
  auto state = open(kOther);
  EXPECT_EQ(completed_by(state, kCommand), "nothing") << "it is not completed yet";
  ASSERT_TRUE(state.complete_entry(entry_id).ok());
  EXPECT_EQ(completed_by(state, kCommand), "net");
  state.acknowledge();  // acknowledges another command
  auto later = open(kCommand);
  EXPECT_EQ(completed_by(later, kCommand), "net");
}

TEST_F(CompletedCommands, MayWorkOnARowThatAnotherHasMade) {
  std::int64_t entry_id = 0;
  {
    auto made = open(kOther);
    entry_id = begin(made);
    ASSERT_TRUE(made.activate(entry_id).ok());
    made.acknowledge();
  }
  {
    auto died = open(kCommand);
    ASSERT_TRUE(died.set_phase(entry_id, Phase::removing).ok());
    ASSERT_TRUE(died.complete_entry(entry_id).ok());
  }
  auto state = open(kCommand);
  EXPECT_EQ(completed_by(state, kOther), "nothing");
  EXPECT_EQ(completed_by(state, kCommand), "net");
}

TEST_F(CompletedCommands, AreForgottenWhenARemovalIsGivenUp) {
  auto state = open(kCommand);
  const auto entry_id = begin(state);
  ASSERT_TRUE(state.set_phase(entry_id, Phase::active).ok());
  ASSERT_TRUE(state.set_phase(entry_id, Phase::removing).ok());
  ASSERT_TRUE(state.set_phase(entry_id, Phase::active).ok());
  EXPECT_EQ(completed_by(state, kCommand), "nothing");
  EXPECT_EQ(state.find_entry("net").value()->command, "");
}

// Both digests select the same slot.
TEST_F(CompletedCommands, WithTheSameSlotAreBothKnown) {
  const std::string similar = "00000000000000c3";
  for (const std::string& command : {std::string(kCommand), similar}) {
    auto died = open(command);
    const auto entry_id = begin(died);
    ASSERT_TRUE(died.complete_entry(entry_id).ok());
  }
  auto state = open(kOther);
  EXPECT_EQ(completed_by(state, kCommand), "net");
  EXPECT_EQ(completed_by(state, similar), "net");
}

}  // namespace
}  // namespace mydocker::store
