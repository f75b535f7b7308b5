// Names of system calls for messages.
#pragma once

#include <string>

namespace mydocker::sandbox {

// Returns "openat(2)", or "system call 999" for a number that libseccomp does not know.
std::string call_name(int number);

}  // namespace mydocker::sandbox
