#include "mydocker/options.hpp"

#include <gtest/gtest.h>

namespace mydocker {
namespace {

TEST(Options, GivesTextsAsWritten) {
  const Options options({{"parent", "eth0"}, {"empty", ""}});
  EXPECT_EQ(options.text("parent"), "eth0");
  EXPECT_EQ(options.text("absent"), "");
  EXPECT_TRUE(options.has("parent"));
  EXPECT_FALSE(options.has("empty"));
  EXPECT_FALSE(options.has("absent"));
}

TEST(Options, GivesFlagsAndNumbers) {
  const Options options({{"on", "yes"}, {"off", "0"}, {"mtu", "1450"}});
  EXPECT_TRUE(options.flag("on").value());
  EXPECT_FALSE(options.flag("off", true).value());
  EXPECT_EQ(options.number("mtu").value(), 1450);
  EXPECT_EQ(options.number<std::uint16_t>("mtu").value(), 1450);
}

TEST(Options, FallsBackWhereThereIsNone) {
  const Options options(std::map<std::string, std::string>{{"empty", ""}});
  for (const auto* absent : {"absent", "empty"}) {
    EXPECT_TRUE(options.flag(absent, true).value());
    EXPECT_FALSE(options.flag(absent).value());
    EXPECT_EQ(options.number(absent, 7).value(), 7);
  }
}

// A typing error must not become the default.
TEST(Options, RefusesATextOfAnotherForm) {
  const Options options({{"odd", "maybe"}, {"mtu", "12x"}, {"large", "70000"}, {"low", "-1"}});
  EXPECT_EQ(options.flag("odd", true).error().message(),
            "option \"odd\": \"maybe\" is neither true nor false");
  EXPECT_EQ(options.number("mtu", 5).error().message(), "option \"mtu\": \"12x\" is not a number");
  EXPECT_EQ(options.number<std::uint16_t>("large").error().message(),
            "option \"large\": 70000 is not from 0 to 65535");
  EXPECT_EQ(options.number<std::uint32_t>("low").error().kind(), ErrorKind::invalid_argument);
}

TEST(ParseFlag, KnowsFourSpellingsOfEach) {
  for (const auto* yes : {"true", "yes", "on", "1"}) EXPECT_TRUE(parse_flag(yes).value()) << yes;
  for (const auto* no : {"false", "no", "off", "0"}) EXPECT_FALSE(parse_flag(no).value()) << no;
  for (const auto* neither : {"", "True", "y", "2", "true ", "enabled"})
    EXPECT_FALSE(parse_flag(neither).ok()) << neither;
}

TEST(ParseNumber, TakesTheWholeTextOrNothing) {
  EXPECT_EQ(parse_number("0").value(), 0);
  EXPECT_EQ(parse_number("-12").value(), -12);
  EXPECT_EQ(parse_number("9223372036854775807").value(), INT64_MAX);
  EXPECT_EQ(parse_number("-9223372036854775808").value(), INT64_MIN);
  for (const auto* text : {"", "-", "+1", " 1", "1 ", "1.5", "0x10", "1e3", "ten"})
    EXPECT_EQ(parse_number(text).error().message(),
              "\"" + std::string(text) + "\" is not a number");
  EXPECT_EQ(parse_number("9223372036854775808").error().message(),
            "\"9223372036854775808\" is too large");
}

TEST(ParseRate, KnowsTheUnitsOfTcAndKubernetes) {
  EXPECT_EQ(parse_rate("10000000").value(), 10'000'000);
  for (const auto* text : {"10mbit", "10M", "10Mbit", "10m", "10000kbit"})
    EXPECT_EQ(parse_rate(text).value(), 10'000'000) << text;
  EXPECT_EQ(parse_rate("8bit").value(), 8);
  EXPECT_EQ(parse_rate("2tbit").value(), 2'000'000'000'000);
  for (const auto* text : {"", "0", "mbit", "-1", "1.5mbit", "1mb", "1 mbit", "1mbps", "9999999t"})
    EXPECT_EQ(parse_rate(text).error().message(),
              "\"" + std::string(text) + "\" is not a rate such as 10mbit");
}

TEST(ParseSize, CountsIn1024) {
  EXPECT_EQ(parse_size("32768").value(), 32768);
  for (const auto* text : {"32kb", "32K", "32k"}) EXPECT_EQ(parse_size(text).value(), 32768);
  EXPECT_EQ(parse_size("7b").value(), 7);
  EXPECT_EQ(parse_size("1g").value(), 1 << 30);
  for (const auto* text : {"", "0", "k", "1t", "1kbit"})
    EXPECT_EQ(parse_size(text).error().message(),
              "\"" + std::string(text) + "\" is not a size such as 32kb");
}

}  // namespace
}  // namespace mydocker
