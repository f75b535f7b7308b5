// The leases of the mutants whose manifest has the capability "ipam".
#pragma once

#include "mydocker/sdk.hpp"

namespace fair {

const mydocker::IpamHandler& mutant_leases();

}  // namespace fair
