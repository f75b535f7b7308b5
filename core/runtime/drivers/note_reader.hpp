// The note by which a file says that it is a driver, and for whom.
//
// A fixed header decides whether this host can load the file; the JSON behind it, the manifest, is
// only looked at when the header says that it can be understood. All of it comes from the file
// without running any of it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "mydocker/detail/note.hpp"
#include "mydocker/result.hpp"

namespace mydocker::drivers {

struct DriverNote {
  detail::NoteHeader header;
  std::string manifest;  // JSON, its checksum verified
};

// What a host must be to load a driver; the running one unless a test says otherwise.
struct HostTraits {
  std::uint8_t elf_class;
  std::uint16_t machine;
  std::uint16_t sdk_major;
  std::uint16_t sdk_minor;
  std::uint32_t sanitizers;  // as in NoteHeader::flags
};
HostTraits this_host();

// The one note of `file`. Refused: no note, several, bytes that do not match their checksum.
Result<DriverNote> read_driver_note(const std::filesystem::path& file, const HostTraits& host);

}  // namespace mydocker::drivers
