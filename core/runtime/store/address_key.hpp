// Addresses as the bytes that the database compares: of one width in each family, so that their
// order is that of the addresses.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "mydocker/net_types.hpp"

namespace mydocker::store {

// 4 or 6, then the address in network byte order.
std::string address_key(const IpAddress& address);
// The key of its address, then the length.
std::string prefix_key(const IpPrefix& prefix);
// Nothing: that is no key.
std::optional<IpAddress> address_from_key(std::string_view key);

}  // namespace mydocker::store
