// The ids of networks and endpoints: 64 hex digits that follow from what they identify.
//
// They are computed and not drawn, so that a dry run names the very bridge, links and MACs that the
// real run will make, and so that planning twice gives the same plan. The serial keeps a network
// that is made again under its old name from getting its old id. Does not: hide anything; an id is
// no secret.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "mydocker/net_types.hpp"

namespace mydocker::model {

// SHA-256 over the fields, each with its length before it, so that no two lists of fields give the
// same bytes. `machine` and `state_dir` (machine-id(5), and where the network is remembered) set
// apart the networks of different hosts; `serial`: how many networks were made there before.
std::string network_id(std::string_view machine, std::string_view state_dir, std::int64_t serial,
                       std::string_view name);
std::string endpoint_id(std::string_view network_id, std::string_view container,
                        std::string_view link_name);

// The machine's own prefix of unique local addresses, fdXX:XXXX:XXXX::/48 (RFC 4193 3.2.2). The 40
// bits of the global id are taken from the machine's id and not drawn, so that a machine keeps its
// prefix, and a dry run names the subnet that the real run will take.
IpPrefix unique_local_prefix(std::string_view machine);

// The first 12 digits, for people.
std::string short_id(std::string_view id);

}  // namespace mydocker::model
