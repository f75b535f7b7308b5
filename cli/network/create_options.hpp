// The options of `network create`. `network update` refuses most of them, with a hint.
#pragma once

#include "command.hpp"

namespace mydocker::cli::network {

inline constexpr std::string_view kScopes[] = {"local"};

inline constexpr std::string_view kNoSwarm = "there is no swarm here, and so no routing mesh";
inline constexpr std::string_view kNoTemplates =
    "there are no networks that only hold a configuration";
inline constexpr std::string_view kUseFile =
    "keep definitions in a file: mydocker network export, mydocker network apply -f FILE";
inline constexpr std::string_view kNoDns = "mydocker runs no DNS server";

inline constexpr Option kCreateOptions[] = {
    {.name = "driver",
     .letter = 'd',
     .takes = Takes::value,
     .placeholder = "DRIVER",
     .help = "Kind of network (default bridge); see mydocker driver ls"},
    {.name = "subnet",
     .takes = Takes::values,
     .placeholder = "PREFIX",
     .help = "Where its addresses come from, as 10.9.0.0/24 (default: the next free one)"},
    {.name = "gateway",
     .takes = Takes::values,
     .placeholder = "ADDRESS",
     .help = "Where containers send what is for others: the network's own address in its subnet "
             "(default: the first one), on a LAN that of its router"},
    {.name = "ip-range",
     .takes = Takes::values,
     .placeholder = "RANGE",
     .help = "Part of the subnet that addresses are chosen from: a prefix or FIRST-LAST"},
    {.name = "aux-address",
     .takes = Takes::values,
     .placeholder = "NAME=ADDRESS",
     .help = "An address that is never given to a container"},
    {.name = "ipv6",
     .takes = Takes::flag,
     .help = "Addresses of IPv6 (default: if a --subnet of it is named)"},
    {.name = "ipv4", .takes = Takes::flag, .help = "Addresses of IPv4 (default: yes)"},
    {.name = "reserve",
     .takes = Takes::values,
     .placeholder = "CONTAINER=ADDRESS",
     .help = "An address for this container only, whenever it is connected"},
    {.name = "route",
     .takes = Takes::values,
     .placeholder = "PREFIX,GATEWAY[,METRIC]",
     .help = "A route for every container; GATEWAY an address, or blackhole, unreachable or "
             "prohibit"},
    {.name = "ipam-driver",
     .takes = Takes::value,
     .placeholder = "NAME",
     .help = "default, or none: containers get only the addresses that connect --ip names"},
    {.name = "opt",
     .letter = 'o',
     .takes = Takes::values,
     .placeholder = "KEY=VALUE",
     .help = "An option of the driver; see mydocker driver inspect NAME"},
    {.name = "label",
     .takes = Takes::values,
     .placeholder = "KEY[=VALUE]",
     .help = "A note to keep with the network"},
    {.name = "internal", .help = "Its containers shall not reach the outside"},
    {.name = "interface-name",
     .takes = Takes::value,
     .placeholder = "NAME",
     .help = "Name of the network's device on the host; the same as -o bridge-name=NAME"},
    {.name = "ignore",
     .help = "If there is a network of that name, print its id and change nothing"},
    {.name = "attachable",
     .takes = Takes::flag,
     .help = "Taken and without effect: containers can be connected to every network"},
    {.name = "scope",
     .takes = Takes::value,
     .placeholder = "SCOPE",
     .help = "local, which every network here is",
     .values = kScopes},
    {.name = "dry-run", .help = "Change nothing; print a script that does the same"},
    refused_option("ingress", Takes::flag, kNoSwarm, "publish ports with connect -p"),
    refused_option("config-only", Takes::flag, kNoTemplates, kUseFile),
    refused_option("config-from", Takes::value, kNoTemplates, kUseFile),
    refused_option("dns", Takes::values, kNoDns,
                   "write the servers into the container's resolv.conf"),
    refused_option("disable-dns", Takes::flag, kNoDns,
                   "leave it out: there is nothing to turn off"),
    refused_option("ipam-opt", Takes::values,
                   "addresses are given by mydocker itself, which has no such options",
                   "see --subnet, --ip-range, --aux-address, --reserve and --ipam-driver"),
};

}  // namespace mydocker::cli::network
