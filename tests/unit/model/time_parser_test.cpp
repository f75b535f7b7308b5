#include "runtime/model/network_filter.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>

namespace mydocker::model {
namespace time_words_test {

constexpr std::int64_t kNow = 1'000'000'000;  // 2001-09-09T01:46:40Z

TEST(Moment, IsADateOrATime) {
  EXPECT_EQ(parse_moment("2001-09-09T01:46:40Z", 0).value(), kNow);
  EXPECT_EQ(parse_moment("2001-09-09T01:46:40.999Z", 0).value(), kNow);
  EXPECT_EQ(parse_moment("2001-09-09T03:46:40+02:00", 0).value(), kNow);
  EXPECT_EQ(parse_moment("2001-09-08T20:16:40-05:30", 0).value(), kNow);
  EXPECT_EQ(parse_moment("2001-09-09T01:46:40,5Z", 0).value(), kNow);
  EXPECT_EQ(parse_moment("2024-02-29T00:00Z", 0).value(), 1'709'164'800);
  EXPECT_EQ(parse_moment("2024-02-29T00Z", 0).value(), 1'709'164'800);
  EXPECT_EQ(parse_moment("2024-02-29T0:00Z", 0).value(), 1'709'164'800);
  EXPECT_EQ(parse_moment("2024-02-29Z", 0).value(), 1'709'164'800);
  EXPECT_EQ(parse_moment("2024-02-29+01:00", 0).value(), 1'709'161'200);
  EXPECT_EQ(parse_moment("2024-02-29-01:00", 0).value(), 1'709'168'400);
  EXPECT_EQ(parse_moment("2024-02-29T02:30+02:30", 0).value(), 1'709'164'800);
}

TEST(Moment, WithoutAZoneIsLocal) {
  ::setenv("TZ", "XYZ-2", 1);  // two hours east of UTC
  ::tzset();
  EXPECT_EQ(parse_moment("2001-09-09T03:46:40", 0).value(), kNow);
  EXPECT_EQ(parse_moment("2001-09-09T03:46", 0).value(), kNow - 40);
  EXPECT_EQ(parse_moment("2001-09-09T03:46:40.25", 0).value(), kNow);
  EXPECT_EQ(parse_moment("2001-09-09T03", 0).value(), kNow - 2'800);
  EXPECT_EQ(parse_moment("2001-09-09", 0).value(), kNow - 13'600);
  ::unsetenv("TZ");
  ::tzset();
}

TEST(Moment, IsSecondsSince1970) {
  EXPECT_EQ(parse_moment("1000000000", 5).value(), kNow);
  EXPECT_EQ(parse_moment("1000000000.75", 5).value(), kNow);
  EXPECT_EQ(parse_moment("0", 5).value(), 0);
}

TEST(Moment, IsATimeAgo) {
  EXPECT_EQ(parse_moment("10m", kNow).value(), kNow - 600);
  EXPECT_EQ(parse_moment("24h", kNow).value(), kNow - 86'400);
  EXPECT_EQ(parse_moment("1h30m15s", kNow).value(), kNow - 5'415);
  EXPECT_EQ(parse_moment("1.5h", kNow).value(), kNow - 5'400);
  EXPECT_EQ(parse_moment("500ms", kNow).value(), kNow - 1);
  EXPECT_EQ(parse_moment("0s", kNow).value(), kNow);
  EXPECT_EQ(parse_moment(".5h", kNow).value(), kNow - 1'800);
  EXPECT_EQ(parse_moment("2000000\u00b5s", kNow).value(), kNow - 2);
  EXPECT_EQ(parse_moment("+10m", kNow).value(), kNow - 600);
  EXPECT_EQ(parse_moment("-10m", kNow).value(), kNow + 600);
}

TEST(Moment, IsNothingElse) {
  for (const auto* text : {"",
                           " ",
                           "yesterday",
                           "--10m",
                           "-10",
                           "10x",
                           "10m5",
                           "m",
                           ".",
                           "1.2.3",
                           "1.2.3h",
                           "2001-9-9",
                           "2001-02-30",
                           "2001-13-01",
                           "2001-09-09T25:00:00Z",
                           "2001-09-09T",
                           "2001-09-09T01:46:40.Z",
                           "2001-09-09Z01:00",
                           "2001-09-09 01:46",
                           "2001-09-09T01:46:40ZZ",
                           "2001-09-09T01:46:40+2",
                           "99999999999999999999999999999999999",
                           "99999999999999h",
                           "1e9"}) {
    const auto moment = parse_moment(text, kNow);
    EXPECT_FALSE(moment.ok()) << text << " " << *moment;
  }
}

}  // namespace time_words_test
}  // namespace mydocker::model
