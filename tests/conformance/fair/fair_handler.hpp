// The mutants' Custom resources: marks, which are files, and queues, which the kernel knows.
#pragma once

#include "mydocker/sdk.hpp"

namespace fair {

const mydocker::ResourceHandler& mutant_handler();

}  // namespace fair
