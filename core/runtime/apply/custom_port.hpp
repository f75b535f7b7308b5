// The interface to Custom resources. A driver's handler implements them, in any process.
#pragma once

#include "mydocker/resource.hpp"
#include "mydocker/result.hpp"

namespace mydocker::apply {

// Observes, creates and removes Custom resources of one network.
class CustomPort {
 public:
  virtual ~CustomPort() = default;
  // `netns`: file descriptor of the resource's namespace (not owned), or -1 for the host's
  // namespace.
  virtual Result<bool> observe(const Custom& resource, int netns) = 0;
  virtual Result<void> create(const Custom& resource, int netns) = 0;
  virtual Result<void> destroy(const Custom& resource, int netns) = 0;
};

}  // namespace mydocker::apply
