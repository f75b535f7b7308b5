// Reads single objects of a table of another program.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "runtime/kernel/foreign_verdict.hpp"
#include "runtime/kernel/nft_session.hpp"

namespace mydocker::kernel {

// Returns the elements of a set or verdict map, in the order of the kernel. An empty list: the set
// has no elements or cannot be read. `family` is one of NFPROTO_*.
std::vector<SetElement> read_elements(NftSession& nft, std::uint32_t family,
                                      const std::string& table, const std::string& set);

// Returns whether the table is dormant: its chains get no packets. False if it cannot be read.
bool is_dormant(NftSession& nft, std::uint32_t family, const std::string& table);

}  // namespace mydocker::kernel
