// What a worker process may still do once it runs a driver's code.
//
// This is a fence against accidents, not a sandbox: who may install a driver is decided by the
// trust in its path.
#pragma once

#include "mydocker/result.hpp"
#include "runtime/drivers/driver_handle.hpp"

namespace mydocker::drivers {

// Nothing of ours but the pipe: a session without a terminal, standard streams that lead nowhere
// unless the settings say otherwise, no other descriptor, default signals, no core file. Memory is
// limited to 512 MiB of private data (not address space, which some language run-times reserve by
// the gigabyte) and written files to 16 MiB. The number of processes is not limited: the kernel
// does not count those of root. Returns where the pipe is now.
Result<int> leave_parent(int pipe, const LoadSettings& settings);

// For calls that only compute: neither root (who may write the kernel's settings without any
// capability) nor capabilities, but for reading files, so that a driver below a private folder can
// still be loaded. Where the user "nobody" does not exist, only the capabilities go.
Result<void> drop_privileges();

// Once the driver is loaded: nor may it read what others keep to themselves.
Result<void> drop_read_capability();

// The worker dies with the process that waits for it, `parent`.
void die_with(int parent);

}  // namespace mydocker::drivers
