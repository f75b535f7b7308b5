#include "mydocker/net_types.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <stdexcept>

namespace mydocker {
namespace net_types_test {

IpAddress ip(std::string_view text) { return IpAddress::parse(text).value(); }
IpPrefix prefix(std::string_view text) { return IpPrefix::parse(text).value(); }

TEST(IpAddress, ReadsAndWritesTheUsualForms) {
  for (const auto* text : {"0.0.0.0", "192.0.2.1", "255.255.255.255", "::", "::1", "2001:db8::1",
                           "fe80::4d:1", "ff02::1", "::ffff:192.0.2.1"})
    EXPECT_EQ(ip(text).text(), text);
  EXPECT_EQ(ip("2001:DB8:0:0:0:0:0:1").text(), "2001:db8::1");
  EXPECT_EQ(IpAddress::v4(0xc0000201).text(), "192.0.2.1");
  EXPECT_EQ(ip("192.0.2.1"), IpAddress::v4(0xc0000201));
}

TEST(IpAddress, RefusesEverythingElse) {
  using std::string_view_literals::operator""sv;
  for (const auto text : {""sv,
                          " "sv,
                          "192.0.2"sv,
                          "192.0.2.1.5"sv,
                          "192.0.2.256"sv,
                          "192.0.2.01"sv,
                          "0192.0.2.1"sv,
                          "192.0.2.1 "sv,
                          " 192.0.2.1"sv,
                          "192.0.2.-1"sv,
                          "+192.0.2.1"sv,
                          "0xc0.0.2.1"sv,
                          "3221225985"sv,
                          "192.0.2.1:80"sv,
                          "192.0.2.1/24"sv,
                          "192.0.2.1\n"sv,
                          "192.0.2.1\0"sv,
                          "192.0.2.1\0.5"sv,
                          "fe80::1%eth0"sv,
                          "[::1]"sv,
                          ":::"sv,
                          "1::2::3"sv,
                          "2001:db8::12345"sv,
                          "1:2:3:4:5:6:7"sv,
                          "1:2:3:4:5:6:7:8:9"sv,
                          "::ffff:192.0.2.256"sv,
                          "localhost"sv,
                          "\xd9\xa1.0.2.1"sv})
    EXPECT_FALSE(IpAddress::parse(text).ok()) << text;
}

TEST(IpAddress, SaysWhatItWasGivenUnlessThatHarmsTheTerminal) {
  EXPECT_EQ(IpAddress::parse("1.2.3").error().message(), "\"1.2.3\" is not an IP address");
  EXPECT_EQ(IpAddress::parse("\x1b[2J").error().message(), "not an IP address");
  EXPECT_LT(IpAddress::parse(std::string(1U << 20U, '1')).error().message().size(), 100U);
}

TEST(IpAddress, CountsOnAcrossBytes) {
  EXPECT_EQ(ip("192.0.2.255").plus(1), ip("192.0.3.0"));
  EXPECT_EQ(ip("10.0.0.0").plus(0x00ffffff), ip("10.255.255.255"));
  EXPECT_EQ(ip("10.0.0.7").plus(0), ip("10.0.0.7"));
  EXPECT_EQ(ip("2001:db8::ffff:ffff:ffff:ffff").plus(1), ip("2001:db8:0:1::"));
  EXPECT_EQ(ip("::").plus(std::numeric_limits<std::uint64_t>::max()), ip("::ffff:ffff:ffff:ffff"));
}

TEST(IpAddress, WrapsAtTheEndOfItsFamily) {
  EXPECT_EQ(ip("255.255.255.255").plus(1), ip("0.0.0.0"));
  EXPECT_EQ(ip("255.255.255.255").plus(2).bytes()[4], 0);
  EXPECT_EQ(ip("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff").plus(2), ip("::1"));
}

TEST(IpAddress, MeasuresDistances) {
  EXPECT_EQ(ip("192.0.3.0").distance_from(ip("192.0.2.255")), 1U);
  EXPECT_EQ(ip("192.0.2.9").distance_from(ip("192.0.2.9")), 0U);
  EXPECT_EQ(ip("255.255.255.255").distance_from(ip("0.0.0.0")), 0xffffffffU);
  constexpr auto kMost = std::numeric_limits<std::uint64_t>::max();
  EXPECT_EQ(ip("2001:db8::ffff:ffff:ffff:fffe").distance_from(ip("2001:db8::")), kMost - 1);
  EXPECT_EQ(ip("2001:db8:0:1::").distance_from(ip("2001:db8::")), kMost);
  EXPECT_EQ(ip("ffff::").distance_from(ip("::")), kMost);
}

TEST(IpAddress, ComesInOrder) {
  EXPECT_LT(ip("192.0.2.9"), ip("192.0.2.10"));
  EXPECT_LT(ip("255.255.255.255"), ip("::"));
}

TEST(IpPrefix, ReadsAndWritesItsLength) {
  for (const auto* text : {"0.0.0.0/0", "192.0.2.7/24", "192.0.2.1/32", "::/0", "2001:db8::1/64"})
    EXPECT_EQ(prefix(text).text(), text);
}

TEST(IpPrefix, CannotBeLongerThanItsAddress) {
  const auto v4 = IpAddress::v4(0x0a000001);
  EXPECT_EQ((IpPrefix{v4, 32}).network().address, v4);
  EXPECT_THROW((IpPrefix{v4, 64}), std::invalid_argument);
  EXPECT_THROW((IpPrefix{IpAddress(Family::v6, {}), 129}), std::invalid_argument);
}

TEST(IpPrefix, RefusesABadLength) {
  for (const auto* text :
       {"192.0.2.0", "192.0.2.0/", "/24", "/", "", "192.0.2.0/33", "2001:db8::/129", "192.0.2.0/-1",
        "192.0.2.0/+8", "192.0.2.0/024", "192.0.2.0/ 24", "192.0.2.0/24 ", "192.0.2.0/24/24",
        "192.0.2.0/255.255.255.0", "192.0.2.0/4294967320", "192.0.2/24"})
    EXPECT_FALSE(IpPrefix::parse(text).ok()) << text;
}

TEST(IpPrefix, KnowsItsNetworkAndItsLastAddress) {
  EXPECT_EQ(prefix("192.0.2.77/26").network(), prefix("192.0.2.64/26"));
  EXPECT_EQ(prefix("192.0.2.77/26").last(), ip("192.0.2.127"));
  EXPECT_EQ(prefix("192.0.2.77/32").last(), ip("192.0.2.77"));
  EXPECT_EQ(prefix("192.0.2.77/0").network(), prefix("0.0.0.0/0"));
  EXPECT_EQ(prefix("0.0.0.0/0").last(), ip("255.255.255.255"));
  EXPECT_EQ(prefix("192.0.2.0/31").last(), ip("192.0.2.1"));
  EXPECT_EQ(prefix("2001:db8::5/65").last(), ip("2001:db8::7fff:ffff:ffff:ffff"));
  EXPECT_TRUE(prefix("192.0.2.77/26").has_host_bits());
  EXPECT_FALSE(prefix("192.0.2.64/26").has_host_bits());
}

TEST(IpPrefix, ContainsAndOverlaps) {
  EXPECT_TRUE(prefix("192.0.2.0/24").contains(ip("192.0.2.255")));
  EXPECT_FALSE(prefix("192.0.2.0/24").contains(ip("192.0.3.0")));
  EXPECT_FALSE(prefix("0.0.0.0/0").contains(ip("::1")));
  EXPECT_TRUE(prefix("192.0.2.9/24").contains(ip("192.0.2.1"))) << "host bits do not matter";
  EXPECT_TRUE(prefix("192.0.0.0/16").contains(prefix("192.0.2.0/24")));
  EXPECT_FALSE(prefix("192.0.2.0/24").contains(prefix("192.0.0.0/16")));
  EXPECT_TRUE(prefix("192.0.2.0/24").overlaps(prefix("192.0.0.0/16")));
  EXPECT_TRUE(prefix("192.0.0.0/16").overlaps(prefix("192.0.2.0/24")));
  EXPECT_FALSE(prefix("192.0.2.0/25").overlaps(prefix("192.0.2.128/25")));
  EXPECT_FALSE(prefix("0.0.0.0/0").overlaps(prefix("::/0")));
}

TEST(MacAddress, ReadsAndWritesSixBytes) {
  EXPECT_EQ(MacAddress::parse("02:4D:00:00:aB:01").value().text(), "02:4d:00:00:ab:01");
  EXPECT_TRUE(MacAddress::parse("01:00:5e:00:00:01").value().is_multicast());
  EXPECT_FALSE(MacAddress::parse("02:00:5e:00:00:01").value().is_multicast());
  EXPECT_TRUE(MacAddress::parse("00:00:00:00:00:00").value().is_zero());
}

TEST(MacAddress, RefusesOtherForms) {
  using std::string_view_literals::operator""sv;
  for (const auto text : {""sv, "02:4d:00:00:00"sv, "02:4d:00:00:00:01:02"sv, "02-4d-00-00-00-01"sv,
                          "024d.0000.0001"sv, "2:4d:0:0:0:1"sv, "02:4d:00:00:00:0g"sv,
                          "02:4d:00:00:00:01 "sv, " 2:4d:00:00:00:01"sv, "02:4d:00:00:00\0:1"sv})
    EXPECT_FALSE(MacAddress::parse(text).ok()) << text;
}

TEST(LinkName, TakesWhatTheKernelTakesAndNoShellQuotes) {
  for (const auto* name : {"a", "eth0", "br-0123456789ab", "A_b.c-9", "...", "a.", "0"})
    EXPECT_TRUE(check_link_name(name).ok()) << name;
  EXPECT_EQ(check_link_name("sixteen-letters-").error().message(),
            "\"sixteen-letters-\" is too long for an interface name: at most 15 characters");
}

TEST(LinkName, RefusesWhatTheKernelOrAShellWouldRefuse) {
  using std::string_view_literals::operator""sv;
  for (const auto name :
       {""sv, "."sv, ".."sv, "-a"sv, "a b"sv, "a/b"sv, "a:1"sv, "a\0b"sv, "a\n"sv, "$(id)"sv,
        "a;b"sv, "a%d"sv, "\xc3\xa4"sv, "all"sv, "default"sv, "\x1b[2J"sv})
    EXPECT_FALSE(check_link_name(name).ok()) << name;
}

TEST(DerivedLinkName, IsTheStemAndAsManyDigitsAsFit) {
  const std::string id = "0123456789abcdef0123456789abcdef";
  EXPECT_EQ(derived_link_name("br-", id), "br-0123456789ab");
  EXPECT_EQ(derived_link_name("veth-", id), "veth-0123456789");
  EXPECT_EQ(derived_link_name("v", id), "v0123456789ab") << "at most 12 digits";
  EXPECT_EQ(derived_link_name("br-", "01"), "br-01");
  EXPECT_EQ(derived_link_name("a-stem-that-is-too-long", id), "a-stem-that-is-");
}

// The second address is the example of RFC 4291, appendix A.
TEST(LinkLocalOf, IsTheModifiedEui64) {
  EXPECT_EQ(link_local_of(MacAddress::parse("02:4d:00:11:22:33").value()).text(),
            "fe80::4d:ff:fe11:2233");
  EXPECT_EQ(link_local_of(MacAddress::parse("34:56:78:9a:bc:de").value()).text(),
            "fe80::3656:78ff:fe9a:bcde");
  EXPECT_EQ(link_local_of(MacAddress::parse("ff:ff:ff:ff:ff:ff").value()).text(),
            "fe80::fdff:ffff:feff:ffff");
}

TEST(DerivedMac, StaysTheSameAndDiffersByIdAndRole) {
  const MacAddress mac = derived_mac("0123", "host");
  EXPECT_EQ(mac, derived_mac("0123", "host"));
  EXPECT_NE(mac, derived_mac("0124", "host"));
  EXPECT_NE(mac, derived_mac("0123", "container"));
  EXPECT_NE(derived_mac("01", "23"), derived_mac("012", "3"));
  EXPECT_EQ(mac.bytes[0], kMacPrefix[0]);
  EXPECT_EQ(mac.bytes[1], kMacPrefix[1]);
  EXPECT_FALSE(mac.is_multicast());
}

TEST(DerivedMac, ANameIsNotAnId) {
  EXPECT_THROW((void)derived_mac("not hex", "host"), std::invalid_argument);
  EXPECT_THROW((void)derived_mac("web", "host"), std::invalid_argument);
  EXPECT_THROW((void)derived_table("0123 "), std::invalid_argument);
  EXPECT_NO_THROW((void)derived_mac("0123ABcd", "host"));
}

// The MACs of existing links must not change between versions.
TEST(DerivedMac, IsTheSameInEveryVersion) {
  EXPECT_EQ(derived_mac("", "").text(), "02:4d:29:62:2b:b2");
  EXPECT_EQ(derived_mac("0123456789abcdef", "host").text(), "02:4d:94:49:2e:2c");
}

}  // namespace net_types_test
}  // namespace mydocker
