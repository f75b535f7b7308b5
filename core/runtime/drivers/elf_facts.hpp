// What an ELF file tells about how it was linked, as far as a driver's author should know it.
//
// Does not: judge it (the conformance kit does), or look into the note (note_reader does).
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "mydocker/result.hpp"

namespace mydocker::drivers {

struct ElfFacts {
  std::vector<std::string> exported;      // defined, for everybody; without those two kinds:
  std::vector<std::string> unique;        // one for the whole process (STB_GNU_UNIQUE)
  std::vector<std::string> weak;          // may be replaced by another file's
  std::vector<std::string> undefined;     // must come from elsewhere
  std::vector<std::string> needed;        // DT_NEEDED
  std::vector<std::string> search_paths;  // of DT_RPATH and DT_RUNPATH, split
  std::vector<std::string> versions;      // of symbols that it needs: "GLIBC_2.34"
  bool relro = false;
  bool bind_now = false;
  bool executable_stack = false;  // asked for, or left to the system
  bool text_relocations = false;
  bool debug_info = false;
  bool note_is_loaded = false;  // our note lies in a segment that is loaded with the file
};

// Errors as of open_elf() (elf_file.hpp).
Result<ElfFacts> read_elf_facts(const std::filesystem::path& file);

// Those of `facts.undefined` that none of `facts.needed` has. Loads these libraries. not_found: one
// of them is not installed.
Result<std::vector<std::string>> unresolved_symbols(const ElfFacts& facts);

// The driver's note as it stands in memory, once `file` has been loaded; nothing: there is none.
std::optional<std::string> note_in_memory(const std::filesystem::path& file);

}  // namespace mydocker::drivers
