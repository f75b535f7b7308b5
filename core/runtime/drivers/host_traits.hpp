// Checks whether this host can load a driver.
//
// Does not: read the driver's file (note_reader.hpp does).
#pragma once

#include <cstdint>
#include <filesystem>

#include "mydocker/detail/note.hpp"
#include "mydocker/result.hpp"
#include "runtime/drivers/elf_notes.hpp"

namespace mydocker::drivers {

// The properties of a host. Tests use other values than those of this host.
struct HostTraits {
  std::uint8_t elf_class;
  std::uint16_t machine;
  std::uint16_t sdk_major;
  std::uint16_t sdk_minor;
  std::uint32_t sanitizers;  // as in NoteHeader::flags
};
// Returns the properties of this host.
HostTraits this_host();

// In the next functions `file` is for error messages.

// unsupported: the file is not for this kind of processor. driver: it is not a shared object.
Result<void> check_machine(const std::filesystem::path& file, const ElfNotes& elf,
                           const HostTraits& host);
// unsupported: the driver has a sanitizer that this program does not have.
Result<void> check_sanitizers(const std::filesystem::path& file, const detail::NoteHeader& note,
                              const HostTraits& host);
// unsupported: the driver was built with another SDK major version, or needs a newer mydocker.
Result<void> check_version(const std::filesystem::path& file, const detail::NoteHeader& note,
                           const HostTraits& host);

}  // namespace mydocker::drivers
