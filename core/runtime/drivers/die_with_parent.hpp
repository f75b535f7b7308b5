// Terminates a forked child when its parent dies.
#pragma once

namespace mydocker::drivers {

// Call it in the child. The child gets SIGKILL when the process `parent` dies (prctl(2)).
void die_with(int parent);

}  // namespace mydocker::drivers
