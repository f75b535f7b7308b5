// mydocker network ip ls
#include "network/commands.hpp"
#include "network/holder_list.hpp"

namespace mydocker::cli::network {
namespace {

constexpr std::string_view kIpListAliases[] = {"ip list"};

constexpr std::string_view kIpListFilterKeys[] = {
    "container=", "for=", "network=", "state=connected", "state=dead"};

constexpr Option kIpListOptions[] = {
    list_quiet("Print only addresses"),
    kListNoTrunc,
    kListFormat,
    kListNoHeading,
    list_filter("Show only matching addresses; keys: container, for (gateway, reserved, "
                "container), network, state (connected, dead)",
                kIpListFilterKeys),
};

constexpr FilterField kIpListFilters[] = {
    {"container", "Container"}, {"for", "For"}, {"network", "Network"}, {"state", "State"}};

int run_ip_list(CommandContext& context, const Arguments& arguments) {
  return print_holders(context, arguments, {address_list, address_rows, kIpListFilters});
}

}  // namespace

constinit const Command kIpList{
    .group = "network",
    .name = "ip ls",
    .aliases = kIpListAliases,
    .summary = "List used addresses, their containers and their creation times",
    .operands = kHolderListOperands,
    .options = kIpListOptions,
    .example =
        "  mydocker network ip ls web\n"
        "  mydocker network ip ls -f for=container --format '{{.Address}} {{.Container}}'\n",
    .run = run_ip_list,
};

}  // namespace mydocker::cli::network
