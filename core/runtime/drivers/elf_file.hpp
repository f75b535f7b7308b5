// Opens an ELF file for reading. No other code of this module opens an ELF file without loading it.
//
// The file may be hostile and the reader may be root. So a file that is not regular, too large or
// damaged is refused before libelf parses it. This code does not know the content of the file.
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

// An open ELF file. It owns the descriptor and the handle of libelf.
struct ElfFile {
  base::UniqueFd fd;
  std::uint64_t size = 0;  // size in bytes
  std::string start{};     // first bytes of the file, which `elf` may use
  std::unique_ptr<Elf, CloseElf> elf{};
  GElf_Ehdr header{};
};

// The part that the caller reads. The program headers and the notes of a driver are usually in the
// first bytes of the file. With `notes`, one call reads these bytes, and `elf` has no sections.
enum class ElfPart : std::uint8_t { notes, whole };

// Opens the file. Error: the file cannot be opened, or is not ELF. The message begins with the name
// of the file.
Result<ElfFile> open_elf(const std::filesystem::path& file, ElfPart part = ElfPart::whole);

}  // namespace mydocker::drivers
