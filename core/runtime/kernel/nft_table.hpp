// The tables "inet mydocker" and "bridge mydocker" as netlink messages.
//
// This file does not change elements. Main entry point: add_everything().
#pragma once

#include <string>

#include "runtime/firewall/set.hpp"
#include "runtime/kernel/nft_handles.hpp"
#include "runtime/kernel/nft_session.hpp"

namespace mydocker::kernel {

// The identity of a table, for messages that read or delete it.
NftTable table_named(firewall::Table table);

// Appends the deletion of a table, with everything in it.
void delete_table(NftBatch& batch, firewall::Table table);

// The tables' comment in the format of nft(8): one entry of user data.
std::string comment_entry();

enum class CreateMode : std::uint8_t {
  fresh,     // the tables must not exist
  complete,  // existing sets stay, with their elements; all rules are written again
  replace,   // existing tables are deleted first, with all elements
};
// Appends the creation of both tables with their sets, chains and rules.
void add_everything(NftBatch& batch, CreateMode mode);

// Returns the first difference of the existing tables as a text; empty: there is none.
// It compares the number of rules, not their content.
Result<std::string> find_drift(NftSession& nft);

}  // namespace mydocker::kernel
