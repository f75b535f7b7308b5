// The tables "inet mydocker" and "bridge mydocker" of the module firewall as netlink messages.
//
// Does not: touch elements.
#pragma once

#include <string>

#include "runtime/firewall/set.hpp"
#include "runtime/kernel/nft_handles.hpp"
#include "runtime/kernel/nft_session.hpp"

namespace mydocker::kernel {

// A table's identity, for messages that ask for it or delete it.
NftTable table_named(firewall::Table table);

// Appends the deletion of a table, with everything in it.
void delete_table(NftBatch& batch, firewall::Table table);

// The tables' comment as nft(8) keeps it: one entry of user data.
std::string comment_entry();

enum class CreateMode : std::uint8_t {
  fresh,     // the tables must not exist
  complete,  // existing sets stay, with their elements; all rules are written again
  replace,   // existing tables are deleted first, with all elements
};
// Appends the creation of both tables with their sets, chains and rules.
void add_everything(NftBatch& batch, CreateMode mode);

// What the tables that are there lack, or have too much; empty: nothing. Counts rules, does not
// read them.
Result<std::string> find_drift(NftSession& nft);

}  // namespace mydocker::kernel
