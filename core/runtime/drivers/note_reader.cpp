#include "runtime/drivers/note_reader.hpp"

#include <elf.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <string>
#include <string_view>
#include <utility>

#include "mydocker/driver_info.hpp"
#include "runtime/drivers/naming.hpp"

namespace mydocker::drivers {
namespace {

std::string version(std::uint16_t major, std::uint16_t minor) {
  return std::to_string(major) + "." + std::to_string(minor);
}

bool is_newer(const detail::NoteHeader& note, const HostTraits& host) {
  return std::pair(note.sdk_major, note.sdk_minor) > std::pair(host.sdk_major, host.sdk_minor);
}

constexpr std::uint16_t own_machine() {
#if defined(__x86_64__)
  return EM_X86_64;
#elif defined(__aarch64__)
  return EM_AARCH64;
#elif defined(__arm__)
  return EM_ARM;
#elif defined(__i386__)
  return EM_386;
#elif defined(__riscv)
  return EM_RISCV;
#elif defined(__powerpc64__)
  return EM_PPC64;
#elif defined(__s390x__)
  return EM_S390;
#else
#error "say here which ELF machine this is"
#endif
}

}  // namespace

HostTraits this_host() {
  return {sizeof(void*) == 8 ? std::uint8_t{ELFCLASS64} : std::uint8_t{ELFCLASS32}, own_machine(),
          kSdkMajor, kSdkMinor, detail::build_flags()};
}

Result<void> check_machine(const std::filesystem::path& file, const ElfNotes& elf,
                           const HostTraits& host) {
  if (elf.type != ET_DYN)
    return Error(ErrorKind::driver, shown(file) + " is not a shared object")
        .hint("link it with -shared, or build it with mydocker_add_driver()");
  if (elf.machine == host.machine && elf.elf_class == host.elf_class) return {};
  return Error(ErrorKind::unsupported, shown(file) + " is built for " + machine_name(elf.machine) +
                                           ", this is " + machine_name(host.machine))
      .hint("install the driver's package for " + machine_name(host.machine));
}

// Checks the sanitizers. The driver must not have a sanitizer that this program does not have. The
// reason is that the library of a sanitizer must be loaded first in a process. The driver may have
// fewer sanitizers than this program.
Result<void> check_sanitizers(const std::filesystem::path& file, const detail::NoteHeader& note,
                              const HostTraits& host) {
  const std::uint32_t foreign = note.flags & ~host.sanitizers;
  const auto refused = [&](const char* build, const char* flag) {
    return Error(ErrorKind::unsupported,
                 shown(file) + " is " + build + " build and cannot be loaded here")
        .hint(std::string("rebuild the driver without -fsanitize=") + flag);
  };
  if ((foreign & detail::kNoteAddressSanitizer) != 0)
    return refused("an AddressSanitizer", "address");
  if ((foreign & detail::kNoteThreadSanitizer) != 0) return refused("a ThreadSanitizer", "thread");
  if ((foreign & detail::kNoteMemorySanitizer) != 0) return refused("a MemorySanitizer", "memory");
  return {};
}

Result<void> check_version(const std::filesystem::path& file, const detail::NoteHeader& note,
                           const HostTraits& host) {
  const std::string own = version(host.sdk_major, host.sdk_minor);
  if (note.sdk_major != host.sdk_major) {
    Error error(ErrorKind::unsupported, shown(file) + " is built with driver SDK " +
                                            version(note.sdk_major, note.sdk_minor) +
                                            ", this mydocker has " + own);
    const std::string rebuild =
        "rebuild the driver with driver SDK " + std::to_string(host.sdk_major);
    return std::move(error).hint(is_newer(note, host) ? "upgrade mydocker, or " + rebuild
                                                      : rebuild);
  }
  if (note.min_host_minor <= host.sdk_minor) return {};
  return Error(ErrorKind::unsupported,
               shown(file) + " needs driver SDK " + version(note.sdk_major, note.min_host_minor) +
                   " or later (built with " + version(note.sdk_major, note.sdk_minor) +
                   "), this mydocker has " + own)
      .hint("upgrade mydocker, or rebuild the driver with driver SDK " + own);
}

namespace {

// data() can be used as a C string, because the text is a literal with a terminating zero byte.
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
  // Such a file is refused. The loader would map bytes that are missing in the file, and the
  // process would crash when it uses them.
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
