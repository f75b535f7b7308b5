// The rules of our tables, which never change; base/firewall_text.hpp has them for people.
#pragma once

#include <vector>

#include "runtime/kernel/nft_rule.hpp"

namespace mydocker::kernel {

// In order within each chain.
std::vector<NftRule> all_rules();

}  // namespace mydocker::kernel
