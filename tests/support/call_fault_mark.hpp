// The mark that a preloaded library leaves when it injects its fault.
#pragma once

namespace mydocker::testing {

// Creates the file of MYDOCKER_CALL_FAULT_MARK. It allocates no memory.
void leave_mark();

}  // namespace mydocker::testing
