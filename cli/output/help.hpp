// The help texts and the man pages, from the command table.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "command.hpp"

namespace mydocker::cli {

inline constexpr std::string_view kProgramSummary =
    "Docker-style networks for containers, pods and network namespaces, without a daemon";

// The usage line: "mydocker network create [OPTIONS] NETWORK".
std::string usage_of(const Command& command);

std::string help_text();
std::string help_text(const Group& group);
std::string help_text(const Group& group, const Subgroup& subgroup);
std::string help_text(const Command& command);

// The man pages of section 1, from the command table. They use the macros of man(7).

// One man page: its file name and its roff text.
struct ManPage {
  std::string file;  // "mydocker-network-create.1"
  std::string text;
};

// One page for the program, one for each group, one for each command.
std::vector<ManPage> man_pages(std::string_view version);

// Writes the pages into an existing folder. Prints an error and returns false if a file cannot be
// written.
bool write_man_pages(const std::string& folder, std::string_view version);

}  // namespace mydocker::cli
