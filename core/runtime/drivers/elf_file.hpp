// An ELF file, open for reading; the only way in which this module opens one without loading it.
//
// Reads hostile files as root: what is no regular file, too large or damaged is refused before the
// library believes a word of it. Does not: know what is in the file.
#pragma once

#include <gelf.h>

#include <cstdint>
#include <filesystem>
#include <memory>

#include "mydocker/result.hpp"
#include "runtime/base/unique_fd.hpp"

namespace mydocker::drivers {

struct CloseElf {
  void operator()(Elf* elf) const noexcept { elf_end(elf); }
};

struct ElfFile {
  base::UniqueFd fd;
  std::uint64_t size = 0;  // in bytes
  std::unique_ptr<Elf, CloseElf> elf{};
  GElf_Ehdr header{};
};

// Errors: the file cannot be opened, or is not ELF; they start with the file's name.
Result<ElfFile> open_elf(const std::filesystem::path& file);

}  // namespace mydocker::drivers
