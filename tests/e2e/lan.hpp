// A LAN: a veth pair from the host to a namespace, which is the router of the LAN.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "e2e/outside.hpp"
#include "support/mydocker.hpp"
#include "support/snapshot.hpp"

namespace mydocker::testing {

// host 192.168.0.100 (uplink) ---- 192.168.0.1 router; and fd00:1::100 ---- fd00:1::1.
inline void make_lan() {
  must("ip link set lo up && ip netns add router && ip -n router link set lo up");
  // No link-local addresses: they appear some time after the link.
  must("echo 1 > /proc/sys/net/ipv6/conf/default/disable_ipv6");
  must("ip link add uplink type veth peer name lan netns router");
  must("ip link set uplink addrgenmode none up && ip -n router link set lan addrgenmode none up");
  must("echo 0 > /proc/sys/net/ipv6/conf/uplink/disable_ipv6");
  must("ip address add 192.168.0.100/24 dev uplink");
  must("ip -n router address add 192.168.0.1/24 dev lan");
  must("ip address add fd00:1::100/64 nodad dev uplink");
  must("ip -n router address add fd00:1::1/64 nodad dev lan");
}

// A fixture with a LAN and a program.
class OnLan : public ::testing::Test {
 protected:
  void SetUp() override {
    make_lan();
    for (const char* name : {"ns1", "ns2", "ns3"}) must(std::string("ip netns add ") + name);
  }
  Outcome run(const std::string& line) const { return mydocker_.line("-q " + line); }
  void done(const std::string& line) const {
    const auto outcome = run(line);
    ASSERT_EQ(outcome.code, 0) << line << "\n" << outcome.err;
  }
  // Returns the standard error of a refused command.
  std::string refused(const std::string& line, int code = 1) const {
    const auto outcome = run(line);
    EXPECT_EQ(outcome.code, code) << line << "\n" << outcome.err;
    EXPECT_EQ(outcome.out, "");
    return outcome.err;
  }
  Mydocker mydocker_;
};

}  // namespace mydocker::testing
