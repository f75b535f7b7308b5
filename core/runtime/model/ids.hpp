// The ids of networks and endpoints: 64 hex digits, computed from their names.
//
// Ids are not random. So a dry run shows the same bridge, links and MACs as the real run. Planning
// twice gives the same plan. With the serial, a recreated network of the same name gets a new id.
// An id is not a secret.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "mydocker/net_types.hpp"

namespace mydocker::model {

// Returns an SHA-256 of all arguments. Each is hashed with its length, so that no two lists of
// arguments look the same. `machine` (machine-id(5)) and `state_dir` (the folder of the stored
// network) make ids of different hosts different. `serial` is the number of networks that were
// created in the folder before.
std::string network_id(std::string_view machine, std::string_view state_dir, std::int64_t serial,
                       std::string_view name);
std::string endpoint_id(std::string_view network_id, std::string_view container,
                        std::string_view link_name);

// Returns the machine's prefix of unique local addresses, fdXX:XXXX:XXXX::/48 (RFC 4193 3.2.2). The
// 40 bits of the global id come from the machine's id. So the prefix never changes, and a dry run
// shows the same subnet as the real run.
IpPrefix unique_local_prefix(std::string_view machine);

// Returns the first 12 digits.
std::string short_id(std::string_view id);

}  // namespace mydocker::model
