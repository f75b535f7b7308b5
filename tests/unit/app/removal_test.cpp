#include "runtime/app/removal.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

namespace mydocker::app {
namespace {

class NoKernel final : public kernel::Kernel {
 public:
  Result<kernel::Observation> observe(const Resource& /*resource*/) override {
    return kernel::Observation{};
  }
  Result<void> create(const Resource& /*resource*/) override { return {}; }
  Result<void> restore_firewall(std::span<const Resource> /*resources*/,
                                std::span<const firewall::Element> /*more*/) override {
    return {};
  }
  Result<void> update(const Resource& /*resource*/, const std::string& /*found*/) override {
    return {};
  }
  Result<void> bring_up(const Resource& /*resource*/) override { return {}; }
  Result<void> destroy(const Resource& /*resource*/) override { return {}; }
};

class NoCustom final : public apply::CustomPort {
 public:
  Result<CustomState> observe(const Custom& /*resource*/,
                              const kernel::Netns* /*container*/) override {
    return CustomState::absent;
  }
  Result<void> create(const Custom& /*resource*/, const kernel::Netns* /*container*/) override {
    return {};
  }
  Result<void> update(const Custom& /*resource*/, const kernel::Netns* /*container*/) override {
    return {};
  }
  Result<void> destroy(const Custom& /*resource*/, const kernel::Netns* /*container*/) override {
    return {};
  }
};

class Silence final : public base::StepLog {
 public:
  void step(const base::StepText& /*text*/) override {}
  void notice(std::string_view /*line*/) override {}
  void debug(std::string_view /*line*/) override {}
};

class RemovalTest : public ::testing::Test {
 protected:
  RemovalTest() {
    std::string folder = ::testing::TempDir() + "removal-XXXXXX";
    folder_ = ::mkdtemp(folder.data());
    open_state_.emplace(OpenState{store::RuntimeState::open(folder_, {"boot", 1}).value(),
                                  kernel::Netns::current().value()});
  }
  ~RemovalTest() override {
    open_state_.reset();
    std::filesystem::remove_all(folder_);
  }

  void begin_active(store::EntryKind kind, const std::string& owner) {
    auto transaction = open_state_->state.begin().value();
    const auto entry_id = open_state_->state.open_entry(kind, owner, "net").value();
    if (kind == store::EntryKind::endpoint) {
      model::Endpoint endpoint;
      endpoint.id = owner;
      endpoint.network_id = "net";
      endpoint.container = "web";
      ASSERT_TRUE(open_state_->state.insert_endpoint(entry_id, endpoint).ok());
    }
    ASSERT_TRUE(open_state_->state.set_phase(entry_id, store::Phase::active).ok());
    ASSERT_TRUE(transaction.commit().ok());
    open_state_->state.unlock(entry_id);
  }
  [[nodiscard]] Result<void> remove(const std::string& owner, Result<void> before_end = {}) {
    return Removal(*open_state_, {kernel_, custom_, open_state_->state, silence_, faults_, nullptr})
        .remove(owner, [&](const store::JournalEntry& entry_id) {
          return before_end.ok() ? open_state_->state.close_entry(entry_id.id) : before_end;
        });
  }

  std::filesystem::path folder_;
  std::optional<OpenState> open_state_;
  NoKernel kernel_;
  NoCustom custom_;
  Silence silence_;
  apply::FaultHook faults_;
};

// The caller has checked for containers before. Here a container connects after that check.
TEST_F(RemovalTest, OfANetworkIsRefusedOnceAContainerHasConnected) {
  begin_active(store::EntryKind::network, "net");
  begin_active(store::EntryKind::endpoint, "end");
  const auto refused = remove("net");
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().kind(), ErrorKind::in_use);
  EXPECT_EQ(refused.error().message(), "it is in use by \"web\"");
  EXPECT_TRUE(open_state_->state.is_active("net").value());

  ASSERT_TRUE(remove("end").ok());
  EXPECT_TRUE(remove("net").ok()) << "the refused removal released its lock";
}

// The steps are done and cannot be undone. Exit code 1 would mean that nothing has changed.
TEST_F(RemovalTest, IsUnfinishedIfItsEndCannotBeStored) {
  begin_active(store::EntryKind::network, "net");
  const auto failed = remove("net", Error(ErrorKind::kernel, "the disk is full"));
  ASSERT_FALSE(failed.ok());
  EXPECT_EQ(failed.error().kind(), ErrorKind::unfinished);
  EXPECT_EQ(failed.error().message(), "the disk is full");
  EXPECT_EQ(open_state_->state.find_entry("net").value()->phase, store::Phase::removing);
}

}  // namespace
}  // namespace mydocker::app
