// What a forked child does for its own end.
#pragma once

namespace mydocker::drivers {

// The child dies with the process that waits for it, `parent`.
void die_with(int parent);

}  // namespace mydocker::drivers
