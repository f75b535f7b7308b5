// Opens an ELF file for reading. It is the only code of this module that opens one without loading
// it.
//
// The file may be hostile and the reader may be root. So a file that is not regular, too large or
// damaged is refused before libelf parses it.
// Does not: know the content of the file.
#pragma once

#include <gelf.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "mydocker/result.hpp"
#include "runtime/base/unique_fd.hpp"

namespace mydocker::drivers {

// Closes a handle of libelf.
struct CloseElf {
  void operator()(Elf* elf) const noexcept { elf_end(elf); }
};

// An open ELF file. Owns the descriptor and the handle of libelf.
struct ElfFile {
  base::UniqueFd fd;
  std::uint64_t size = 0;  // in bytes
  std::string start{};     // the first bytes, which `elf` may use
  std::unique_ptr<Elf, CloseElf> elf{};
  GElf_Ehdr header{};
};

// What the caller reads. The program headers and the notes of a driver are usually in its first
// bytes, and these are read at once. Then `elf` has no sections.
enum class ElfPart : std::uint8_t { notes, whole };

// Errors: the file cannot be opened, or is not ELF. They begin with the name of the file.
Result<ElfFile> open_elf(const std::filesystem::path& file, ElfPart part = ElfPart::whole);

}  // namespace mydocker::drivers
