// The elements of our tables' sets and maps: the only part of them that changes.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "mydocker/result.hpp"
#include "runtime/firewall/elements.hpp"
#include "runtime/kernel/kernel.hpp"
#include "runtime/kernel/nft_session.hpp"

namespace mydocker::kernel {

// Which half of an interval an element is; a set without intervals has only beginnings.
enum class Bound : std::uint8_t { beginning, end };

struct NftElement {
  const firewall::Set* set;  // never null
  std::vector<std::uint8_t> key;
  Bound bound = Bound::beginning;
  std::vector<std::uint8_t> value{};  // of a map
  std::vector<std::uint8_t> last{};   // of an interval in a key of several fields, its last key
  bool operator==(const NftElement&) const = default;
};

// In the same order. A prefix in a set whose keys have one field becomes two elements, its first
// address and the first one behind it; one that reaches the end of the address space has no end.
std::vector<NftElement> encode(std::span<const firewall::Element> elements);

// The element with that key, or the bound of the interval around it; nothing if there is none, or
// no table.
Result<std::optional<NftElement>> find_element(NftSession& nft, const NftElement& element);
// All of them; none where there is no such set.
Result<std::vector<NftElement>> elements_in(NftSession& nft, const firewall::Set& set);
// Appends the creation of these elements to a batch. An element that exists with the same value is
// not an error.
void add_elements(NftBatch& batch, std::span<const NftElement> elements);
// All or none. An element that is there already is EEXIST.
Ack add_elements(NftSession& nft, std::span<const NftElement> elements);
// The result of add_elements(). A missing set means that the ruleset was flushed.
Result<void> result_of_adding(const Ack& ack);
Ack delete_elements(NftSession& nft, std::span<const NftElement> elements);

// For a resource that consists of elements. foreign: one of a map is there with another value.
Result<Observation> observe_elements(NftSession& nft, std::span<const NftElement> wanted);
// Takes those away that are there just so; a table that is gone has taken them along.
Result<void> delete_found(NftSession& nft, std::span<const NftElement> wanted);

}  // namespace mydocker::kernel
