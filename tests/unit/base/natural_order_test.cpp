#include "runtime/base/natural_order.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

namespace mydocker::base {
namespace {

TEST(NaturalOrder, ComparesNumbersAsNumbers) {
  std::vector<std::string> names{"net10", "net2", "net1", "net", "a9b10", "a9b9", "a10"};
  std::ranges::sort(names, natural_less);
  EXPECT_EQ(names,
            (std::vector<std::string>{"a9b9", "a9b10", "a10", "net", "net1", "net2", "net10"}));
}

TEST(NaturalOrder, TakesNumbersOfAnyLength) {
  EXPECT_TRUE(natural_less("n99999999999999999999", "n100000000000000000000"));
  EXPECT_FALSE(natural_less("n100000000000000000000", "n99999999999999999999"));
}

TEST(NaturalOrder, HasKeysInTheSameOrder) {
  const std::vector<std::string> names{"-1", "a", "a01", "a1", "a2", "a10", "a10b", "ab", "b"};
  EXPECT_TRUE(std::ranges::is_sorted(names, {}, natural_key));
}

TEST(NaturalOrder, TellsNamesApartThatDifferInLeadingZeros) {
  EXPECT_TRUE(natural_less("n01", "n1") != natural_less("n1", "n01"));
  EXPECT_TRUE(natural_less("n01", "n2"));
  EXPECT_FALSE(natural_less("n1", "n1"));
}

TEST(NaturalOrder, IsAStrictTotalOrder) {
  std::mt19937 random(7);
  const std::string letters = "a01-";
  std::vector<std::string> names(60);
  for (auto& name : names)
    for (unsigned i = 0; i < 5; ++i) name += letters[random() % letters.size()];
  for (const auto& a : names)
    for (const auto& b : names) {
      EXPECT_EQ(natural_less(a, b) + natural_less(b, a), a == b ? 0 : 1) << a << " " << b;
      for (const auto& c : names) {
        if (natural_less(a, b) && natural_less(b, c)) {
          EXPECT_TRUE(natural_less(a, c)) << a << " " << b << " " << c;
        }
      }
    }
}

}  // namespace
}  // namespace mydocker::base
