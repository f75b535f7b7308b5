// The tables "inet mydocker" and "bridge mydocker" as netlink messages.
//
// This file does not change elements. Main entry point: add_everything().
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "runtime/firewall/rule.hpp"
#include "runtime/kernel/kernel.hpp"
#include "runtime/kernel/nft_session.hpp"

namespace mydocker::kernel {

// Returns an object for libnftnl with only the family and name of the table. Messages that read or
// delete the table use it.
NftTable table_named(firewall::Table table, const char* name = firewall::kTableName);

// Returns an object for libnftnl with only the name and table of the chain. Messages that read or
// delete the chain use it.
NftChain chain_named(const firewall::Chain& chain);
// Returns the user data for each chain of mydocker. A chain that nft(8) has saved and restored does
// not have this data. is_restored() (nft_drift.hpp) uses this difference.
std::string chain_data();

// Appends the creation of a table with table_data(). `more`: NLM_F_EXCL if the table must not
// exist.
void add_table(NftBatch& batch, const NftTable& table, const std::string& owner,
               std::uint16_t more = 0);
// Appends the deletion of a table, with everything in it.
void delete_table(NftBatch& batch, const NftTable& table);
// Appends the creation of a chain, without rules.
void add_chain(NftBatch& batch, const firewall::Chain& chain);

// Returns the user data of a table: the comment in the format of nft(8), and the run directory that
// owns the table. If `owner` is empty, the data name no owner. nft(8) does not show the owner.
std::string table_data(const std::string& owner);

// Returns the run directory in the user data of a table. Empty text: the data name no owner.
// Nothing: the table does not belong to mydocker, because its comment is another one.
std::optional<std::string> owner_in(std::string_view data);

// Returns whether a table belongs to the run directory `owner`. State::matches: it does.
// State::foreign: it does not, with what was found instead. `message` is the reply to
// NFT_MSG_GETTABLE.
Observation owner_state(nlmsghdr& message, const std::string& owner);

enum class CreateMode : std::uint8_t {
  fresh,     // the tables must not exist
  complete,  // existing sets and their elements stay; all chains are created again
  replace,   // existing tables are deleted first, with all elements
};
// Appends the creation of both tables with their sets, chains and rules.
void add_everything(NftBatch& batch, CreateMode mode, const std::string& owner);

}  // namespace mydocker::kernel
