// What the keys and values of our tables' sets are, and the messages that make them.
#pragma once

#include <cstdint>
#include <span>

#include "runtime/kernel/nft_handles.hpp"
#include "runtime/kernel/nft_session.hpp"
#include "runtime/kernel/nft_sets.hpp"

namespace mydocker::kernel {

// In which order the bytes of a key, and of a map's value, are; only nft(8)'s listings use it.
enum class ByteOrder : std::uint32_t { mixed = 0, host = 1, network = 2 };

struct SetDefinition {
  NftName name;
  std::uint32_t type = 0;  // of the key, in nft(8)'s numbers
  std::uint32_t size = 0;  // in bytes
  ByteOrder order = ByteOrder::mixed;
  std::uint32_t flags = 0;       // NFT_SET_*
  std::uint32_t value_type = 0;  // 0: a set, not a map
  std::uint32_t value_size = 0;
};

std::span<const SetDefinition> set_definitions();
NftSet set_named(const NftName& name);
// `number`: another one for each set of a batch.
void add_set(NftBatch& batch, const SetDefinition& definition, std::uint32_t number);

}  // namespace mydocker::kernel
