// The command table: all groups and commands, and the global options.
#pragma once

#include <span>
#include <string_view>

#include "command.hpp"

namespace mydocker::cli {

std::span<const Group> groups();
std::span<const Option> global_options();

// Find by name or alias; null if not found.
const Group* find_group(std::string_view word);
const Command* find_command(const Group& group, std::string_view word);
const Subgroup* find_subgroup(const Group& group, std::string_view word);

// Synonyms of groups; those of commands are in Group.
std::span<const Synonym> group_synonyms();
std::span<const ProgramWord> program_words();  // help, version

}  // namespace mydocker::cli
