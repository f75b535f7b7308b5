// The keys of runtime.db, which is one ordered map (ordered_map.hpp), and the plans beside it.
//
//   world                    which host it is about (host_identity.hpp)
//   last                     the id of the last row of the journal: none is given twice, as the
//                            byte of an old one may still be locked
//   unfinished               the ids of the rows that are not active, in slots (unfinished.hpp)
//   last completed           the command and the row of the change that was completed last
//   owner OWNER              the id of the owner's row
//   work ID                  the row: phase, kind, owner, network, command
//   work ID endpoint         the endpoint's record; of a part, with the part's ports alone
//   work ID definition       of a part of a network: what the definition has to be in the end
//   work ID facts            what the driver was told of the host, as a document
//   work ID holds IDENTITY   a shared thing that it needs
//   shared IDENTITY ID       the thing's value before the first of its holders changed it
//   taken NETWORK KEY        the id of the row that has this address, MAC or container name
//   inside COOKIE ID         an endpoint in that namespace
//   port PROTOCOL PORT ADDR  the id of the row that has this port of the host; ADDR: every address
//                            of a family is its zero
//   last port                the port that was chosen last
//   cursor NETWORK SUBNET    the address that was chosen last
//   network ID               the copy of a network's definition
//   named NAME               the id of the network of which there is a copy
//
// What belongs to one row stands together, so that it is on one page.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "mydocker/net_types.hpp"
#include "runtime/model/host_port.hpp"

namespace mydocker::store {

// Each part ended by a zero byte, so that one is never the beginning of another.
std::string key_of(std::initializer_list<std::string_view> parts);
// What follows every key that begins with `start`, a result of key_of.
std::string end_of(std::string start);

// Of one width, so that their order is that of the numbers.
std::string digits_of(std::uint64_t number);
std::string entry_key(std::int64_t entry_id);
std::int64_t entry_id_from(std::string_view digits);  // 0: that is none
std::string endpoint_key(std::int64_t entry_id);
std::string definition_key(std::int64_t entry_id);
std::string facts_key(std::int64_t entry_id);

// NETWORK's address, MAC, container: `taken` keys. Addresses are in their order.
std::string taken_key(std::string_view network_id, const IpAddress& address);
std::string taken_key(std::string_view network_id, const MacAddress& mac);
std::string taken_key(std::string_view network_id, std::string_view container);
// A port of the host. Those of one family and number stand together, every address first.
std::string port_key(const model::HostPort& port);
// The beginning of those of all containers.
std::string containers_key(std::string_view network_id);

}  // namespace mydocker::store
