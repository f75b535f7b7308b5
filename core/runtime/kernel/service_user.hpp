// The user that a service runs as.
#pragma once

#include <sys/types.h>

#include <string>

#include "mydocker/result.hpp"

namespace mydocker::kernel {

// The user and its primary group. A service has no other groups.
struct ServiceUser {
  uid_t uid = 0;
  gid_t gid = 0;
};

// Finds the user in the user database of the host (getpwnam(3)). Error not_found: there is no such
// user.
Result<ServiceUser> find_service_user(const std::string& name);

}  // namespace mydocker::kernel
