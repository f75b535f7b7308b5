// The record of a forwarding switch.
#include "runtime/base/forwarding.hpp"

#include <gtest/gtest.h>

namespace mydocker::base {
namespace {

constexpr const char* kSwitch = "net/ipv4/ip_forward";

ForwardingRecord record_of(const std::string& text) {
  return ForwardingRecord::parse(kSwitch, text);
}

TEST(ForwardingRecord, GivesTheTextThatItWasReadFrom) {
  for (const std::string text : {"0 default=0 eth0=1 lo=0", "1 default=1", "0", "1", ""})
    EXPECT_EQ(record_of(text).text(), text);
  EXPECT_EQ(record_of("0 default=0 eth0=1").name, kSwitch);
  EXPECT_EQ(record_of("0 default=0 a=b=1").links.back().link, "a=b");
}

// Without links the text is the value of the switch, which another version has stored.
TEST(ForwardingRecord, SaysThatTheSwitchWasOffOnlyWithLinks) {
  EXPECT_TRUE(record_of("0 default=0").was_off());
  for (const char* text : {"0", "1", "1 default=1 eth0=1", ""})
    EXPECT_FALSE(record_of(text).was_off()) << text;
}

TEST(ForwardingRecord, CountsOnlyLinksThatPacketsArriveAt) {
  EXPECT_TRUE(record_of("0 default=0 eth0=0 eth1=0 lo=0").blocks_several_links());
  EXPECT_FALSE(record_of("0 default=0 eth0=0 lo=0").blocks_several_links());
  EXPECT_FALSE(record_of("1 default=1 eth0=1 eth1=1").blocks_several_links());
}

}  // namespace
}  // namespace mydocker::base
