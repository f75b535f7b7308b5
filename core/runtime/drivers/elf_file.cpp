#include "runtime/drivers/elf_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "runtime/base/errno_text.hpp"
#include "runtime/drivers/naming.hpp"

namespace mydocker::drivers {
namespace {

constexpr std::int64_t kMaxFileRead = 256LL << 20;

// Opens a regular file. open(2) must not block if the file is a FIFO. A terminal must not become
// the controlling terminal.
Result<ElfFile> open_regular(const std::filesystem::path& file) {
  base::UniqueFd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!fd) return base::errno_error(shown(file), errno);
  struct stat status {};
  if (::fstat(fd.get(), &status) != 0) return base::errno_error(shown(file), errno);
  if (!S_ISREG(status.st_mode))
    return Error(ErrorKind::driver, shown(file) + " is not a regular file");
  if (status.st_size > kMaxFileRead)
    return Error(ErrorKind::driver,
                 shown(file) + " is larger than " + std::to_string(kMaxFileRead >> 20) + " MiB");
  return ElfFile{std::move(fd), static_cast<std::uint64_t>(status.st_size)};
}

// Returns whether the header counts of the file are stored directly. Extended counts (more than 16
// bits) are in a section header that libelf would use before a bounds check. Drivers never need
// them.
bool counts_are_plain(const Elf64_Ehdr& header) {
  if (header.e_ident[EI_CLASS] != ELFCLASS64) {
    Elf32_Ehdr narrow{};
    std::memcpy(&narrow, &header, sizeof narrow);
    return narrow.e_phnum != PN_XNUM && (narrow.e_shnum != 0 || narrow.e_shoff == 0);
  }
  return header.e_phnum != PN_XNUM && (header.e_shnum != 0 || header.e_shoff == 0);
}

Error not_elf(const std::filesystem::path& file, std::uint64_t size) {
  return {ErrorKind::driver, shown(file) + " is not a mydocker driver: not an ELF file (" +
                                 std::to_string(size) + " bytes)"};
}

}  // namespace

Result<ElfFile> open_elf(const std::filesystem::path& file) {
  MYDOCKER_TRY(ElfFile opened, open_regular(file));
  Elf64_Ehdr start{};
  const ssize_t read = ::pread(opened.fd.get(), &start, sizeof start, 0);
  if (read < SELFMAG || std::memcmp(&start, ELFMAG, SELFMAG) != 0)
    return not_elf(file, opened.size);
  const Error damaged(ErrorKind::driver,
                      shown(file) + " is not a mydocker driver: its ELF header is damaged");
  const bool whole = read == static_cast<ssize_t>(sizeof start) && counts_are_plain(start);
  if (elf_version(EV_CURRENT) == EV_NONE || !whole) return damaged;

  // The file is read, not mapped. If it is truncated at the same time, this gives a short read and
  // not a SIGBUS.
  opened.elf.reset(elf_begin(opened.fd.get(), ELF_C_READ, nullptr));
  const bool readable = opened.elf && elf_kind(opened.elf.get()) == ELF_K_ELF &&
                        gelf_getehdr(opened.elf.get(), &opened.header) != nullptr;
  if (!readable) return damaged;
  return opened;
}

}  // namespace mydocker::drivers
