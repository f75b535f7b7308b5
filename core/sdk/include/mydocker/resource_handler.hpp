// The escape hatch: how a driver takes care of its own Custom resources.
//
// Unlike a driver's planning, a handler acts. Each method is called in the network namespace that
// the resource's place says, in a process of its own for drivers that are not bundled.
#pragma once

#include "mydocker/resource.hpp"
#include "mydocker/result.hpp"

namespace mydocker {

class ResourceHandler {
 public:
  virtual ~ResourceHandler();
  // Whether it exists now, as described.
  virtual Result<bool> observe(const Custom& resource) const = 0;
  // Makes it. Fails without leaving anything behind.
  virtual Result<void> create(const Custom& resource) const = 0;
  // Takes it away. One that is gone already is done, not an error.
  virtual Result<void> destroy(const Custom& resource) const = 0;
};

}  // namespace mydocker
