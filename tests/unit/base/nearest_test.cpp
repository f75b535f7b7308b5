#include "runtime/base/nearest.hpp"

#include <gtest/gtest.h>

namespace mydocker::base {
namespace {

const std::vector<std::string> kWords{"bridge", "macvlan", "none", "bridge-name", "mtu"};

TEST(Nearest, FindsAMissingAnExtraAWrongAndASwappedLetter) {
  EXPECT_EQ(nearest("brige", kWords), "bridge");
  EXPECT_EQ(nearest("briddge", kWords), "bridge");
  EXPECT_EQ(nearest("bridgf", kWords), "bridge");
  EXPECT_EQ(nearest("birdge", kWords), "bridge");
}

TEST(Nearest, CountsASwapAsOneSlip) {
  // Counted as two changes, it would be too far for a word of three letters.
  EXPECT_EQ(nearest("mut", kWords), "mtu");
}

TEST(Nearest, LooksAwayFromCase) { EXPECT_EQ(nearest("MacVLAN", kWords), "macvlan"); }

TEST(Nearest, ToleratesMoreInLongerWords) {
  EXPECT_EQ(nearest("bride_nane", kWords), "bridge-name");
  EXPECT_EQ(nearest("nxxe", kWords), std::nullopt);
}

TEST(Nearest, TakesTheClosest) {
  EXPECT_EQ(nearest("net12", {"net21", "net1", "net123"}), "net21");
  EXPECT_EQ(nearest("net1", {"net22", "net12"}), "net12");
}

TEST(Nearest, CompletesAWordThatOnlyOneBeginsWith) {
  EXPECT_EQ(nearest("mac", kWords), "macvlan");
  EXPECT_EQ(nearest("bri", kWords), std::nullopt) << "two begin with it";
  EXPECT_EQ(nearest("x", kWords), std::nullopt);
  EXPECT_EQ(nearest("m", {"macvlan"}), std::nullopt) << "one letter says too little";
}

TEST(Nearest, SaysNothingOfWhatIsFarOrEmptyOrHuge) {
  EXPECT_EQ(nearest("overlay", kWords), std::nullopt);
  EXPECT_EQ(nearest("", kWords), std::nullopt);
  EXPECT_EQ(nearest("a", {"b"}), std::nullopt);
  EXPECT_EQ(nearest(std::string(100'000, 'm'), kWords), std::nullopt);
  EXPECT_EQ(nearest("bridge", {}), std::nullopt);
}

}  // namespace
}  // namespace mydocker::base
