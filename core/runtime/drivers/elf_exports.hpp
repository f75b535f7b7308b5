// The symbols that a shared object shows to whoever loads it, read without loading it.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "mydocker/result.hpp"

namespace mydocker::drivers {

struct ElfExports {
  std::size_t count = 0;
  std::vector<std::string> names;  // the first few of them
};

// Errors as of open_elf().
Result<ElfExports> read_exports(const std::filesystem::path& file);

}  // namespace mydocker::drivers
