#include "command_table.hpp"

#include <algorithm>

#include "completion/commands.hpp"
#include "driver/commands.hpp"
#include "network/commands.hpp"

namespace mydocker::cli {
namespace {

constexpr const Command* kNetworkCommands[] = {
    &network::kCreate,  &network::kList,       &network::kInspect,   &network::kRemove,
    &network::kConnect, &network::kDisconnect, &network::kPrune,     &network::kExists,
    &network::kIpList,  &network::kUpdate,     &network::kApply,     &network::kExport,
    &network::kReload,  &network::kPublish,    &network::kUnpublish, &network::kPortList,
    &network::kVerify,
};

constexpr const Command* kDriverCommands[] = {
    &driver::kList, &driver::kInspect, &driver::kDoctor, &driver::kNew,    &driver::kTest,
    &driver::kDiff, &driver::kInstall, &driver::kRemove, &driver::kEnable, &driver::kDisable,
};

constexpr const Command* kCompletionCommands[] = {
    &completion::kBash,
    &completion::kZsh,
    &completion::kFish,
};

constexpr Group kGroups[] = {
    {.name = "network",
     .summary = "Make networks and connect containers to them",
     .commands = kNetworkCommands,
     .example = "  mydocker network create web\n"
                "  mydocker network connect web c1\n"
                "  mydocker network inspect web\n"},
    {.name = "driver",
     .summary = "See, check, write and install the drivers of networks",
     .commands = kDriverCommands,
     .example = "  mydocker driver ls\n"
                "  mydocker driver inspect bridge\n"
                "  mydocker driver doctor\n"
                "  mydocker driver new lan\n"},
    {.name = "completion",
     .summary = "Make a shell complete the words of mydocker",
     .commands = kCompletionCommands,
     .example = "  . <(mydocker completion bash)\n"},
};

constexpr Option kGlobalOptions[] = {
    {.name = "state-dir",
     .takes = Takes::value,
     .placeholder = "DIR",
     .help = "Where networks are remembered (default /var/lib/mydocker/network)"},
    {.name = "run-dir",
     .takes = Takes::value,
     .placeholder = "DIR",
     .help = "Where endpoints are remembered until reboot (default /run/mydocker/network, or run/ "
             "inside a given --state-dir)"},
    {.name = "driver-dir",
     .takes = Takes::values,
     .placeholder = "DIR",
     .help = "A folder to look for drivers in first"},
    {.name = "config",
     .takes = Takes::value,
     .placeholder = "FILE",
     .help = "The configuration (default /etc/mydocker/network.yaml, if it is there)"},
    {.name = "quiet", .letter = 'q', .help = "Do not say what is being done"},
    {.name = "debug", .help = "Say as well which files are used"},
    {.name = "help", .letter = 'h', .help = "Print this text"},
    {.name = "version", .help = "Print the version"},
};

}  // namespace

std::span<const Group> groups() { return kGroups; }

std::span<const Option> global_options() { return kGlobalOptions; }

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

}  // namespace mydocker::cli
