#include "runtime/store/record.hpp"

#include <gtest/gtest.h>

namespace mydocker::store {
namespace {

TEST(UnfinishedTest, HoldsEachIdOnceAndLetsItGo) {
  auto slots = with_entry("", 7);
  slots = with_entry(slots, 3);
  slots = with_entry(slots, 7);
  EXPECT_EQ(entries_in(slots), (std::vector<std::int64_t>{3, 7}));
  slots = without_entry(slots, 7);
  EXPECT_EQ(entries_in(slots), (std::vector<std::int64_t>{3}));
  EXPECT_EQ(without_entry(slots, 7), slots);
  EXPECT_TRUE(entries_in("").empty());
  EXPECT_EQ(without_entry("", 1), "");
}

TEST(UnfinishedTest, KeepsItsSizeUntilAllSlotsAreInUse) {
  auto slots = with_entry("", 1);
  const auto size = slots.size();
  std::int64_t last = 1;
  while (slots.size() == size) slots = with_entry(slots, ++last);
  EXPECT_EQ(entries_in(slots).size(), static_cast<std::size_t>(last));
  EXPECT_GT(last, 30);
  const auto grown = slots.size();
  for (std::int64_t id = 1; id <= last; ++id) slots = without_entry(slots, id);
  EXPECT_EQ(slots.size(), grown) << "it does not shrink";
  EXPECT_TRUE(entries_in(slots).empty());
}

}  // namespace
}  // namespace mydocker::store
