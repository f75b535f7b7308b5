#include "command.hpp"

#include <algorithm>

#include "commands.hpp"
#include "synonyms.hpp"

namespace mydocker::cli {
namespace {

constexpr const Command* kNetworkCommands[] = {
    &network::kCreate,  &network::kList,       &network::kInspect,   &network::kRemove,
    &network::kConnect, &network::kDisconnect, &network::kPrune,     &network::kExists,
    &network::kIpList,  &network::kUpdate,     &network::kApply,     &network::kExport,
    &network::kReload,  &network::kPublish,    &network::kUnpublish, &network::kPortList,
    &network::kVerify,  &network::kGc,         &network::kProtect,
};

constexpr const Command* kDriverCommands[] = {
    &driver::kList,   &driver::kInspect, &driver::kDoctor,  &driver::kNew,
    &driver::kTest,   &driver::kDiff,    &driver::kPlan,    &driver::kInstall,
    &driver::kRemove, &driver::kEnable,  &driver::kDisable,
};

constexpr const Command* kCompletionCommands[] = {
    &completion::kBash,
    &completion::kZsh,
    &completion::kFish,
};

constexpr Subgroup kNetworkSubgroups[] = {
    {.name = "ip", .summary = "Show used addresses and their containers"},
    {.name = "port", .summary = "Show the published ports of containers"},
};

constexpr Group kGroups[] = {
    {.name = "network",
     .summary = "Create networks and connect containers to them",
     .commands = kNetworkCommands,
     .example = "  mydocker network create web\n"
                "  mydocker network connect web c1\n"
                "  mydocker network inspect web\n",
     .subgroups = kNetworkSubgroups,
     .synonyms = kNetworkSynonyms},
    {.name = "driver",
     .summary = "List, check, write and install network drivers",
     .commands = kDriverCommands,
     .example = "  mydocker driver ls\n"
                "  mydocker driver inspect bridge\n"
                "  mydocker driver doctor\n"
                "  mydocker driver new lan\n",
     .synonyms = kDriverSynonyms},
    {.name = "completion",
     .summary = "Generate shell completion scripts",
     .commands = kCompletionCommands,
     .example = "  . <(mydocker completion bash)\n",
     .synonyms = kCompletionSynonyms},
};

constexpr Option kGlobalOptions[] = {
    {.name = "state-dir",
     .takes = Takes::value,
     .placeholder = "DIR",
     .help = "Directory for network definitions (default /var/lib/mydocker/network)"},
    {.name = "run-dir",
     .takes = Takes::value,
     .placeholder = "DIR",
     .help = "Directory for endpoints, which exist until a reboot (default /run/mydocker/network, "
             "or run/ in the directory of --state-dir)"},
    {.name = "driver-dir",
     .takes = Takes::values,
     .placeholder = "DIR",
     .help = "Search this directory for drivers first"},
    {.name = "config",
     .takes = Takes::value,
     .placeholder = "FILE",
     .help = "Configuration file (default /etc/mydocker/network.yaml, if it exists)"},
    {.name = "quiet", .letter = 'q', .help = "Print no progress"},
    {.name = "debug", .help = "Print debug messages, also which files are used"},
    {.name = "help", .letter = 'h', .help = "Print this help"},
    {.name = "version", .letter = 'v', .help = "Print the version"},
};

constexpr ProgramWord kProgramWords[] = {
    {.name = "help", .placeholder = "[COMMAND...]", .summary = "Print the help of a command"},
    {.name = "version", .placeholder = "", .summary = "Print the version"},
};

}  // namespace

std::span<const Group> groups() { return kGroups; }

std::span<const Option> global_options() { return kGlobalOptions; }

std::span<const Synonym> group_synonyms() { return kGroupSynonyms; }

std::span<const ProgramWord> program_words() { return kProgramWords; }

const Group* find_group(std::string_view word) {
  const auto* found = std::ranges::find(kGroups, word, &Group::name);
  return found == std::end(kGroups) ? nullptr : found;
}

const Command* find_command(const Group& group, std::string_view word) {
  for (const Command* command : group.commands)
    if (command->name == word ||
        std::ranges::find(command->aliases, word) != command->aliases.end())
      return command;
  return nullptr;
}

const Subgroup* find_subgroup(const Group& group, std::string_view word) {
  const auto found = std::ranges::find(group.subgroups, word, &Subgroup::name);
  return found == group.subgroups.end() ? nullptr : &*found;
}

}  // namespace mydocker::cli
