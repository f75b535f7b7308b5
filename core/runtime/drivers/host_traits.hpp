// What a host must be to load a driver, and whether this one is.
//
// Does not: read the driver's file (note_reader does).
#pragma once

#include <cstdint>
#include <filesystem>

#include "mydocker/detail/note.hpp"
#include "mydocker/result.hpp"
#include "runtime/drivers/elf_notes.hpp"

namespace mydocker::drivers {

// The running host's, unless a test says otherwise.
struct HostTraits {
  std::uint8_t elf_class;
  std::uint16_t machine;
  std::uint16_t sdk_major;
  std::uint16_t sdk_minor;
  std::uint32_t sanitizers;  // as in NoteHeader::flags
};
HostTraits this_host();

// `file` is what errors name.

// A shared object for this kind of processor.
Result<void> check_machine(const std::filesystem::path& file, const ElfNotes& elf,
                           const HostTraits& host);
// Built with no sanitizer that this program was not built with.
Result<void> check_sanitizers(const std::filesystem::path& file, const detail::NoteHeader& note,
                              const HostTraits& host);
// Made with this SDK, and content with a host as old as this one.
Result<void> check_version(const std::filesystem::path& file, const detail::NoteHeader& note,
                           const HostTraits& host);

}  // namespace mydocker::drivers
