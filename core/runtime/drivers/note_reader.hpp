// Reads the ELF note that declares a file as a driver, and checks whether this host can load it.
//
// A fixed header decides whether this host can load the file. The manifest (JSON) follows the
// header. It is parsed only if the header has a known format. The file is not executed.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "mydocker/detail/note.hpp"
#include "mydocker/result.hpp"
#include "runtime/drivers/elf_reader.hpp"

namespace mydocker::drivers {

// The properties of a host that a driver's file must fit. Tests use other values than those of the
// real host.
struct HostTraits {
  std::uint8_t elf_class;
  std::uint16_t machine;
  std::uint16_t sdk_major;
  std::uint16_t sdk_minor;
  std::uint32_t sanitizers;  // bits as in NoteHeader::flags
};
// Returns the properties of this host.
HostTraits this_host();

// --- `file` is used only in the error messages of the next functions

// Checks the machine. Error unsupported: the file is not for this kind of processor. Error driver:
// it is not a shared object.
Result<void> check_machine(const std::filesystem::path& file, const ElfNotes& elf,
                           const HostTraits& host);
// Checks the sanitizers. Error unsupported: the driver has a sanitizer that this program does not
// have.
Result<void> check_sanitizers(const std::filesystem::path& file, const detail::NoteHeader& note,
                              const HostTraits& host);
// Checks the version. Error unsupported: the driver was built with another SDK major version, or
// needs a newer mydocker.
Result<void> check_version(const std::filesystem::path& file, const detail::NoteHeader& note,
                           const HostTraits& host);

// The note of one driver.
struct DriverNote {
  detail::NoteHeader header;
  std::string manifest;  // JSON whose checksum is verified
};

// --- the steps of reading a note, in the order of checks.hpp; `file` is used only in error
// messages

// Opens the file as ELF. Error: the file is incomplete, has no code, or has no driver note.
Result<ElfNotes> read_driver_elf(const std::filesystem::path& file);
// Returns the only note, after its checksum is verified.
Result<DriverNote> parse_driver_note(const std::filesystem::path& file, const ElfNotes& elf);
// Runs all steps. Error: the file has no note or several notes, the checksum is wrong, or this host
// cannot load the driver.
Result<DriverNote> read_driver_note(const std::filesystem::path& file, const HostTraits& host);

}  // namespace mydocker::drivers
