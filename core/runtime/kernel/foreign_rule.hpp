// One nftables rule of another program, as far as it can stop the traffic of a network.
#pragma once

#include <libnftnl/rule.h>

#include <cstdint>
#include <optional>
#include <string>

#include "mydocker/network_view.hpp"

namespace mydocker::kernel {

// A range of destination ports that a rule compares.
struct ComparedPorts {
  std::uint16_t first = 0;
  std::uint16_t last = 0;
};

// What the rule does. Rules with other expressions are read as far as possible.
struct ForeignRule {
  std::string chain;
  bool drops_all = false;                  // drops or rejects every packet
  bool lets_pass = false;                  // accepts packets, or continues in another chain
  bool translates = false;                 // changes the destination of packets for any address
  std::optional<ComparedPorts> ports{};    // none: the rule compares no port
  std::optional<std::uint8_t> protocol{};  // IPPROTO_*; none: the rule compares none
};

// Reads a rule that libnftnl has parsed.
ForeignRule foreign_rule(nftnl_rule& rule);

// Returns whether the rule changes the destination of packets to this port of the host.
bool translates(const ForeignRule& rule, const PortView& port);

}  // namespace mydocker::kernel
