// The check of a link as the parent of macvlans.
#pragma once

#include <string>

#include "mydocker/sdk.hpp"

namespace macvlan {

// `link` is null if the host has no link of that name. The error says why the link is unsuitable
// and gives a solution.
mydocker::Result<void> check_parent(const std::string& name, const mydocker::LinkFact* link);

}  // namespace macvlan
