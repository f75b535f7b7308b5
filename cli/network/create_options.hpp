// The options of `network create`. `network update` refuses most of them, with a hint.
#pragma once

#include "command.hpp"

namespace mydocker::cli::network {

inline constexpr std::string_view kScopes[] = {"local"};

inline constexpr std::string_view kNoSwarm =
    "swarm mode is not supported, so there is no routing mesh";
inline constexpr std::string_view kNoTemplates = "configuration-only networks are not supported";
inline constexpr std::string_view kUseFile =
    "keep definitions in a file: mydocker network export, mydocker network apply -f FILE";
inline constexpr std::string_view kNoDns = "mydocker runs no DNS server";

inline constexpr Option kCreateOptions[] = {
    {.name = "driver",
     .letter = 'd',
     .takes = Takes::value,
     .placeholder = "DRIVER",
     .help = "Driver of the network (default bridge); see mydocker driver ls"},
    {.name = "subnet",
     .takes = Takes::values,
     .placeholder = "PREFIX",
     .help = "Subnet, such as 10.9.0.0/24 (default: the next free one of the address pools)"},
    {.name = "gateway",
     .takes = Takes::values,
     .placeholder = "ADDRESS",
     .help = "Gateway of the containers: the address of the bridge (default: the first of the "
             "subnet that is not reserved); with macvlan the router of the LAN"},
    {.name = "ip-range",
     .takes = Takes::values,
     .placeholder = "RANGE",
     .help = "Choose addresses only from this part of the subnet: a prefix or FIRST-LAST"},
    {.name = "aux-address",
     .takes = Takes::values,
     .placeholder = "[NAME=]ADDRESS",
     .help = "Address that is never assigned to a container"},
    {.name = "ipv6",
     .takes = Takes::flag,
     .help = "Enable IPv6 (default: if an IPv6 --subnet is given)"},
    {.name = "ipv4", .takes = Takes::flag, .help = "Enable IPv4 (default: yes)"},
    {.name = "reserve",
     .takes = Takes::values,
     .placeholder = "CONTAINER=ADDRESS",
     .help = "Reserve an address for this container"},
    {.name = "route",
     .takes = Takes::values,
     .placeholder = "PREFIX,GATEWAY[,METRIC]",
     .help = "Add a route to each container; GATEWAY is an address, blackhole, unreachable or "
             "prohibit"},
    {.name = "ipam-driver",
     .takes = Takes::value,
     .placeholder = "NAME",
     .help = "default; static (containers get only the addresses of connect --ip); none (no "
             "subnets); or a driver with the capability \"ipam\""},
    {.name = "ipam-opt",
     .takes = Takes::values,
     .placeholder = "KEY=VALUE",
     .help = "Option of the IPAM driver; see mydocker driver inspect NAME"},
    {.name = "opt",
     .letter = 'o',
     .takes = Takes::values,
     .placeholder = "KEY=VALUE",
     .help = "Driver option; see mydocker driver inspect NAME"},
    {.name = "label", .takes = Takes::values, .placeholder = "KEY[=VALUE]", .help = "Add a label"},
    {.name = "internal", .help = "No access to outside networks"},
    {.name = "interface-name",
     .takes = Takes::value,
     .placeholder = "NAME",
     .help = "Name of the interface on the host: the bridge of a bridge network, the parent of a "
             "macvlan network"},
    {.name = "ignore", .help = "If the network exists already, print its id and change nothing"},
    {.name = "attachable", .takes = Takes::flag, .help = "Accepted for compatibility; no effect"},
    {.name = "scope",
     .takes = Takes::value,
     .placeholder = "SCOPE",
     .help = "Accepted for compatibility; only local is supported",
     .values = kScopes},
    {.name = "dry-run", .help = "Change nothing; print a script that does the same"},
    kVerbose,
    refused_option("ingress", Takes::flag, kNoSwarm, "publish ports with connect -p"),
    refused_option("config-only", Takes::flag, kNoTemplates, kUseFile),
    refused_option("config-from", Takes::value, kNoTemplates, kUseFile),
    refused_option("dns", Takes::values, kNoDns,
                   "write the servers into the container's resolv.conf"),
    refused_option("disable-dns", Takes::flag, kNoDns,
                   "omit the option: there is no DNS server to disable"),
};

}  // namespace mydocker::cli::network
