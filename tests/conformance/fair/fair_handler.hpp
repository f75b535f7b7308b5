// The handler of the mutants' Custom resources: marks, which are files, and queues, which are
// settings of links.
#pragma once

#include "mydocker/sdk.hpp"

namespace fair {

const mydocker::ResourceHandler& mutant_handler();

}  // namespace fair
