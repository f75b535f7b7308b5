#include "runtime/drivers/note_reader.hpp"

#include <elf.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <string_view>

#include "runtime/drivers/naming.hpp"

namespace mydocker::drivers {
namespace {

// The owner has a terminating zero, because it is a literal.
constexpr NoteQuery kDriverNotes{detail::kNoteOwner.data(), detail::kNoteType,
                                 detail::kNoteSection};

std::string hex(std::uint32_t value) {
  std::array<char, 9> text{};
  std::snprintf(text.data(), text.size(), "%08x", value);
  return text.data();
}

Error damaged(const std::filesystem::path& file, const std::string& how) {
  return Error(ErrorKind::driver, "metadata of " + shown(file) + " is damaged (" + how + ")")
      .hint("install the driver's file again, or build it again");
}

std::string size_text(std::uint64_t bytes) {
  return bytes < 1000 ? std::to_string(bytes) + " bytes" : std::to_string(bytes / 1000) + " kB";
}

Error cut_off(const std::filesystem::path& file, const ElfNotes& elf) {
  return Error(ErrorKind::driver, shown(file) + " is cut off (" + std::to_string(elf.file_size) +
                                      " bytes, " + std::to_string(elf.needed_size) + " expected)")
      .hint("install the driver's file again, or build it again");
}

Error no_note(const std::filesystem::path& file, const ElfNotes& elf) {
  const std::string section = kDriverNotes.section;
  if (elf.cut_short) return damaged(file, "a note is longer than its segment");
  if (elf.outside_segments)
    return Error(ErrorKind::driver, shown(file) + " is not a mydocker driver: its " + section +
                                        " is outside the loaded segments")
        .hint("old versions of patchelf do this; build the driver again without it");
  return Error(ErrorKind::driver,
               shown(file) + " is not a mydocker driver: no " + section + " (" +
                   machine_name(elf.machine) + " " +
                   (elf.type == ET_DYN ? "shared object" : "file, not a shared object") + ", " +
                   size_text(elf.file_size) + ")")
      .hint("was it built without MYDOCKER_EXPORT_DRIVER?");
}

Result<DriverNote> parsed(const std::filesystem::path& file, std::string_view bytes) {
  if (bytes.size() > detail::kNoteLimit)
    return damaged(file, std::to_string(bytes.size()) + " bytes, at most " +
                             std::to_string(detail::kNoteLimit) + " expected");
  std::array<char, detail::kNoteHeaderSize> raw{};
  if (bytes.size() < raw.size()) return damaged(file, "its header is cut off");
  std::copy_n(bytes.begin(), raw.size(), raw.begin());
  DriverNote note{detail::header_from(raw), ""};
  if (note.header.format != detail::kNoteFormat)
    return Error(ErrorKind::unsupported,
                 shown(file) + " has metadata of format " + std::to_string(note.header.format) +
                     ", this mydocker reads " + std::to_string(detail::kNoteFormat))
        .hint("upgrade mydocker, or rebuild the driver with this version's SDK");
  const std::size_t start = note.header.header_size;
  const std::size_t length = note.header.json_size;
  if (start < raw.size() || start > bytes.size() || length > bytes.size() - start)
    return damaged(file, "its length is wrong");
  note.manifest = bytes.substr(start, length);
  const auto found = static_cast<std::uint32_t>(
      ::crc32(0, reinterpret_cast<const Bytef*>(note.manifest.data()), static_cast<uInt>(length)));
  if (found != note.header.json_crc32)
    return damaged(file, "crc " + hex(found) + ", expected " + hex(note.header.json_crc32));
  return note;
}

}  // namespace

Result<ElfNotes> read_driver_elf(const std::filesystem::path& file) {
  MYDOCKER_TRY(ElfNotes elf, read_notes(file, kDriverNotes));
  // The loader would map the missing bytes anyway, and the process would crash on access.
  if (elf.file_size < elf.needed_size) return cut_off(file, elf);
  if (elf.without_code)
    return Error(ErrorKind::driver, shown(file) + " has debug information only, and no code")
        .hint("install the driver's file, and the debug file in another folder");
  if (elf.contents.empty()) return no_note(file, elf);
  return elf;
}

Result<DriverNote> parse_driver_note(const std::filesystem::path& file, const ElfNotes& elf) {
  if (elf.contents.size() > 1)
    return Error(ErrorKind::driver, shown(file) + " declares " +
                                        std::to_string(elf.contents.size()) +
                                        " drivers, but a file must declare only one")
        .hint("use MYDOCKER_EXPORT_DRIVER once for each file");
  return parsed(file, elf.contents.front());
}

Result<DriverNote> read_driver_note(const std::filesystem::path& file, const HostTraits& host) {
  MYDOCKER_TRY(const ElfNotes elf, read_driver_elf(file));
  MYDOCKER_TRY(DriverNote note, parse_driver_note(file, elf));
  MYDOCKER_CHECK(check_machine(file, elf, host));
  MYDOCKER_CHECK(check_sanitizers(file, note.header, host));
  MYDOCKER_CHECK(check_version(file, note.header, host));
  return note;
}

}  // namespace mydocker::drivers
