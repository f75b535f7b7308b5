// What the standards say of single addresses and prefixes, whoever asks.
#pragma once

#include "mydocker/net_types.hpp"
#include "mydocker/result.hpp"
#include "runtime/model/network.hpp"

namespace mydocker::model {

// Whether a host may have the address in the subnet: it lies inside, is not the network or the
// broadcast address of an IPv4 subnet up to /30 (a /31 has neither, RFC 3021), nor the
// subnet-router anycast address of an IPv6 subnet up to /126 (RFC 4291 2.6.1; RFC 6164).
bool is_usable(const IpPrefix& subnet, const IpAddress& address);
IpAddress lowest_usable(const IpPrefix& subnet);
IpAddress highest_usable(const IpPrefix& subnet);

// Whether networks may be made of the prefix: without host bits, /8 or longer, and nothing that has
// a meaning of its own (RFC 6890: this host, loopback, link-local, multicast, broadcast, IPv4 in
// IPv6).
// The error begins with what it is about: `subnet "127.0.0.0/8" is in the loopback range`.
Result<void> check_network_prefix(const std::string& what, const IpPrefix& prefix);

// As people write it: a prefix where the range is one, otherwise FIRST-LAST.
std::string range_text(const AddressRange& range);

}  // namespace mydocker::model
