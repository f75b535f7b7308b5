// The interface for Custom resources: how a driver observes, creates and destroys its own
// resources.
//
// A handler changes the kernel, unlike the planning methods of a driver. Each method runs as root
// in the network namespace of the resource's place:
// - A driver from outside the mydocker package runs in its own process for each call.
// - The deadline is 30 seconds (`driver_deadline` in the configuration).
// - The resource is the only input, exactly as it was planned. Nothing is kept between calls.
// - The environment has PATH only. The working directory is "/", the umask is 022.
// - The standard streams are /dev/null.
// - The limits are 512 MiB of private data, and 16 MiB for a written file.
//
// The core calls observe() before it creates a resource, and when it looks for damage. Only the
// driver can destroy its Custom resources. While the driver's file is missing, `disconnect` and
// `rm` refuse to remove them. With --force the resources stay in the kernel. docs/examples/shaped
// is an example. Since SDK 0.9.
#pragma once

#include "mydocker/resource.hpp"
#include "mydocker/result.hpp"

namespace mydocker {

// The base class of handlers. NetworkDriver::handler() returns the driver's handler.
class ResourceHandler {
 public:
  virtual ~ResourceHandler();
  // Returns whether the resource exists as described. Changes nothing. A resource whose link or
  // namespace is missing does not exist. Return an error only if the state is unknown.
  virtual Result<bool> observe(const Custom& resource) const = 0;
  // Creates the resource. already_exists: something with its identity exists, from this driver or
  // not. A failed call leaves nothing behind.
  virtual Result<void> create(const Custom& resource) const = 0;
  // Destroys the resource. A missing resource is a success. Only resources of this driver may be
  // destroyed.
  virtual Result<void> destroy(const Custom& resource) const = 0;
};

}  // namespace mydocker
