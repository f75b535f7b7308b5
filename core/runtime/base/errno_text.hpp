// Texts and errors for errno values.
#pragma once

#include <string>

#include "mydocker/result.hpp"

namespace mydocker::base {

std::string errno_text(int error);  // the text of strerror(3): "File exists"
// Returns the error "what: File exists". Its kind is `kernel`, or `permission` for EPERM and
// EACCES. If a limit was reached, such as open files, the error has a hint how to raise it.
Error errno_error(const std::string& what, int error);
// Adds a hint if `error` is the errno value of a limit: open files, memory, space, or a read-only
// file system.
Error with_way_out(Error problem, int error);

}  // namespace mydocker::base
