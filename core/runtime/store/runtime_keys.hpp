// The keys of runtime.db. Its map (ordered_map.hpp) has all data except the plans. In this list,
// "entry" means a journal entry.
//
//   host                     the host that the file belongs to (host_identity.hpp)
//   last                     the last id of a journal entry; ids are not reused, because the
//                            byte of an old one may still be locked
//   unfinished               the ids of entries that are not active, in slots (record.hpp)
//   last completed SLOT      the command and the entry of a completed change
//   owner OWNER              the id of the owner's entry
//   work ID                  the entry: phase, kind, owner, network, command
//   work ID endpoint         the endpoint; in a change, the endpoint with the change's ports only
//   work ID definition       until the entry is complete: the definition of a new network, the
//                            new one of an update, or the old one of a network that is recreated
//   work ID facts            the host facts that the driver received, as a document
//   work ID holds IDENTITY   a shared resource that the entry needs
//   shared IDENTITY ID       the value of the resource before the first holder changed it
//   lease NETWORK KEY        the id of the entry that has this address, MAC or container name
//   inside COOKIE ID         an endpoint in that namespace
//   port PROTOCOL PORT ADDR  the id of the entry that has this port of the host; a zero ADDR
//                            means every address of the family
//   last port                the last chosen port
//   cursor NETWORK SUBNET    the last chosen address
//   network ID               the copy of a network's definition
//   named NAME               the id of a network that has a copy
//
// All keys of one entry are adjacent, so that they are on the same page.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "mydocker/net_types.hpp"
#include "runtime/model/host_port.hpp"

namespace mydocker::store {

// Joins the parts. Each part gets a zero byte at its end, so a part is never a prefix of another
// part.
std::string key_of(std::initializer_list<std::string_view> parts);
// Returns the end of the range of keys that begin with `start`, a result of key_of.
std::string end_of(std::string start);

// Returns 16 hex digits, so that the byte order is the order of the numbers.
std::string digits_of(std::uint64_t number);
std::string entry_key(std::int64_t entry_id);
std::int64_t entry_id_from(std::string_view digits);  // 0: the digits are not an id
std::string endpoint_key(std::int64_t entry_id);
std::string definition_key(std::int64_t entry_id);
std::string facts_key(std::int64_t entry_id);

// These functions return `lease` keys of a network. Keys of addresses have the order of the
// addresses.
std::string lease_key(std::string_view network_id, const IpAddress& address);
std::string lease_key(std::string_view network_id, const MacAddress& mac);
std::string lease_key(std::string_view network_id, std::string_view container);
// Returns the key of a port of the host. Keys with the same family and number are adjacent. The key
// for every address is the first of them.
std::string port_key(const model::HostPort& port);
// Returns the common prefix of the keys of all containers.
std::string containers_key(std::string_view network_id);

// --- addresses as keys of the database. Keys of one family have the same length, so their byte
// order is the address order.

// Returns the byte 4 or 6, then the address in network byte order.
std::string address_key(const IpAddress& address);
// Returns the key of the prefix's address, then the prefix length.
std::string prefix_key(const IpPrefix& prefix);
// Returns the address, or nothing if the bytes are not a valid key.
std::optional<IpAddress> address_from_key(std::string_view key);

}  // namespace mydocker::store
