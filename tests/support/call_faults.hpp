// Makes C library calls of the program under test fail (call_faults.cpp).
#pragma once

#include <filesystem>
#include <string>

#include "support/process.hpp"

namespace mydocker::testing {

inline constexpr const char* kCallFaultMark = "/run/call-fault-mark";

// The environment for one fault: call `number` of `name` fails with `what`, or stops the process.
inline Environment call_fault(const std::string& name, int number, const std::string& what) {
  std::filesystem::remove(kCallFaultMark);
  return {{"LD_PRELOAD", MYDOCKER_CALL_FAULTS},
          {"ASAN_OPTIONS", "verify_asan_link_order=0"},
          {"MYDOCKER_CALL_FAULT", name + ":" + std::to_string(number) + ":" + what},
          {"MYDOCKER_CALL_FAULT_MARK", kCallFaultMark}};
}

// Returns true if the program has made that call.
inline bool call_fault_has_struck() { return std::filesystem::exists(kCallFaultMark); }

}  // namespace mydocker::testing
