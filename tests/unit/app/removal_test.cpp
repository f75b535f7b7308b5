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
  Result<void> raise(const Resource& /*resource*/) override { return {}; }
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
    world_.emplace(World{store::RuntimeState::open(folder_, {"boot", 1}).value(),
                         kernel::Netns::current().value()});
  }
  ~RemovalTest() override {
    world_.reset();
    std::filesystem::remove_all(folder_);
  }

  void begin_active(store::WorkKind kind, const std::string& owner) {
    auto transaction = world_->state.begin().value();
    const auto work = world_->state.begin_work(kind, owner, "net").value();
    if (kind == store::WorkKind::endpoint) {
      model::Endpoint endpoint;
      endpoint.id = owner;
      endpoint.network_id = "net";
      endpoint.container = "web";
      ASSERT_TRUE(world_->state.insert_endpoint(work, endpoint).ok());
    }
    ASSERT_TRUE(world_->state.set_phase(work, store::Phase::active).ok());
    ASSERT_TRUE(transaction.commit().ok());
    world_->state.unclaim(work);
  }
  [[nodiscard]] Result<store::Work> take_back(const std::string& owner) {
    return Removal(*world_, {kernel_, custom_, world_->state, silence_, faults_, nullptr})
        .take_back(owner);
  }

  std::filesystem::path folder_;
  std::optional<World> world_;
  NoKernel kernel_;
  NoCustom custom_;
  Silence silence_;
  apply::FaultHook faults_;
};

// Whoever removes a network has looked for its containers before; here one has come since.
TEST_F(RemovalTest, OfANetworkIsRefusedOnceAContainerHasConnected) {
  begin_active(store::WorkKind::network, "net");
  begin_active(store::WorkKind::endpoint, "end");
  const auto refused = take_back("net");
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().kind(), ErrorKind::in_use);
  EXPECT_EQ(refused.error().message(), "it is in use by \"web\" by now");
  EXPECT_TRUE(world_->state.is_active("net").value());

  const auto gone = take_back("end");
  ASSERT_TRUE(gone.ok());
  ASSERT_TRUE(world_->state.end_work(gone->id).ok());
  EXPECT_TRUE(take_back("net").ok()) << "nobody works on it";
}

}  // namespace
}  // namespace mydocker::app
