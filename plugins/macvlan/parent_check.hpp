// Which links of the host can be the parent of macvlans.
#pragma once

#include <string>

#include "mydocker/sdk.hpp"

namespace macvlan {

// `link` is null if the host has none of that name. An error says why it cannot be one, and what to
// do.
mydocker::Result<void> check_parent(const std::string& name, const mydocker::LinkFact* link);

}  // namespace macvlan
