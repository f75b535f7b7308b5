#include "runtime/kernel/system.hpp"

#include <fcntl.h>
#include <linux/capability.h>
#include <sys/auxv.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <ctime>
#include <string_view>

#include "runtime/base/unique_fd.hpp"
#include "runtime/kernel/linux_kernel.hpp"

namespace mydocker::kernel {
namespace {

std::string read_machine_id() {
  const base::UniqueFd file(::open("/etc/machine-id", O_RDONLY | O_CLOEXEC));
  std::array<char, 64> text{};
  const ssize_t size = ::read(file.get(), text.data(), text.size());
  const std::string_view read(text.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
  return std::string(read.substr(0, read.find_first_of(" \n")));
}

class LinuxSystem final : public System {
 public:
  // Returns whether the process was started by root. This needs no system call (getauxval(3)).
  bool is_root() override { return ::getauxval(AT_EUID) == 0; }
  std::string missing_capability() override {
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> sets{};
    // If capget(2) fails, no capability counts as missing. Without the capability, the first step
    // of the change then fails.
    if (::syscall(SYS_capget, &header, sets.data()) != 0) return {};
    const auto effective = sets.at(CAP_TO_INDEX(CAP_NET_ADMIN)).effective;
    return (effective & CAP_TO_MASK(CAP_NET_ADMIN)) != 0 ? "" : "CAP_NET_ADMIN";
  }
  std::int64_t now() override { return static_cast<std::int64_t>(std::time(nullptr)); }

  std::string machine_id() override {
    static const std::string id = read_machine_id();
    return id;
  }

  Result<std::string> boot_id() override { return kernel::boot_id(); }
  Result<Netns> current_netns() override { return Netns::current(); }
  Result<Netns> open_netns(const std::string& path, const Netns* home) override {
    return Netns::open(path, home);
  }

  Result<std::unique_ptr<Kernel>> open_kernel(const Netns& host, const Netns* container,
                                              const std::string& owner) override {
    return open_linux_kernel(host, container, owner);
  }
  Result<std::unique_ptr<HostView>> open_host_view(const Netns& netns) override {
    return open_linux_host_view(netns);
  }
  Result<void> protect_link(const Netns& host, const std::string& link) override {
    return kernel::protect_link(host, link);
  }

  Result<PortUse> probe_port(Protocol protocol, const IpAddress& address,
                             std::uint16_t port) override {
    return kernel::probe_port(protocol, address, port);
  }
  PortSpan local_port_span() override { return kernel::local_port_span(); }
  std::vector<PortSpan> reserved_ports() override { return kernel::reserved_ports(); }
};

}  // namespace

Result<void> check_privileges(System& system) {
  if (!system.is_root())
    return Error(ErrorKind::permission, "this command needs root, because it changes the kernel")
        .hint("run it with sudo, or as root inside \"unshare -n -m\"");
  const auto missing = system.missing_capability();
  if (missing.empty()) return {};
  return Error(ErrorKind::permission,
               "this command needs the capability " + missing + ", because it changes the kernel")
      .hint("see the capabilities of this process: grep Cap /proc/self/status (capabilities(7))");
}

System& linux_system() {
  static LinuxSystem system;
  return system;
}

}  // namespace mydocker::kernel
