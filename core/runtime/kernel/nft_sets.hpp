// Netlink messages that create and identify the sets of firewall/set.hpp.
#pragma once

#include <cstdint>

#include "runtime/firewall/set.hpp"
#include "runtime/kernel/nft_handles.hpp"
#include "runtime/kernel/nft_session.hpp"

namespace mydocker::kernel {

// Returns NFPROTO_INET or NFPROTO_BRIDGE.
std::uint8_t nfproto_of(firewall::Table table);

// The identity of the set, for messages that read the set or change its elements.
NftSet set_named(const firewall::Set& set);

// Appends the message that creates `set`. `number` is unique within the batch.
void add_set(NftBatch& batch, const firewall::Set& set, std::uint32_t number);

}  // namespace mydocker::kernel
