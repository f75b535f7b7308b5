// The differences between the tables in the kernel and those of nft_table.hpp.
//
// Main entry point: find_drift().
#pragma once

#include <span>
#include <string>

#include "runtime/kernel/nft_session.hpp"

namespace mydocker::kernel {

// Returns the first difference of the existing tables as a text; empty: there is none. It compares
// the number of rules, not their content. Chains that another program has created also count as a
// difference, for example those of a saved ruleset.
Result<std::string> find_drift(NftSession& nft);
// Does the same for the chains alone. `chains` are all chains of the host. Also returns an empty
// text if there is no chain of mydocker.
std::string find_drift(std::span<const NftChain> chains);

// Returns the request for one chain of the tables. Its reply says whether another program has
// created it. In this case all elements may be old.
NftQuestion question_about_first_chain();
bool is_restored(nlmsghdr& chain);

}  // namespace mydocker::kernel
