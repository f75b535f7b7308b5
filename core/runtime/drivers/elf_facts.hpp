// Facts about the linking of an ELF file that matter to a driver's author (elf(5)).
//
// Does not: judge them (the conformance kit does) or parse the note (note_reader.hpp does).
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "mydocker/result.hpp"

namespace mydocker::drivers {

// The relevant content of the ELF headers and symbol tables of one file.
struct ElfFacts {
  std::vector<std::string> exported;      // defined and global; without the next two kinds
  std::vector<std::string> unique;        // one per process (STB_GNU_UNIQUE)
  std::vector<std::string> weak;          // a symbol of another file may replace it
  std::vector<std::string> undefined;     // must be defined elsewhere
  std::vector<std::string> needed;        // DT_NEEDED
  std::vector<std::string> search_paths;  // of DT_RPATH and DT_RUNPATH, split at ':'
  std::vector<std::string> versions;      // of required symbols, for example "GLIBC_2.34"
  bool relro = false;
  bool bind_now = false;
  bool executable_stack = false;  // requested, or the system's default
  bool text_relocations = false;
  bool debug_info = false;
  bool note_is_loaded = false;  // the driver's note is in a loaded segment
};

// Errors are those of open_elf() (elf_file.hpp).
Result<ElfFacts> read_elf_facts(const std::filesystem::path& file);

// Returns the symbols of `facts.undefined` that no library of `facts.needed` defines. Loads these
// libraries. not_found: a library is not installed.
Result<std::vector<std::string>> unresolved_symbols(const ElfFacts& facts);

// Returns the driver's note in memory after `file` was loaded, or nothing.
std::optional<std::string> note_in_memory(const std::filesystem::path& file);

}  // namespace mydocker::drivers
