// How Custom resources are reached: the driver's own handler, wherever it runs.
#pragma once

#include "mydocker/resource.hpp"
#include "mydocker/result.hpp"

namespace mydocker::apply {

class CustomPort {
 public:
  virtual ~CustomPort() = default;
  // `netns`: the namespace of the resource's place (a file descriptor, lent), or -1 for the host's.
  virtual Result<bool> observe(const Custom& resource, int netns) = 0;
  virtual Result<void> create(const Custom& resource, int netns) = 0;
  virtual Result<void> destroy(const Custom& resource, int netns) = 0;
};

}  // namespace mydocker::apply
