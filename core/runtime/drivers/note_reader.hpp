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

// The steps of reading, each of which can be refused; checks.hpp has them in order. `file` is what
// errors name.

// The file as ELF, whole, with at least one note of a driver.
Result<ElfNotes> read_driver_elf(const std::filesystem::path& file);
// The one note, its checksum verified.
Result<DriverNote> parse_driver_note(const std::filesystem::path& file, const ElfNotes& elf);
// A shared object for this kind of processor.
Result<void> check_machine(const std::filesystem::path& file, const ElfNotes& elf,
                           const HostTraits& host);
// Built with no sanitizer that this program was not built with.
Result<void> check_sanitizers(const std::filesystem::path& file, const detail::NoteHeader& note,
                              const HostTraits& host);
// Made with this SDK, and content with a host as old as this one.
Result<void> check_version(const std::filesystem::path& file, const detail::NoteHeader& note,
                           const HostTraits& host);

// All of them. The one note of `file`. Refused: no note, several, bytes that do not match their
// checksum.
Result<DriverNote> read_driver_note(const std::filesystem::path& file, const HostTraits& host);

}  // namespace mydocker::drivers
