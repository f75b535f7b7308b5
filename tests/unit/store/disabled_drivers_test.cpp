#include "runtime/store/disabled_drivers.hpp"

#include <gtest/gtest.h>

#include "scratch.hpp"

namespace mydocker::store {
namespace {

bool changed(const Result<bool>& result) {
  EXPECT_TRUE(result.ok()) << result.error().message();
  return result.ok() && *result;
}

TEST(DisabledDrivers, AreMarkedUntilTheyAreEnabled) {
  const Scratch scratch;
  const auto mark = disabled_drivers_folder(scratch / "state") / "lan";
  EXPECT_TRUE(changed(disable_driver(scratch / "state", "lan")));
  EXPECT_TRUE(std::filesystem::exists(mark));
  EXPECT_FALSE(changed(disable_driver(scratch / "state", "lan")));
  EXPECT_TRUE(changed(enable_driver(scratch / "state", "lan")));
  EXPECT_FALSE(std::filesystem::exists(mark));
  EXPECT_FALSE(changed(enable_driver(scratch / "state", "lan")));
}

TEST(DisabledDrivers, ThatAreNoneNeedNoDirectory) {
  const Scratch scratch;
  EXPECT_FALSE(changed(enable_driver(scratch / "state", "lan")));
  EXPECT_FALSE(std::filesystem::exists(scratch / "state"));
}

TEST(DisabledDrivers, CanBeMarkedByTheOwnerOnly) {
  const Scratch scratch;
  ASSERT_TRUE(changed(disable_driver(scratch / "state", "lan")));
  std::filesystem::permissions(disabled_drivers_folder(scratch / "state"),
                               std::filesystem::perms(0777));
  const auto refused = disable_driver(scratch / "state", "other");
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().kind(), ErrorKind::permission);
}

}  // namespace
}  // namespace mydocker::store
