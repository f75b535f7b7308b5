// A handwritten driver note, for files that the SDK would not produce.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "mydocker/detail/note.hpp"
#include "mydocker/driver_info.hpp"

namespace bad_drivers {

inline constexpr std::size_t kManifestSpace = 256;

// The bytes of an ELF note (elf(5)) with a driver's manifest.
struct RawNote {
  std::uint32_t owner_size = 9;
  std::uint32_t content_size = mydocker::detail::kNoteHeaderSize + kManifestSpace;
  std::uint32_t type = mydocker::detail::kNoteType;
  std::array<char, 12> owner{};
  std::array<char, mydocker::detail::kNoteHeaderSize> header{};
  std::array<char, kManifestSpace> json{};
};

constexpr RawNote raw_note(std::string_view json, mydocker::detail::NoteHeader header) {
  RawNote note;
  const std::string_view owner = mydocker::detail::kNoteOwner;
  std::copy(owner.begin(), owner.end(), note.owner.begin());
  std::copy(json.begin(), json.end(), note.json.begin());
  header.json_size = static_cast<std::uint32_t>(json.size());
  header.json_crc32 = mydocker::detail::crc32(json);
  note.header = mydocker::detail::bytes_of(header);
  return note;
}

}  // namespace bad_drivers

#define BAD_DRIVERS_NOTE \
  __attribute__((used, retain, aligned(4), section(MYDOCKER_NOTE_SECTION))) static constexpr auto
