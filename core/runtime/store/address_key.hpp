// Addresses as key bytes for the database. Keys of one family have the same length, so their byte
// order is the address order.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "mydocker/net_types.hpp"

namespace mydocker::store {

// Returns the byte 4 or 6, then the address in network byte order.
std::string address_key(const IpAddress& address);
// Returns the key of its address, then the prefix length.
std::string prefix_key(const IpPrefix& prefix);
// Returns nothing if the bytes are not a valid key.
std::optional<IpAddress> address_from_key(std::string_view key);

}  // namespace mydocker::store
