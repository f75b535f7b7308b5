// A short digest of a long text: FNV-1a with 64 bits. It does not resist attacks: texts with the
// same digest are easy to construct.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace mydocker::base {

inline std::uint64_t digest_number(std::string_view text) {
  std::uint64_t hash = 0xcbf2'9ce4'8422'2325U;
  for (const char letter : text) {
    hash ^= static_cast<unsigned char>(letter);
    hash *= 0x100'0000'01b3U;
  }
  return hash;
}

// Returns the digest as 16 hex digits.
inline std::string digest(std::string_view text) {
  const std::uint64_t hash = digest_number(text);
  std::string digits;
  for (int shift = 60; shift >= 0; shift -= 4)
    digits += "0123456789abcdef"[(hash >> static_cast<unsigned>(shift)) & 0xfU];
  return digits;
}

}  // namespace mydocker::base
