#include "runtime/sandbox/call_name.hpp"

#include <seccomp.h>

#include <cstdlib>

namespace mydocker::sandbox {

std::string call_name(int number) {
  char* name = ::seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, number);
  if (name == nullptr) return "system call " + std::to_string(number);
  std::string text = std::string(name) + "(2)";
  std::free(name);
  return text;
}

}  // namespace mydocker::sandbox
