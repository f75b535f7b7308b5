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
  Result<void> bring_up(const Resource& /*resource*/) override { return {}; }
  Result<void> destroy(const Resource& /*resource*/) override { return {}; }
};

class NoCustom final : public apply::CustomPort {
 public:
  Result<bool> observe(const Custom& /*resource*/, int /*netns*/) override { return false; }
  Result<void> create(const Custom& /*resource*/, int /*netns*/) override { return {}; }
  Result<void> destroy(const Custom& /*resource*/, int /*netns*/) override { return {}; }
};

class Silence final : public base::StepLog {
 public:
  void step(std::string_view /*why*/, std::string_view /*command*/) override {}
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
  [[nodiscard]] Result<store::JournalEntry> tear_down(const std::string& owner) {
    return Removal(*open_state_, {kernel_, custom_, open_state_->state, silence_, faults_, nullptr})
        .tear_down(owner);
  }

  std::filesystem::path folder_;
  std::optional<OpenState> open_state_;
  NoKernel kernel_;
  NoCustom custom_;
  Silence silence_;
  apply::FaultHook faults_;
};

// Whoever removes a network has looked for its containers before; here one has come since.
TEST_F(RemovalTest, OfANetworkIsRefusedOnceAContainerHasConnected) {
  begin_active(store::EntryKind::network, "net");
  begin_active(store::EntryKind::endpoint, "end");
  const auto refused = tear_down("net");
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().kind(), ErrorKind::in_use);
  EXPECT_EQ(refused.error().message(), "it is in use by \"web\" by now");
  EXPECT_TRUE(open_state_->state.is_active("net").value());

  const auto gone = tear_down("end");
  ASSERT_TRUE(gone.ok());
  ASSERT_TRUE(open_state_->state.close_entry(gone->id).ok());
  EXPECT_TRUE(tear_down("net").ok()) << "nobody works on it";
}

}  // namespace
}  // namespace mydocker::app
