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

// The tables' comment as nft(8) keeps it: one entry of user data.
std::string comment_entry();

// nothing: the tables must not be there. remains: what is there of them is kept, with the elements
// of their sets; their rules are written anew.
enum class CreateMode : std::uint8_t { fresh, complete };
void add_everything(NftBatch& batch, CreateMode mode);

// What the tables that are there lack, or have too much; empty: nothing. Counts rules, does not
// read them.
Result<std::string> find_drift(NftSession& nft);

}  // namespace mydocker::kernel
