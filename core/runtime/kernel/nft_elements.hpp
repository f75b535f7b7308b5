// The elements of the sets and maps in mydocker's tables. While the tables exist, only their
// elements change.
//
// Main entry points: encode(), add_elements(), delete_elements().
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

// An interval consists of two elements: its beginning and its end. All other elements have
// Bound::beginning.
enum class Bound : std::uint8_t { beginning, end };

// An element as nf_tables stores it: bytes in network byte order. The set is static, and the
// element does not own it.
struct NftElement {
  const firewall::Set* set;  // never null
  std::vector<std::uint8_t> key;
  Bound bound = Bound::beginning;
  std::vector<std::uint8_t> value{};  // empty if the set is not a map
  std::vector<std::uint8_t> last{};   // last key of an interval, only if a key has several fields
  bool operator==(const NftElement&) const = default;
};

// Returns the set elements as nf_tables stores them, in the same order. In a set whose key has one
// field, a prefix becomes two elements: its first address, and the first address after it. A prefix
// that reaches the end of the address space has no end element.
std::vector<NftElement> encode(std::span<const firewall::Element> elements);

// Returns the element with this key, or the bound of the interval around the key. Returns nullopt
// if the element, the set or the table does not exist.
Result<std::optional<NftElement>> find_element(NftSession& nft, const NftElement& element);
// Returns all elements of the set. Empty if the set does not exist.
Result<std::vector<NftElement>> elements_in(NftSession& nft, const firewall::Set& set);
// Appends the creation of these elements to a batch. Existing elements with the same value are no
// error.
void add_elements(NftBatch& batch, std::span<const NftElement> elements);
// Adds all elements or none. EEXIST: one of them exists already.
Ack add_elements(NftSession& nft, std::span<const NftElement> elements);
// Converts the result of add_elements(). ENOENT means that another program flushed the ruleset.
Result<void> result_of_adding(const Ack& ack);
// Deletes all elements or none. ENOENT: one of them, or the table, does not exist.
Ack delete_elements(NftSession& nft, std::span<const NftElement> elements);

// Compares the set elements of one resource with the kernel. State::differs: only some of them
// exist. State::foreign: a map has the key with another value.
Result<Observation> observe_elements(NftSession& nft, std::span<const NftElement> wanted);
// Does the same for the elements of several resources, with one request. Each group contains the
// elements of one resource.
Result<std::vector<Observation>> observe_each(NftSession& nft,
                                              std::span<const std::vector<NftElement>> groups);
// Deletes those elements that exist with the same value. Succeeds if the table does not exist.
Result<void> delete_found(NftSession& nft, std::span<const NftElement> wanted);

}  // namespace mydocker::kernel
