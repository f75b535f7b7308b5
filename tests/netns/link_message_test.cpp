// The messages that create the kinds of links which the kernel of the tests may lack.
#include <gtest/gtest.h>

#include <string>

#include "netns/message_digits.hpp"
#include "runtime/kernel/link_attributes.hpp"

namespace mydocker::kernel {
namespace link_message_test {

// The attributes of the message in hexadecimal digits, without its two headers.
std::string attributes_of(const Link& link, int parent = 0, int master = 0, int target = -1) {
  constexpr std::size_t kHeader = 16;  // ifinfomsg
  const NetlinkMessage message = link_birth_message(link, parent, master, target);
  return attribute_digits(*message.raw(), kHeader);
}

// IFLA_IFNAME "any0" and IFLA_GROUP 28004.
const std::string kStart =
    "09000300616e793000000000"
    "08001b00646d0000";

Link link_of(const char* kind, std::map<std::string, std::string> attributes = {}) {
  return {.name = "any0", .kind = kind, .attributes = std::move(attributes)};
}

TEST(LinkMessage, OfAnIpvlanInAContainer) {
  EXPECT_EQ(attributes_of(link_of("ipvlan", {{"mode", "l3s"}}), 5, 0, 9), kStart +
                                                                              "08000500"
                                                                              "05000000"
                                                                              "08001c00"
                                                                              "09000000"
                                                                              "1c001280"
                                                                              "0b000100"
                                                                              "6970766c616e0000"
                                                                              "0c000280"
                                                                              "06000100"
                                                                              "02000000");
}

TEST(LinkMessage, OfAVlan) {
  EXPECT_EQ(attributes_of(link_of("vlan", {{"id", "7"}, {"protocol", "802.1ad"}}), 5),
            kStart +
                "08000500"
                "05000000"
                "24001280"
                "09000100"
                "766c616e00000000"
                "14000280"
                "06000100"
                "07000000"
                "06000500"
                "88a80000");
}

// The last attribute turns off learning from link-local frames.
TEST(LinkMessage, OfABridgeWithVlanFiltering) {
  EXPECT_EQ(attributes_of(link_of("bridge", {{"vlan_filtering", "true"}})), kStart +
                                                                                "28001280"
                                                                                "0b000100"
                                                                                "6272696467650000"
                                                                                "18000280"
                                                                                "05000700"
                                                                                "01000000"
                                                                                "0c002e00"
                                                                                "0100000001000000");
}

TEST(LinkMessage, OfAVrf) {
  EXPECT_EQ(attributes_of(link_of("vrf", {{"table", "1000"}})), kStart +
                                                                    "18001280"
                                                                    "08000100"
                                                                    "76726600"
                                                                    "0c000280"
                                                                    "08000100"
                                                                    "e8030000");
}

TEST(LinkMessage, OfAGreTunnel) {
  EXPECT_EQ(
      attributes_of(
          link_of("gre", {{"local", "192.0.2.1"}, {"remote", "192.0.2.9"}, {"ttl", "64"}}), 5),
      kStart +
          "30001280"
          "08000100"
          "67726500"
          "24000280"
          "08000600"
          "c0000201"
          "08000700"
          "c0000209"
          "05000800"
          "40000000"
          "08000100"
          "05000000");
}

TEST(LinkMessage, OfAnIpipTunnel) {
  EXPECT_EQ(attributes_of(link_of("ipip", {{"remote", "192.0.2.9"}})), kStart +
                                                                           "1c001280"
                                                                           "09000100"
                                                                           "6970697000000000"
                                                                           "0c000280"
                                                                           "08000300"
                                                                           "c0000209");
}

TEST(LinkMessage, OfLinksWithoutAttributes) {
  EXPECT_EQ(attributes_of(link_of("wireguard")), kStart +
                                                     "14001280"
                                                     "0e000100"
                                                     "776972656775617264000000");
  EXPECT_EQ(attributes_of(link_of("dummy"), 0, 3), kStart +
                                                       "08000a00"
                                                       "03000000"
                                                       "10001280"
                                                       "0a000100"
                                                       "64756d6d79000000");
}

TEST(LinkMessage, NamesTheModuleOfAKind) {
  EXPECT_EQ(module_of("ipvlan"), "ipvlan");
  EXPECT_EQ(module_of("vlan"), "8021q");
  EXPECT_EQ(module_of("gre"), "ip_gre");
  EXPECT_EQ(module_of("tap"), "tun");
}

}  // namespace link_message_test
}  // namespace mydocker::kernel
