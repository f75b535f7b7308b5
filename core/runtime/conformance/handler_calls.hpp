// Calls of a driver's resource handler for the network or a container of a test host, also with a
// system call that fails.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "mydocker/ipam_handler.hpp"
#include "mydocker/resource_handler.hpp"
#include "runtime/conformance/driver_under_test.hpp"
#include "runtime/conformance/test_host.hpp"

namespace mydocker::conformance {

// Where a handler is called.
struct HandlerSite {
  const kernel::Netns* container = nullptr;  // not owned; null: for the network
  std::string directory;                     // HandlerContext::directory, which exists
};

// The handler of the test network. `owner`: the container, or empty for the network itself.
class CustomCalls {
 public:
  CustomCalls(TestHost& test_host, std::string owner)
      : test_host_(test_host), owner_(std::move(owner)) {}

  Result<CustomState> observe(const Custom& resource);
  Result<void> destroy(const Custom& resource);
  // Calls the IPAM driver for the lease, as a command does.
  Result<Allocation> allocate(const Lease& lease);
  Result<HandlerSite> site();

 private:
  Result<const kernel::Netns*> container();

  TestHost& test_host_;
  std::string owner_;
  std::optional<kernel::Netns> container_;
};

// The Custom resources of plans with other options, or with another MAC, that have the identity of
// an existing resource of the owner but other fields.
Result<std::vector<Custom>> other_versions(TestHost& test_host, const DriverUnderTest& driver,
                                           const std::string& owner);

// Makes one system call of a resource handler fail.
//
// The handler runs in a child that is traced (ptrace(2)). Only calls that change or start something
// are counted: opening files, writing, sending, ioctl(2), starting processes and similar ones.

enum class HandlerEnd : std::uint8_t { success, error, crash };

struct HandlerRun {
  HandlerEnd end = HandlerEnd::success;
  bool struck = false;  // a call has failed; false: the handler makes fewer calls
};

// Calls create() for a resource of the owner of `site`. The call number `step` (the first
// is 1) fails with EIO. An error of kind kernel: the child cannot be started or traced.
Result<HandlerRun> create_with_fault(const DriverUnderTest& driver, const Custom& resource,
                                     const HandlerSite& site, int step);

}  // namespace mydocker::conformance
