// Calls a driver's resource handler for the network or a container of a test host. One system call
// of the handler can be made to fail.
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

// The arguments for a call of a handler.
struct HandlerSite {
  // The namespace of the container, not owned; null: the call is for the network.
  const kernel::Netns* container = nullptr;
  std::string directory;  // HandlerContext::directory, which exists
};

// Calls the handler of the test network. `owner`: the container, or empty for the network itself.
class CustomCalls {
 public:
  CustomCalls(TestHost& test_host, std::string owner)
      : test_host_(test_host), owner_(std::move(owner)) {}

  Result<CustomState> observe(const Custom& resource);
  Result<void> create(const Custom& resource);
  Result<void> destroy(const Custom& resource);
  // Makes the resource exist, as a change of the network does. If observe() finds it, update() is
  // called. Otherwise, create() is called. Returns the state of the resource after that.
  Result<CustomState> change_to(const Custom& resource);
  // Calls the IPAM driver for the lease, as a command does.
  Result<Allocation> allocate(const Lease& lease);
  Result<HandlerSite> site();

 private:
  Result<const kernel::Netns*> container();

  TestHost& test_host_;
  std::string owner_;
  std::optional<kernel::Netns> container_;
};

// Returns other versions of existing Custom resources. Plans with other options, or with another
// MAC, contain them. Each has the identity of an existing resource of the owner, but other fields.
Result<std::vector<Custom>> other_versions(TestHost& test_host, const DriverUnderTest& driver,
                                           const std::string& owner);

// Makes one system call of a resource handler fail.
//
// The handler runs in a child that is traced (ptrace(2)). Only calls that change or start something
// are counted. They open files, write, send, start processes, or do similar things.

enum class HandlerEnd : std::uint8_t { success, error, crash };

struct HandlerRun {
  HandlerEnd end = HandlerEnd::success;
  bool struck = false;  // whether a system call has failed; false: the handler makes fewer calls
};

// Calls create() for a resource of the owner of `site`. In it, the system call number `step` fails
// with EIO. The first call has the number 1. Error kernel: the child cannot be started or traced.
Result<HandlerRun> create_with_fault(const DriverUnderTest& driver, const Custom& resource,
                                     const HandlerSite& site, int step);

}  // namespace mydocker::conformance
