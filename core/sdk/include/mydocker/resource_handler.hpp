// The interface for Custom resources: how a driver observes, creates, updates and destroys its own
// resources.
//
// A handler changes the kernel, unlike the planning methods of a driver. Each method runs as root
// in the network namespace of the resource's place:
// - A driver from outside the mydocker package runs in a process of its own. All calls of one
//   command for the network share a process. The same holds for one container. If the process
//   fails, the next call gets a new process. So a handler must keep no state between calls.
// - The deadline of a call is 30 seconds (`driver_deadline` in the configuration).
// - The environment has PATH only. At each call, the working directory is "/" and the umask is 022.
// - The standard streams are /dev/null. HandlerContext::log() is for messages.
// - The limits are 512 MiB of private data, and 16 MiB for a written file.
//
// The core calls observe() before it creates a resource, and when it compares resources with the
// kernel. Only the driver can destroy its Custom resources. While the driver's file is missing,
// `disconnect` and `rm` refuse to remove them. With --force, both commands leave the resources in
// the kernel. docs/examples/shaped is an example. Since SDK 1.0.
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
  absent,   // the kernel has nothing with this identity
  matches,  // the kernel has the resource with the described values
  differs,  // the resource exists in part or with other values; update() changes it
};
// Returns "absent", "matches" or "differs".
std::string_view name_of(CustomState state);

// The data that the core gives to each call of a handler, and the log of the call.
struct HandlerContext {
  // Descriptors of the two network namespaces, for setns(2). The handler is already in one of the
  // two namespaces. The core owns the descriptors: do not close them. Programs that the handler
  // starts do not inherit them.
  int host_netns = -1;
  int container_netns = -1;  // -1: the resource belongs to a network
  // The absolute path of a directory for files of the driver. All resources of one network share
  // it. Only root can read it. It exists during create() and update(). The core removes it when it
  // is empty. So destroy() must remove the files of its resource.
  std::string directory{};

  // Adds a message to the log of the user's command: one line of at most 200 printable ASCII
  // characters. At most 20 messages of a call are shown. Equal messages are shown once.
  void log(std::string line) { lines.push_back(std::move(line)); }
  std::vector<std::string> lines{};  // the messages so far
};

// The base class of handlers. NetworkDriver::handler() returns the driver's handler.
class ResourceHandler {
 public:
  virtual ~ResourceHandler();
  // Compares the resource with the kernel. Changes nothing. A resource whose link or namespace is
  // missing is absent. An error means that the state is unknown.
  virtual Result<CustomState> observe(const Custom& resource, HandlerContext& context) const = 0;
  // Creates an absent resource and the links of Custom::links. already_exists: something with this
  // identity exists already. A failed call must leave nothing behind.
  virtual Result<void> create(const Custom& resource, HandlerContext& context) const = 0;
  // Changes the resource to the described values. The core calls it if observe() returned
  // `differs`: after `network update`, or because another program has changed the resource. An
  // interrupted update may have left a part of the resource. By default, this function calls
  // destroy() and create(), which interrupts connections.
  virtual Result<void> update(const Custom& resource, HandlerContext& context) const;
  // Destroys the resource, whatever its values are. A missing resource is a success. Only resources
  // of this driver may be destroyed.
  virtual Result<void> destroy(const Custom& resource, HandlerContext& context) const = 0;
};

}  // namespace mydocker
