// The kernel's word for an errno value: "File exists".
#pragma once

#include <string>

#include "mydocker/result.hpp"

namespace mydocker::base {

std::string errno_text(int error);
// An error of kind `kernel` (or `permission` for EPERM and EACCES): "what: File exists".
Error errno_error(const std::string& what, int error);

}  // namespace mydocker::base
