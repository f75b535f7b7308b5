#include "runtime/kernel/service_user.hpp"

#include <pwd.h>

#include "runtime/base/quoted.hpp"

namespace mydocker::kernel {

Result<ServiceUser> find_service_user(const std::string& name) {
  if (name == "root") return ServiceUser{};
  const passwd* entry = ::getpwnam(name.c_str());
  if (entry != nullptr) return ServiceUser{entry->pw_uid, entry->pw_gid};
  return Error(ErrorKind::not_found, "this host has no user " + base::quoted(name))
      .hint("adduser --system --no-create-home " + name);
}

}  // namespace mydocker::kernel
