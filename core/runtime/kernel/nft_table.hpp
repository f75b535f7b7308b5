// The table "inet mydocker": its sets, chains and rules, which never change, as messages.
//
// base/firewall_text.hpp has the same for people. Does not: touch elements.
#pragma once

#include <string>

#include "runtime/kernel/nft_handles.hpp"
#include "runtime/kernel/nft_session.hpp"

namespace mydocker::kernel {

// The table's identity, for messages that ask for it or delete it.
NftTable our_table();

// The table's comment as nft(8) keeps it: one entry of user data.
std::string comment_entry();

// nothing: the table must not be there. remains: what is there of it is kept, with the elements of
// its sets; its rules are written anew.
enum class Onto : std::uint8_t { nothing, remains };
void add_everything(NftBatch& batch, Onto onto);

// What the table that is there lacks, or has too much; empty: nothing. Counts rules, does not read
// them.
Result<std::string> difference_in(NftSession& nft);

}  // namespace mydocker::kernel
