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
#include "runtime/drivers/elf_notes.hpp"
#include "runtime/drivers/host_traits.hpp"

namespace mydocker::drivers {

struct DriverNote {
  detail::NoteHeader header;
  std::string manifest;  // JSON, its checksum verified
};

// The steps of reading, each of which can be refused, as can those of host_traits.hpp; checks.hpp
// has them all in order. `file` is what errors name.

// The file as ELF, whole, with at least one note of a driver.
Result<ElfNotes> read_driver_elf(const std::filesystem::path& file);
// The one note, its checksum verified.
Result<DriverNote> parse_driver_note(const std::filesystem::path& file, const ElfNotes& elf);
// All of them. The one note of `file`. Refused: no note, several, bytes that do not match their
// checksum.
Result<DriverNote> read_driver_note(const std::filesystem::path& file, const HostTraits& host);

}  // namespace mydocker::drivers
