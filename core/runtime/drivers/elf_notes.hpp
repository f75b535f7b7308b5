// The notes of one owner and type in an ELF file, read without loading it.
//
// Notes are looked for where the loader finds them, through the program headers; the section
// headers serve only to explain their absence. Reads hostile files as root: every size that the
// file claims is bounded before it is believed.
// Does not: know what is inside the notes, or trust the path (path_trust does).
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "mydocker/result.hpp"

namespace mydocker::drivers {

struct NoteQuery {
  const char* owner;
  std::uint32_t type;
  const char* section;  // where the linker puts it, for the diagnosis
};

struct ElfNotes {
  std::uint64_t file_size = 0;
  std::uint64_t needed_size = 0;  // up to the end of the last segment that is loaded
  std::uint8_t elf_class = 0;     // ELFCLASS64, ...
  std::uint8_t byte_order = 0;
  std::uint16_t machine = 0;          // EM_X86_64, ...
  std::uint16_t type = 0;             // ET_DYN, ...
  std::vector<std::string> contents;  // of each note that was found
  bool cut_short = false;             // a note claims more bytes than its segment has
  bool outside_segments = false;      // none in a segment, though the section is there
  bool without_code = false;          // its code has a place, and is not in the file
};

// Errors: the file cannot be opened, or is not ELF; they start with the file's name.
Result<ElfNotes> read_notes(const std::filesystem::path& file, const NoteQuery& query);

// "x86_64", "aarch64", ...; "machine 4660" for one without a name here.
std::string machine_name(std::uint16_t machine);

}  // namespace mydocker::drivers
