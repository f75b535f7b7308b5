// The checksum of a stored value. It detects every changed byte, such as a flipped bit on the disk.
//
// It is the hash FNV-1a with 64 bits (RFC 9923), over the key and the value. So a value under
// another key is detected too. It does not protect against a person who changes both.
#pragma once

#include <cstdint>
#include <string_view>

namespace mydocker::store {

// Never 0, which is the value in a damaged page of zeros.
inline std::int64_t checksum_of(std::string_view key, std::string_view value) {
  constexpr std::uint64_t kPrime = 0x100'0000'01b3U;
  std::uint64_t hash = 0xcbf2'9ce4'8422'2325U;
  for (const std::string_view part : {key, value})
    for (const char c : part) hash = (hash ^ static_cast<unsigned char>(c)) * kPrime;
  return hash == 0 ? 1 : static_cast<std::int64_t>(hash);
}

inline bool has_checksum(std::int64_t stored, std::string_view key, std::string_view value) {
  return stored == checksum_of(key, value);
}

}  // namespace mydocker::store
