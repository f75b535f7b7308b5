#include "runtime/sandbox/seccomp_filter.hpp"

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstddef>
#include <iterator>

#include "mydocker/detail/note.hpp"

namespace mydocker::sandbox {
namespace {

// This file defines kLoadingFilter and kPlanningFilter, arrays of sock_filter, and kCallNames.
#include "seccomp_programs.inc"

template <std::size_t Size>
bool install(const sock_filter (&program)[Size]) {
  // The kernel copies the filter program and does not write to it, so const_cast is safe.
  const sock_fprog whole{Size, const_cast<sock_filter*>(program)};
  return ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &whole) == 0;
}

}  // namespace

bool install_filter(FilterStage stage) {
  // A sanitizer has no filter: its run-time library opens files, starts threads and reads its
  // memory map.
  if (detail::build_flags() != 0) return true;
  return stage == FilterStage::loading ? install(kLoadingFilter) : install(kPlanningFilter);
}

std::string call_name(int number) {
  const auto index = static_cast<std::size_t>(number);
  const std::string name = index < std::size(kCallNames) ? kCallNames[index] : "";
  return name.empty() ? "system call " + std::to_string(number) : name + "(2)";
}

}  // namespace mydocker::sandbox
