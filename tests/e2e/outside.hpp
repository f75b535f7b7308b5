// A namespace outside the host, with a server. It has no route back to container networks.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "support/own_netns.hpp"
#include "support/process.hpp"

namespace mydocker::testing {

inline void must(const std::string& line) {
  const auto outcome = shell(line);
  ASSERT_EQ(outcome.code, 0) << line << "\n" << outcome.err;
}

// Runs lines of ip(8) in one process, in the host or with options such as "-n outside".
inline void must_ip(const std::string& lines, const std::string& options = "") {
  const std::string file = "/run/ip.batch";
  std::ofstream(file) << lines;
  must("ip " + options + " -batch " + file);
}

// host 198.51.100.1 ---- outside 198.51.100.2
inline void make_outside() {
  must("ip netns add outside");
  // No link-local addresses: they appear some time after the link.
  ASSERT_TRUE(write_setting("/proc/sys/net/ipv6/conf/default/disable_ipv6", "1"));
  must_ip(
      "link set lo up\n"
      "link add uplink type veth peer name eth0 netns outside\n"
      "address add 198.51.100.1/24 dev uplink\n"
      "link set uplink up\n");
  must_ip(
      "address add 198.51.100.2/24 dev eth0\n"
      "link set eth0 up\n"
      "link set lo up\n",
      "-n outside");
}

// The same with IPv6: 2001:db8:ff::1 ---- 2001:db8:ff::2.
inline void make_outside_v6() {
  make_outside();
  must_ip("link set uplink addrgenmode none\n");
  ASSERT_TRUE(write_setting("/proc/sys/net/ipv6/conf/uplink/disable_ipv6", "0"));
  must_ip(
      "address add fe80::1/64 nodad dev uplink\n"
      "address add 2001:db8:ff::1/64 nodad dev uplink\n");
  must_ip(
      "link set eth0 addrgenmode none\n"
      "address add fe80::2/64 nodad dev eth0\n"
      "address add 2001:db8:ff::2/64 nodad dev eth0\n",
      "-n outside");
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
