#include "runtime/drivers/elf_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <bit>
#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

#include "runtime/base/errno_text.hpp"
#include "runtime/drivers/naming.hpp"

namespace mydocker::drivers {
namespace {

constexpr std::int64_t kMaxFileRead = 256LL << 20;
constexpr std::size_t kStartSize = 8192;

// Opens a regular file. The flags have two reasons: open(2) must not block for a FIFO, and a
// terminal must not become the controlling terminal.
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

// Returns whether the numbers of headers are in the ELF header itself. If they have more than 16
// bits, they are in a section header, which libelf reads before it checks the bounds. Drivers never
// need such numbers.
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

using Handle = std::unique_ptr<Elf, CloseElf>;

// Returns whether all program headers, and the content of all notes, are in the first `size` bytes.
bool has_all_notes(Elf* elf, std::size_t size) {
  std::size_t count = 0;
  if (elf_getphdrnum(elf, &count) != 0) return false;
  for (std::size_t n = 0; n < count; ++n) {
    GElf_Phdr segment{};
    if (gelf_getphdr(elf, static_cast<int>(n), &segment) == nullptr) return false;
    const bool inside = segment.p_offset <= size && segment.p_filesz <= size - segment.p_offset;
    if (segment.p_type == PT_NOTE && !inside) return false;
  }
  return true;
}

// Returns a libelf handle that reads only the first bytes of the file. Returns null if these bytes
// are not enough. The section headers are at the end of a file, so their position is removed from
// the ELF header.
Handle handle_of_start(std::string& start) {
  constexpr auto kOwnOrder = std::endian::native == std::endian::little ? ELFDATA2LSB : ELFDATA2MSB;
  Elf64_Ehdr header{};
  std::memcpy(&header, start.data(), sizeof header);
  if (header.e_ident[EI_CLASS] != ELFCLASS64 || header.e_ident[EI_DATA] != kOwnOrder)
    return nullptr;
  header.e_shoff = 0;
  header.e_shnum = 0;
  header.e_shstrndx = SHN_UNDEF;
  std::memcpy(start.data(), &header, sizeof header);
  Handle elf(elf_memory(start.data(), start.size()));
  return elf && has_all_notes(elf.get(), start.size()) ? std::move(elf) : nullptr;
}

}  // namespace

Result<ElfFile> open_elf(const std::filesystem::path& file, ElfPart part) {
  MYDOCKER_TRY(ElfFile opened, open_regular(file));
  std::string& start = opened.start;
  start.resize(part == ElfPart::notes ? kStartSize : sizeof(Elf64_Ehdr));
  const ssize_t read = ::pread(opened.fd.get(), start.data(), start.size(), 0);
  if (read < SELFMAG || std::memcmp(start.data(), ELFMAG, SELFMAG) != 0)
    return not_elf(file, opened.size);
  start.resize(static_cast<std::size_t>(read));
  const Error damaged(ErrorKind::driver,
                      shown(file) + " is not a mydocker driver: its ELF header is damaged");
  Elf64_Ehdr header{};
  if (start.size() < sizeof header) return damaged;
  std::memcpy(&header, start.data(), sizeof header);
  if (elf_version(EV_CURRENT) == EV_NONE || !counts_are_plain(header)) return damaged;

  // The file is read, not mapped into memory. If another program truncates the file at this moment,
  // the read is short, and the process gets no SIGBUS.
  if (part == ElfPart::notes) opened.elf = handle_of_start(start);
  if (!opened.elf) opened.elf.reset(elf_begin(opened.fd.get(), ELF_C_READ, nullptr));
  const bool readable = opened.elf && elf_kind(opened.elf.get()) == ELF_K_ELF &&
                        gelf_getehdr(opened.elf.get(), &opened.header) != nullptr;
  if (!readable) return damaged;
  return opened;
}

}  // namespace mydocker::drivers
