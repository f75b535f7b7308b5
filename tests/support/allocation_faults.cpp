// The part of the preloaded library that lets one allocation fail.
//
//   MYDOCKER_CALL_FAULT=allocate:N:   call N of malloc(3), calloc(3) or realloc(3) returns null
//
// These functions run before the program's constructors, so this file uses nothing that allocates.
#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <cstring>

#include "support/call_fault_mark.hpp"

// The functions of the C library under their other names (glibc).
extern "C" {
void* __libc_malloc(std::size_t size);                     // NOLINT(bugprone-reserved-identifier)
void* __libc_calloc(std::size_t count, std::size_t size);  // NOLINT(bugprone-reserved-identifier)
void* __libc_realloc(void* block, std::size_t size);       // NOLINT(bugprone-reserved-identifier)
}

namespace {

constexpr const char* kPrefix = "allocate:";

// The number of the allocation that fails; 0: none.
long failing_number() {
  const char* const text = std::getenv("MYDOCKER_CALL_FAULT");
  if (text == nullptr || std::strncmp(text, kPrefix, std::strlen(kPrefix)) != 0) return 0;
  return std::atol(text + std::strlen(kPrefix));
}

bool fails() {
  static const long number = failing_number();
  static long calls = 0;
  if (number == 0 || ++calls != number) return false;
  mydocker::testing::leave_mark();
  errno = ENOMEM;
  return true;
}

}  // namespace

extern "C" {

void* malloc(std::size_t size) { return fails() ? nullptr : __libc_malloc(size); }
void* calloc(std::size_t count, std::size_t size) {
  return fails() ? nullptr : __libc_calloc(count, size);
}
void* realloc(void* block, std::size_t size) {
  return fails() ? nullptr : __libc_realloc(block, size);
}

}  // extern "C"
