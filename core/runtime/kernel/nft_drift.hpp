// The differences between the tables in the kernel and those of nft_table.hpp.
//
// Main entry point: find_drift().
#pragma once

#include <span>
#include <string>

#include "runtime/kernel/nft_session.hpp"

namespace mydocker::kernel {

// Returns the first difference between the existing tables and the description, as a text. Empty:
// there is no difference. It compares the number of rules, not their content. A chain that another
// program has created also counts as a difference. An example is a chain from a saved ruleset.
Result<std::string> find_drift(NftSession& nft);
// Does the same for the chains only, without the sets. `chains` are all chains of the host. Also
// returns an empty text if no chain belongs to mydocker.
std::string find_drift(std::span<const NftChain> chains);

// is_restored() returns whether another program has created a chain, for example from a saved
// ruleset. Then all set elements may be old. question_about_first_chain() returns the request whose
// reply is_restored() reads.
NftQuestion question_about_first_chain();
bool is_restored(nlmsghdr& chain);

}  // namespace mydocker::kernel
