// mydocker network port ls
#include "network/commands.hpp"
#include "network/holder_list.hpp"

namespace mydocker::cli::network {
namespace {

constexpr std::string_view kPortListAliases[] = {"port list"};

constexpr std::string_view kPortListFilterKeys[] = {
    "container=", "host-address=",   "host-port=", "network=",
    "protocol=",  "state=connected", "state=dead"};

constexpr Option kPortListOptions[] = {
    list_quiet("Print only the ports, in the form for network unpublish"),
    kListNoTrunc,
    kListFormat,
    kListNoHeading,
    list_filter(
        "Show only matching ports; keys: container, host-address, host-port, network, protocol, "
        "state (connected, dead)",
        kPortListFilterKeys),
};

constexpr FilterField kPortListFilters[] = {
    {"container", "Container"}, {"host-address", "HostAddress"}, {"host-port", "HostPort"},
    {"network", "Network"},     {"protocol", "Protocol"},        {"state", "State"}};

int run_port_list(CommandContext& context, const Arguments& arguments) {
  return print_holders(context, arguments, {port_list, port_rows, kPortListFilters});
}

}  // namespace

constinit const Command kPortList{
    .group = "network",
    .name = "port ls",
    .aliases = kPortListAliases,
    .summary = "List published ports, their containers and their creation times",
    .operands = kHolderListOperands,
    .options = kPortListOptions,
    .example =
        "  mydocker network port ls web\n"
        "  mydocker network port ls --filter container=c1 --format '{{.HostPort}}'\n",
    .run = run_port_list,
};

}  // namespace mydocker::cli::network
