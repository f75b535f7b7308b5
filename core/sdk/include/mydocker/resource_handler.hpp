// The escape hatch: how a driver takes care of its own Custom resources.
//
// Unlike a driver's planning, a handler acts. Each method is called as root in the network
// namespace that the resource's place says, in a process of its own for drivers that are not
// bundled, with a deadline (30 seconds, `driver_deadline` in the configuration). All that it is
// given is the resource, as it was planned; nothing that it remembers is there at the next call.
// The environment is PATH alone, the working directory "/", the umask 022; the standard streams
// lead to /dev/null. At most 512 MiB of private data, and 16 MiB in a file that it writes.
//
// The core asks observe() before it makes something and when it looks for damage, create() and
// destroy() as it does the same with resources. Only the driver can take its Custom resources away:
// while its file is missing, `disconnect` and `rm` of what has some are refused, or leave them
// behind with --force. An example is docs/examples/shaped. Since SDK 1.0.
#pragma once

#include "mydocker/resource.hpp"
#include "mydocker/result.hpp"

namespace mydocker {

class ResourceHandler {
 public:
  virtual ~ResourceHandler();
  // Whether it exists now, as described. Changes nothing. What it would stand on may be gone, and
  // then it does not exist; an error means that it cannot be told.
  virtual Result<bool> observe(const Custom& resource) const = 0;
  // Makes it. One that is there already, ours or not, is an error (already_exists). Fails without
  // leaving anything behind.
  virtual Result<void> create(const Custom& resource) const = 0;
  // Takes it away. One that is gone already is done, not an error; what is not ours stays.
  virtual Result<void> destroy(const Custom& resource) const = 0;
};

}  // namespace mydocker
