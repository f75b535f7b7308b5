// The tables "inet mydocker" and "bridge mydocker" as netlink messages.
//
// This file does not change elements. Main entry point: add_everything().
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "runtime/firewall/set.hpp"
#include "runtime/kernel/nft_session.hpp"

namespace mydocker::kernel {

// The identity of a table, for messages that read or delete it.
NftTable table_named(firewall::Table table);

// Appends the deletion of a table, with everything in it.
void delete_table(NftBatch& batch, firewall::Table table);

// The user data of a table: the comment in the format of nft(8), and the run directory that owns it
// (empty: none is named). nft(8) does not show the owner.
std::string table_data(const std::string& owner);

// Returns the owner in the user data of a table. Nothing: the table has another comment.
std::optional<std::string> owner_in(std::string_view data);

enum class CreateMode : std::uint8_t {
  fresh,     // the tables must not exist
  complete,  // existing sets stay, with their elements; all chains are made again
  replace,   // existing tables are deleted first, with all elements
};
// Appends the creation of both tables with their sets, chains and rules.
void add_everything(NftBatch& batch, CreateMode mode, const std::string& owner);

// Returns the first difference of the existing tables as a text; empty: there is none.
// It compares the number of rules, not their content. Chains that another program made differ too,
// for example those of a saved ruleset.
Result<std::string> find_drift(NftSession& nft);
// The same for the chains alone. `chains` are all chains of the host. Empty also if there is no
// chain of mydocker.
std::string find_drift(std::span<const NftChain> chains);

// One chain of the tables, and whether another program made it. Then all elements may be old.
NftQuestion question_about_first_chain();
bool is_restored(nlmsghdr& chain);

}  // namespace mydocker::kernel
