// Reads the ELF note that declares a file as a driver.
//
// A fixed header decides whether this host can load the file. The manifest (JSON) after it is
// parsed only if the header says that its format is known. The file is not executed.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "mydocker/detail/note.hpp"
#include "mydocker/result.hpp"
#include "runtime/drivers/elf_notes.hpp"
#include "runtime/drivers/host_traits.hpp"

namespace mydocker::drivers {

// The note of one driver.
struct DriverNote {
  detail::NoteHeader header;
  std::string manifest;  // JSON with a verified checksum
};

// The steps of reading. checks.hpp has them in order, with those of host_traits.hpp. `file` is for
// error messages.

// Opens the file as ELF. Errors: it is incomplete, has no code, or has no driver's note.
Result<ElfNotes> read_driver_elf(const std::filesystem::path& file);
// Returns the only note, with a verified checksum.
Result<DriverNote> parse_driver_note(const std::filesystem::path& file, const ElfNotes& elf);
// Runs all steps. Errors: no note, several notes, a wrong checksum, or an unsupported host.
Result<DriverNote> read_driver_note(const std::filesystem::path& file, const HostTraits& host);

}  // namespace mydocker::drivers
