// The layout of the ELF note that marks a file as a driver.
//
// The owner, the type and the section identify the note. It has a fixed little-endian header and
// the manifest as JSON, padded with zeros to four bytes. The header decides whether a host can load
// the file. The host finds the note in the file (elf(5)). manifest_text.hpp writes the JSON.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

// This is a macro, because a section attribute takes a string literal only.
#define MYDOCKER_NOTE_SECTION ".note.mydocker.driver"

#ifdef __has_feature
#define MYDOCKER_HAS_FEATURE_(name) __has_feature(name)
#else
#define MYDOCKER_HAS_FEATURE_(name) 0
#endif

namespace mydocker::detail {

inline constexpr const char* kNoteSection = MYDOCKER_NOTE_SECTION;
inline constexpr std::string_view kNoteOwner = "mydocker";
inline constexpr std::uint32_t kNoteType = 0x4D444B31;  // the characters "MDK1"
inline constexpr std::uint16_t kNoteFormat = 1;
inline constexpr std::uint16_t kNoteHeaderSize = 32;
// Limit of header and manifest together, in bytes.
inline constexpr std::size_t kNoteLimit = std::size_t{64} << 10;

// Bits of NoteHeader::flags. The run-time of a sanitizer must be the first in a process. So a
// driver with a sanitizer loads only into a host with the same sanitizer.
inline constexpr std::uint32_t kNoteAddressSanitizer = 1U << 0;
inline constexpr std::uint32_t kNoteThreadSanitizer = 1U << 1;
inline constexpr std::uint32_t kNoteMemorySanitizer = 1U << 2;

// The header. The fields are stored in this order, with eight reserved zero bytes at the end.
struct NoteHeader {
  std::uint16_t format = kNoteFormat;
  std::uint16_t header_size = kNoteHeaderSize;  // offset of the JSON
  std::uint16_t sdk_major = 0;
  std::uint16_t sdk_minor = 0;
  std::uint16_t min_host_minor = 0;
  std::uint32_t flags = 0;
  std::uint32_t json_size = 0;   // size of the JSON in bytes, without padding
  std::uint32_t json_crc32 = 0;  // CRC-32 of the JSON, without padding
  bool operator==(const NoteHeader&) const = default;
};

constexpr std::uint32_t build_flags() {
  std::uint32_t flags = 0;
#if defined(__SANITIZE_ADDRESS__) || MYDOCKER_HAS_FEATURE_(address_sanitizer)
  flags |= kNoteAddressSanitizer;
#endif
#if defined(__SANITIZE_THREAD__) || MYDOCKER_HAS_FEATURE_(thread_sanitizer)
  flags |= kNoteThreadSanitizer;
#endif
#if MYDOCKER_HAS_FEATURE_(memory_sanitizer)
  flags |= kNoteMemorySanitizer;
#endif
  return flags;
}

// Returns the CRC-32 that zlib and Ethernet use. The polynomial is 0xedb88320 (reflected). The
// initial value and the final XOR have all bits set.
constexpr std::uint32_t crc32(std::string_view bytes) {
  std::uint32_t crc = 0xffffffffU;
  for (const char byte : bytes) {
    crc ^= static_cast<std::uint8_t>(byte);
    for (int bit = 0; bit < 8; ++bit) crc = (crc & 1U) != 0 ? (crc >> 1U) ^ 0xedb88320U : crc >> 1U;
  }
  return ~crc;
}

constexpr std::array<char, kNoteHeaderSize> bytes_of(const NoteHeader& header) {
  std::array<char, kNoteHeaderSize> bytes{};
  std::size_t at = 0;
  const auto put = [&](std::uint32_t value, std::size_t width) {
    for (std::size_t i = 0; i < width; ++i)
      bytes[at++] = static_cast<char>(static_cast<std::uint8_t>(value >> (8U * i)));
  };
  put(header.format, 2);
  put(header.header_size, 2);
  put(header.sdk_major, 2);
  put(header.sdk_minor, 2);
  put(header.min_host_minor, 2);
  put(0, 2);  // two reserved bytes
  put(header.flags, 4);
  put(header.json_size, 4);
  put(header.json_crc32, 4);
  return bytes;
}

constexpr NoteHeader header_from(const std::array<char, kNoteHeaderSize>& bytes) {
  std::size_t at = 0;
  const auto take = [&](std::size_t width) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < width; ++i)
      value |= std::uint32_t{static_cast<std::uint8_t>(bytes[at++])} << (8U * i);
    return value;
  };
  const auto take_short = [&] { return static_cast<std::uint16_t>(take(2)); };
  NoteHeader header;
  header.format = take_short();
  header.header_size = take_short();
  header.sdk_major = take_short();
  header.sdk_minor = take_short();
  header.min_host_minor = take_short();
  take_short();  // two reserved bytes
  header.flags = take(4);
  header.json_size = take(4);
  header.json_crc32 = take(4);
  return header;
}

}  // namespace mydocker::detail
