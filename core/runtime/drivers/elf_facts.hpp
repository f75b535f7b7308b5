// Facts about the linking of an ELF file that matter to a driver's author (elf(5)).
//
// This file does not judge the facts (the conformance kit does) or parse the note (note_reader.hpp
// does).
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
  std::vector<std::string> exported;   // defined global symbols, except those of the next two lists
  std::vector<std::string> unique;     // symbols that exist once in a process (STB_GNU_UNIQUE)
  std::vector<std::string> weak;       // symbols that a symbol of another file may replace
  std::vector<std::string> undefined;  // symbols that another file must define
  std::vector<std::string> needed;     // libraries of DT_NEEDED
  std::vector<std::string> search_paths;  // folders of DT_RPATH and DT_RUNPATH, split at ':'
  std::vector<std::string> versions;      // versions of required symbols, for example "GLIBC_2.34"
  bool relro = false;
  bool bind_now = false;
  // Whether the file requests an executable stack, or the system's default is one.
  bool executable_stack = false;
  bool text_relocations = false;
  bool debug_info = false;
  bool note_is_loaded = false;  // whether the driver's note is in a loaded segment
};

// Reads the facts. The errors are those of open_elf() (elf_file.hpp).
Result<ElfFacts> read_elf_facts(const std::filesystem::path& file);

// Returns the symbols of `facts.undefined` that no library of `facts.needed` defines. Loads these
// libraries. Error not_found: a library is not installed.
Result<std::vector<std::string>> unresolved_symbols(const ElfFacts& facts);

// Returns the driver's note in memory after `file` was loaded, or nothing.
std::optional<std::string> note_in_memory(const std::filesystem::path& file);

}  // namespace mydocker::drivers
