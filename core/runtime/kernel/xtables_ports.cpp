#include "runtime/kernel/xtables_ports.hpp"

#include <linux/netfilter/xt_multiport.h>
#include <linux/netfilter/xt_tcpudp.h>

#include <algorithm>
#include <cstring>

namespace mydocker::kernel {
namespace {

// Reads a range of ports. The match for TCP begins with the same fields as the match for UDP.
std::vector<ComparedPorts> range_of(std::string_view data) {
  xt_udp match{};
  if (data.size() < sizeof match) return {};
  std::memcpy(&match, data.data(), sizeof match);
  return {{match.dpts[0], match.dpts[1]}};
}

std::vector<ComparedPorts> list_of(std::string_view data) {
  xt_multiport_v1 match{};
  if (data.size() < sizeof match) return {};
  std::memcpy(&match, data.data(), sizeof match);
  if (match.flags == XT_MULTIPORT_SOURCE || match.invert != 0) return {};
  std::vector<ComparedPorts> ports;
  const int count = std::min<int>(match.count, XT_MULTI_PORTS);
  for (int at = 0; at < count; ++at) {
    const std::uint16_t first = match.ports[at];
    const bool is_range = match.pflags[at] != 0 && at + 1 < count;
    if (is_range) ++at;
    ports.push_back({first, match.ports[at]});
  }
  return ports;
}

}  // namespace

std::vector<ComparedPorts> xtables_ports(std::string_view match, std::string_view data) {
  if (match == "tcp" || match == "udp") return range_of(data);
  return match == "multiport" ? list_of(data) : std::vector<ComparedPorts>();
}

}  // namespace mydocker::kernel
