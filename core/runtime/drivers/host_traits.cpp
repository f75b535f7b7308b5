#include "runtime/drivers/host_traits.hpp"

#include <elf.h>

#include <string>
#include <utility>

#include "mydocker/driver_info.hpp"
#include "runtime/drivers/naming.hpp"

namespace mydocker::drivers {
namespace {

std::string version(std::uint16_t major, std::uint16_t minor) {
  return std::to_string(major) + "." + std::to_string(minor);
}

// The version that a driver must be built with: a major version, or before 1.0 a minor version.
std::string needed_sdk(const HostTraits& host) {
  return host.sdk_major == 0 ? version(host.sdk_major, host.sdk_minor)
                             : std::to_string(host.sdk_major);
}

// Before 1.0, each minor version may change everything.
bool is_of_this_sdk(const detail::NoteHeader& note, const HostTraits& host) {
  return note.sdk_major == host.sdk_major &&
         (host.sdk_major != 0 || note.sdk_minor == host.sdk_minor);
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

// A driver can have fewer sanitizers than this program, but no additional one. The run-time library
// of a sanitizer must be loaded first in a process.
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
  const std::string ours = version(host.sdk_major, host.sdk_minor);
  if (!is_of_this_sdk(note, host)) {
    Error error(ErrorKind::unsupported, shown(file) + " is built with driver SDK " +
                                            version(note.sdk_major, note.sdk_minor) +
                                            ", this mydocker has " + ours);
    const std::string rebuild = "rebuild the driver with driver SDK " + needed_sdk(host);
    return std::move(error).hint(is_newer(note, host) ? "upgrade mydocker, or " + rebuild
                                                      : rebuild);
  }
  if (note.min_host_minor <= host.sdk_minor) return {};
  return Error(ErrorKind::unsupported,
               shown(file) + " needs driver SDK " + version(note.sdk_major, note.min_host_minor) +
                   " or later (built with " + version(note.sdk_major, note.sdk_minor) +
                   "), this mydocker has " + ours)
      .hint("upgrade mydocker, or rebuild the driver with driver SDK " + ours);
}

}  // namespace mydocker::drivers
