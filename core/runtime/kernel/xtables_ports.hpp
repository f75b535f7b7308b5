// The destination ports that a match of xtables compares (xt_tcpudp.h, xt_multiport.h). The matches
// are the same in iptables-nft and iptables-legacy.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace mydocker::kernel {

// A range of destination ports that a rule compares.
struct ComparedPorts {
  std::uint16_t first = 0;
  std::uint16_t last = 0;
};

// Returns the ports of a match "tcp", "udp" or "multiport". `data` is the match's own structure.
// Empty: this is another match, or it compares no destination port. Inverted matches are left out.
std::vector<ComparedPorts> xtables_ports(std::string_view match, std::string_view data);

}  // namespace mydocker::kernel
