#include "runtime/base/quoted.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace mydocker::base {
namespace {

constexpr std::size_t kLongestQuoted = 1024;
constexpr std::string_view kHexDigits = "0123456789abcdef";

struct Character {
  std::uint32_t code = 0;
  std::size_t length = 0;  // length in bytes; 0: the bytes are not UTF-8
};

// Reads one character. Overlong forms and surrogates are refused (RFC 3629).
Character decode(std::string_view text) {
  const auto byte = [&](std::size_t at) { return static_cast<std::uint8_t>(text[at]); };
  const std::uint8_t lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || text.size() < length) return {};
  std::uint32_t code = lead & (0x7fU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0U) != 0x80U) return {};
    code = code << 6U | (byte(i) & 0x3fU);
  }
  constexpr std::array<std::uint32_t, 5> kLeast{0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = code >= 0xd800 && code <= 0xdfff;
  if (code < kLeast.at(length) || surrogate || code > 0x10ffff) return {};
  return {code, length};
}

struct CodeRange {
  std::uint32_t first;
  std::uint32_t last;
};

// Characters that quoted() escapes. These are control characters, invisible characters, and
// characters that change the order of text. Their Unicode categories are Cc, Cf, Zl, Zp and Co. The
// whole block of tag characters (U+E0000 to U+E0FFF) is also included.
constexpr std::array<CodeRange, 14> kDangerous{{{0x00, 0x1f},
                                                {0x7f, 0x9f},
                                                {0xad, 0xad},
                                                {0x600, 0x605},
                                                {0x61c, 0x61c},
                                                {0x180e, 0x180e},
                                                {0x200b, 0x200f},
                                                {0x2028, 0x202e},
                                                {0x2060, 0x206f},
                                                {0xe000, 0xf8ff},
                                                {0xfeff, 0xfeff},
                                                {0xfff0, 0xfffb},
                                                {0xe0000, 0xe0fff},
                                                {0xf0000, 0x10ffff}}};

bool is_dangerous(std::uint32_t code) {
  if (code >= 0x20 && code < 0x7f) return false;  // fast path for ASCII
  for (const auto& range : kDangerous)
    if (code >= range.first && code <= range.last) return true;
  return false;
}

std::string byte_escape(char raw) {
  const auto byte = static_cast<std::uint8_t>(raw);
  return {'\\', 'x', kHexDigits[byte >> 4U], kHexDigits[byte & 15U]};
}

std::string escape(std::uint32_t code) {
  if (code == '\n') return "\\n";
  if (code == '\t') return "\\t";
  if (code == '\r') return "\\r";
  if (code < 0x80) return byte_escape(static_cast<char>(code));
  std::string digits;
  for (std::uint32_t rest = code; rest != 0; rest >>= 4U)
    digits.insert(digits.begin(), kHexDigits[rest & 15U]);
  return "\\u{" + digits + "}";
}

}  // namespace

std::string quoted(std::string_view text) {
  std::string result = "\"";
  std::size_t at = 0;
  while (at < text.size() && at < kLongestQuoted) {
    const Character character = decode(text.substr(at));
    if (character.length == 0) {
      result += byte_escape(text[at++]);
      continue;
    }
    if (is_dangerous(character.code)) {
      result += escape(character.code);
    } else {
      if (character.code == '"' || character.code == '\\') result += '\\';
      result += text.substr(at, character.length);
    }
    at += character.length;
  }
  if (at < text.size()) result += "...";
  return result + "\"";
}

bool is_printable(std::string_view text) {
  while (!text.empty()) {
    const Character character = decode(text);
    if (character.length == 0 || is_dangerous(character.code)) return false;
    text.remove_prefix(character.length);
  }
  return true;
}

}  // namespace mydocker::base
