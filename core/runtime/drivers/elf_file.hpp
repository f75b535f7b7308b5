// Opens an ELF file for reading. No other code of this module opens an ELF file without loading it.
//
// The file may be hostile and the reader may be root. So a file that is not regular, too large or
// damaged is refused before libelf parses it. This code does not know the content of the file.
#pragma once

#include <gelf.h>

#include <cstdint>
#include <filesystem>
#include <memory>

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
  std::unique_ptr<Elf, CloseElf> elf{};
  GElf_Ehdr header{};
};

// Opens the file. Error: the file cannot be opened, or is not ELF. The message begins with the name
// of the file.
Result<ElfFile> open_elf(const std::filesystem::path& file);

}  // namespace mydocker::drivers
