// The manual pages of section 1, out of the command table (man(7) macros).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace mydocker::cli {

struct ManPage {
  std::string file;  // "mydocker-network-create.1"
  std::string text;
};

// One for the program, one for each group, one for each command.
std::vector<ManPage> man_pages(std::string_view version);

// Writes them into the folder, which is there. What cannot be written is said as an error.
bool write_man_pages(const std::string& folder, std::string_view version);

}  // namespace mydocker::cli
