// The man pages of section 1, from the command table. The pages use the macros of man(7).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace mydocker::cli {

// One man page: its file name and its roff text.
struct ManPage {
  std::string file;  // "mydocker-network-create.1"
  std::string text;
};

// Returns one page for the program, one for each group, and one for each command.
std::vector<ManPage> man_pages(std::string_view version);

// Writes the pages into an existing folder. Prints an error and returns false if a file cannot be
// written.
bool write_man_pages(const std::string& folder, std::string_view version);

}  // namespace mydocker::cli
