// Calls of a driver's resource handler for the network or a container of a test host.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "runtime/conformance/test_host.hpp"

namespace mydocker::conformance {

// The handler of the test network. `owner`: the container, or empty for the network itself.
class CustomCalls {
 public:
  CustomCalls(TestHost& test_host, std::string owner)
      : test_host_(test_host), owner_(std::move(owner)) {}

  Result<bool> observe(const Custom& resource);
  Result<void> destroy(const Custom& resource);
  // The descriptor of the resource's namespace, owned by this object. -1: the host's.
  Result<int> netns_of(const Custom& resource);

 private:
  TestHost& test_host_;
  std::string owner_;
  std::optional<kernel::Netns> container_;
};

// The Custom resources of plans with other options, or with another MAC, that have the identity of
// an existing resource of the owner but other fields.
Result<std::vector<Custom>> other_versions(TestHost& test_host, const DriverUnderTest& driver,
                                           const std::string& owner);

}  // namespace mydocker::conformance
