// Reads the notes of one owner and type, and the exported symbols, in an ELF file (elf(5)) without
// loading it.
//
// The notes are found through the program headers, like in the loader. Section headers only help to
// explain why a note is missing. The file may be hostile and the reader may be root, so each size
// in the file is checked before its use.
// Does not: know the content of the notes, or check the path (path_trust.hpp does).
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "mydocker/result.hpp"

namespace mydocker::drivers {

// The notes to find.
struct NoteQuery {
  const char* owner;
  std::uint32_t type;
  const char* section;  // where the linker puts it; for messages
};

// The notes that were found, and facts that explain why one is missing.
struct ElfNotes {
  std::uint64_t file_size = 0;
  std::uint64_t needed_size = 0;  // up to the end of the last loaded segment
  std::uint8_t elf_class = 0;     // ELFCLASS64, ...
  std::uint8_t byte_order = 0;
  std::uint16_t machine = 0;          // EM_X86_64, ...
  std::uint16_t type = 0;             // ET_DYN, ...
  std::vector<std::string> contents;  // of each found note
  bool cut_short = false;             // a note is longer than its segment
  bool outside_segments = false;      // no note in a segment, but the section exists
  bool without_code = false;          // a code segment has no bytes in the file
};

// Errors: the file cannot be opened, or is not ELF. They begin with the name of the file.
Result<ElfNotes> read_notes(const std::filesystem::path& file, const NoteQuery& query);

// Returns "x86_64", "aarch64" and so on, or "machine 4660" for an unknown number.
std::string machine_name(std::uint16_t machine);

// The exported symbols of one file.
struct ElfExports {
  std::size_t count = 0;
  std::vector<std::string> names;  // only the first few
};

// Errors are those of open_elf() (elf_file.hpp).
Result<ElfExports> read_exports(const std::filesystem::path& file);

}  // namespace mydocker::drivers
