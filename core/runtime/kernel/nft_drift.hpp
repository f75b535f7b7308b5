// The differences between the tables in the kernel and those of nft_table.hpp.
//
// Main entry point: find_drift().
#pragma once

#include <span>
#include <string>

#include "runtime/kernel/nft_session.hpp"

namespace mydocker::kernel {

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
