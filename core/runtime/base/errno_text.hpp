// Texts and errors for errno values.
#pragma once

#include <string>

#include "mydocker/result.hpp"

namespace mydocker::base {

std::string errno_text(int error);  // as strerror(3): "File exists"
// Returns the error "what: File exists". Its kind is `kernel`, or `permission` for EPERM and
// EACCES.
Error errno_error(const std::string& what, int error);

}  // namespace mydocker::base
