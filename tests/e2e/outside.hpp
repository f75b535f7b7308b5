// A namespace outside the host, with a server. It has no route back to container networks.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "support/process.hpp"

namespace mydocker::testing {

inline void must(const std::string& line) {
  const auto outcome = shell(line);
  ASSERT_EQ(outcome.code, 0) << line << "\n" << outcome.err;
}

// host 198.51.100.1 ---- outside 198.51.100.2
inline void make_outside() {
  must("ip link set lo up");
  must("ip netns add outside");
  // No link-local addresses: they appear some time after the link.
  must("echo 1 > /proc/sys/net/ipv6/conf/default/disable_ipv6");
  must("ip link add uplink type veth peer name eth0 netns outside");
  must("ip address add 198.51.100.1/24 dev uplink");
  must("ip link set uplink up");
  must("ip -n outside address add 198.51.100.2/24 dev eth0");
  must("ip -n outside link set eth0 up");
  must("ip -n outside link set lo up");
}

// The same with IPv6: 2001:db8:ff::1 ---- 2001:db8:ff::2.
inline void make_outside_v6() {
  make_outside();
  must("ip link set uplink addrgenmode none && ip -n outside link set eth0 addrgenmode none");
  must("echo 0 > /proc/sys/net/ipv6/conf/uplink/disable_ipv6");
  must("ip address add fe80::1/64 nodad dev uplink");
  must("ip -n outside address add fe80::2/64 nodad dev eth0");
  must("ip address add 2001:db8:ff::1/64 nodad dev uplink");
  must("ip -n outside address add 2001:db8:ff::2/64 nodad dev eth0");
}

// Removes the filters and rules of the host that keep networks closed without the tables.
inline constexpr const char* kRemoveFilters =
    "for link in $(ip -o link show type bridge | cut -d: -f2); do tc qdisc delete dev $link "
    "clsact; "
    "done; while ip rule delete pref 27000 2>/dev/null; do :; done; "
    "while ip -6 rule delete pref 27000 2>/dev/null; do :; done";

inline bool reaches(const std::string& netns, const std::string& address) {
  return shell("ip netns exec " + netns + " ping -c 1 -W 2 " + address).code == 0;
}

}  // namespace mydocker::testing
