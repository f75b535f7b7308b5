// The elements of our table's sets: the only part of it that changes.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "mydocker/net_types.hpp"
#include "runtime/kernel/nft_session.hpp"

namespace mydocker::kernel {

inline constexpr const char* kTableName = "mydocker";
inline constexpr const char* kLinksSet = "links";
inline constexpr const char* kWithinSet = "within";
inline constexpr const char* kMasquerade4Set = "masquerade4";
inline constexpr const char* kMasquerade6Set = "masquerade6";

// The size of a link's name as a key.
inline constexpr std::size_t kNameKeySize = 16;

// Which half of an interval an element is; a set without intervals has only beginnings.
enum class Bound : std::uint8_t { beginning, end };

struct NftElement {
  const char* set;
  std::vector<std::uint8_t> key;
  Bound bound = Bound::beginning;
  bool operator==(const NftElement&) const = default;
};

// The key for several link names one after the other.
std::vector<std::uint8_t> name_key(std::span<const std::string> links);
std::vector<std::uint8_t> address_key(const IpAddress& address);

// The key of the element, or of the bound of the interval around it; nothing if there is none, or
// no table.
Result<std::optional<std::vector<std::uint8_t>>> find_element(NftSession& nft,
                                                              const NftElement& element);
// Whether the set has exactly this one; reads the whole set.
Result<bool> holds_element(NftSession& nft, const NftElement& element);
// All or none. An element that is there already is EEXIST.
Answer add_elements(NftSession& nft, std::span<const NftElement> elements);
Answer delete_elements(NftSession& nft, std::span<const NftElement> elements);

}  // namespace mydocker::kernel
