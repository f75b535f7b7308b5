// Reads the notes of one owner and type, and the exported symbols, in an ELF file (elf(5)) without
// loading it.
//
// The notes are found through the program headers, as the loader does. Section headers only help to
// explain why a note is missing. The file may be hostile and the reader may be root. So each size
// in the file is checked before its use. This code does not know the content of the notes. It does
// not check the path (path_trust.hpp does).
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
  const char* section;  // section that the linker uses for the note; for messages
};

// The notes that were found, and facts that explain why a note is missing.
struct ElfNotes {
  std::uint64_t file_size = 0;
  std::uint64_t needed_size = 0;  // size of the file up to the end of the last loaded segment
  std::uint8_t elf_class = 0;     // class of the file, for example ELFCLASS64
  std::uint8_t byte_order = 0;
  std::uint16_t machine = 0;          // processor, for example EM_X86_64
  std::uint16_t type = 0;             // type of the file, for example ET_DYN
  std::vector<std::string> contents;  // content of each note
  bool cut_short = false;             // whether a note is longer than its segment
  bool outside_segments = false;      // whether no segment has a note, although the section exists
  bool without_code = false;          // whether a code segment has no bytes in the file
};

// Reads the notes. Error: the file cannot be opened, or is not ELF. The message begins with the
// name of the file.
Result<ElfNotes> read_notes(const std::filesystem::path& file, const NoteQuery& query);

// Returns "x86_64", "aarch64" and so on, or "machine 4660" for an unknown number.
std::string machine_name(std::uint16_t machine);

// The exported symbols of one file.
struct ElfExports {
  std::size_t count = 0;
  std::vector<std::string> names;  // only the first few names
};

// Reads the exported symbols. The errors are those of open_elf() (elf_file.hpp).
Result<ElfExports> read_exports(const std::filesystem::path& file);

}  // namespace mydocker::drivers
