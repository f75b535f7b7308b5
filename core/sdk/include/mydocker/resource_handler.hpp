// The interface for Custom resources: how a driver observes, creates, updates and destroys its own
// resources.
//
// A handler changes the kernel, unlike the planning methods of a driver. Each method runs as root
// in the network namespace of the resource's place:
// - A driver from outside the mydocker package runs in a process of its own. The calls of one
//   command for the network or for one container share this process. After a failure of the
//   process, the next call has a new one. So do not keep anything between calls.
// - The deadline of a call is 30 seconds (`driver_deadline` in the configuration).
// - The environment has PATH only. At each call, the working directory is "/", the umask is 022.
// - The standard streams are /dev/null. HandlerContext::log() is for messages.
// - The limits are 512 MiB of private data, and 16 MiB for a written file.
//
// The core calls observe() before it creates a resource, and when it looks for damage. Only the
// driver can destroy its Custom resources. While the driver's file is missing, `disconnect` and
// `rm` refuse to remove them. With --force the resources stay in the kernel. docs/examples/shaped
// is an example. Since SDK 0.9.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mydocker/resource.hpp"
#include "mydocker/result.hpp"

namespace mydocker {

// The state of a Custom resource.
enum class CustomState : std::uint8_t {
  absent,   // nothing with its identity exists
  matches,  // exists as described
  differs,  // exists in part or with other values; update() changes it
};
// Returns "absent", "matches" or "differs".
std::string_view name_of(CustomState state);

// What the core hands to each call of a handler, and the log of the call.
struct HandlerContext {
  // Descriptors of the two network namespaces, for setns(2). The handler is in one of them already.
  // Owned by the core: do not close them. Programs that the handler starts do not inherit them.
  int host_netns = -1;
  int container_netns = -1;  // -1: a resource of the network
  // A directory for files of the driver, an absolute path. All resources of one network share it.
  // Only root can read it. It exists during create() and update(). The core removes it when it is
  // empty. So destroy() must remove the files of its resource.
  std::string directory{};

  // Adds a message to the log of the user's command: one line of at most 200 printable ASCII
  // characters. At most 20 messages of a call are shown, and equal ones once.
  void log(std::string line) { lines.push_back(std::move(line)); }
  std::vector<std::string> lines{};  // the messages so far
};

// The base class of handlers. NetworkDriver::handler() returns the driver's handler.
class ResourceHandler {
 public:
  virtual ~ResourceHandler();
  // Compares the resource with the kernel. Changes nothing. A resource whose link or namespace is
  // missing is absent. Return an error only if the state is unknown.
  virtual Result<CustomState> observe(const Custom& resource, HandlerContext& context) const = 0;
  // Creates an absent resource, also the links of Custom::links. already_exists: something with its
  // identity exists, from this driver or not. A failed call leaves nothing behind.
  virtual Result<void> create(const Custom& resource, HandlerContext& context) const = 0;
  // Changes what observe() calls `differs` to the described resource: after `network update`, or
  // because another program has changed it. It may be half of an interrupted update. By default
  // this is destroy() and create(), which interrupts its users.
  virtual Result<void> update(const Custom& resource, HandlerContext& context) const;
  // Destroys the resource, whatever its values are. A missing resource is a success. Only resources
  // of this driver may be destroyed.
  virtual Result<void> destroy(const Custom& resource, HandlerContext& context) const = 0;
};

}  // namespace mydocker
