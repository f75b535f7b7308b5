// The rules of the standards for single addresses and prefixes.
#pragma once

#include "mydocker/net_types.hpp"
#include "mydocker/result.hpp"
#include "runtime/model/network.hpp"

namespace mydocker::model {

// Returns whether a host may have the address in the subnet. The address must be inside the subnet.
// These addresses are not usable:
// - the network and broadcast address of an IPv4 subnet up to /30 (a /31 has neither, RFC 3021)
// - the subnet-router anycast address of an IPv6 subnet up to /126 (RFC 4291 2.6.1, RFC 6164)
bool is_usable(const IpPrefix& subnet, const IpAddress& address);
IpAddress lowest_usable(const IpPrefix& subnet);
IpAddress highest_usable(const IpPrefix& subnet);
// Returns whether the last address of the subnet is its broadcast address.
bool has_broadcast(const IpPrefix& subnet);

// Checks that a network may have the prefix. The prefix must have no host bits, and a length of at
// least 8. It must be outside the special ranges of RFC 6890: this host, loopback, link-local,
// multicast, broadcast, IPv4 in IPv6. The error begins with `what`: `subnet "127.0.0.0/8" is in the
// loopback range`.
Result<void> check_network_prefix(const std::string& what, const IpPrefix& prefix);

// Returns the range as a prefix if possible, otherwise as FIRST-LAST.
std::string range_text(const AddressRange& range);

}  // namespace mydocker::model
