// Names of system calls, for messages.
#pragma once

#include <string>

namespace mydocker::sandbox {

// "openat(2)"; "system call 999" for a number that libseccomp does not know on this machine.
std::string call_name(int number);

}  // namespace mydocker::sandbox
