// Reads the exported symbols of a shared object without loading it.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "mydocker/result.hpp"

namespace mydocker::drivers {

// The exported symbols of one file.
struct ElfExports {
  std::size_t count = 0;
  std::vector<std::string> names;  // only the first few
};

// Errors are those of open_elf() (elf_file.hpp).
Result<ElfExports> read_exports(const std::filesystem::path& file);

}  // namespace mydocker::drivers
