// Makes one system call of a resource handler fail.
//
// The handler runs in a child that is traced (ptrace(2)). Only calls that change or start something
// are counted: opening files, writing, sending, ioctl(2), starting processes and similar ones.
#pragma once

#include <cstdint>

#include "mydocker/resource.hpp"
#include "runtime/conformance/driver_under_test.hpp"

namespace mydocker::conformance {

enum class HandlerEnd : std::uint8_t { success, error, crash };

struct HandlerRun {
  HandlerEnd end = HandlerEnd::success;
  bool struck = false;  // a call has failed; false: the handler makes fewer calls
};

// Calls create() in the namespace `netns` (-1: the present one). The call number `step` (the first
// is 1) fails with EIO. An error of kind kernel: the child cannot be started or traced.
Result<HandlerRun> create_with_fault(const DriverUnderTest& driver, const Custom& resource,
                                     int netns, int step);

}  // namespace mydocker::conformance
