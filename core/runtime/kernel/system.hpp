// The machine that a command runs on: its namespaces, its kernel, its clock and its user.
//
// The use cases open everything of the machine through a System. linux_system() is the real one. A
// test gives a System in memory (tests/fakes/fake_system.hpp). So a use case runs without root, and
// does not change the kernel.
//
// Example:
//   MYDOCKER_TRY(auto host, system.current_netns());
//   MYDOCKER_TRY(auto kernel, system.open_kernel(host, nullptr, {}));
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "runtime/kernel/host_view.hpp"
#include "runtime/kernel/kernel.hpp"
#include "runtime/kernel/netns.hpp"
#include "runtime/kernel/port_probe.hpp"

namespace mydocker::kernel {

// Gives access to everything of the machine. It stores nothing between two commands. The functions
// of the real System are described where they are declared.
class System {
 public:
  virtual ~System() = default;

  // Returns whether the effective user is root.
  virtual bool is_root() = 0;
  // Returns the name of the capability that each change needs (capabilities(7)). Empty: this
  // process has the capability.
  virtual std::string missing_capability() = 0;
  // Returns the seconds since 1970 (time(2)).
  virtual std::int64_t now() = 0;
  // Returns the id of this machine (machine-id(5)). Empty: it has none.
  virtual std::string machine_id() = 0;
  // described in linux_kernel.hpp
  virtual Result<std::string> boot_id() = 0;

  // described at Netns::current() and Netns::open() in netns.hpp
  virtual Result<Netns> current_netns() = 0;
  virtual Result<Netns> open_netns(const std::string& path, const Netns* home) = 0;

  // Described at open_linux_kernel() and open_linux_host_view(). The namespaces must outlive the
  // result.
  virtual Result<std::unique_ptr<Kernel>> open_kernel(const Netns& host, const Netns* container,
                                                      const std::string& owner) = 0;
  virtual Result<std::unique_ptr<HostView>> open_host_view(const Netns& netns) = 0;
  // described in linux_kernel.hpp
  virtual Result<void> protect_link(const Netns& host, const std::string& link) = 0;

  // Returns whether a program of the host uses the port (port_probe.hpp).
  virtual Result<PortUse> probe_port(Protocol protocol, const IpAddress& address,
                                     std::uint16_t port) = 0;
  virtual PortSpan local_port_span() = 0;
  virtual std::vector<PortSpan> reserved_ports() = 0;
};

// Checks that this process may change the kernel. Error permission: it may not, and the message
// says what it lacks.
Result<void> check_privileges(System& system);

// Returns the System of this process. It lives as long as the process.
System& linux_system();

}  // namespace mydocker::kernel
