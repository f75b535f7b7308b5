// The System for tests: a machine in memory. A use case runs on it without root.
//
// Example:
//   FakeSystem system;
//   system.add_container("/run/netns/c1");
//   app::Runtime runtime(settings, log, faults, {.system = system});
#pragma once

#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "fakes/fake_host.hpp"
#include "fakes/fake_kernel.hpp"
#include "runtime/kernel/system.hpp"

namespace mydocker::testing {

// Tests change the public members directly.
class FakeSystem final : public kernel::System {
 public:
  FakeHost host;
  bool root = true;
  std::string lacks;  // a capability
  std::string boot = "boot 1";
  std::uint64_t host_cookie = 1;  // cookie of the namespace that the next command runs in
  std::int64_t time = 1'700'000'000;
  // The ports of the host's programs.
  std::set<std::tuple<Protocol, IpAddress, std::uint16_t>> used_ports;
  kernel::PortSpan client_ports{40000, 40009};
  std::vector<kernel::PortSpan> kept_ports;

  FakeSystem();

  // Adds or removes the namespace at `path`. Its name in `host.spaces` is the path.
  void add_container(const std::string& path);
  void remove_container(const std::string& path);
  // The n-th call of that kind fails in each kernel that is opened from now on.
  void fail(Verb verb, int nth) { failure_ = {verb, nth}; }
  void fail_no_more() { failure_.reset(); }

  bool is_root() override { return root; }
  std::string missing_capability() override { return lacks; }
  std::int64_t now() override { return time; }
  std::string machine_id() override { return "0123456789abcdef0123456789abcdef"; }
  Result<std::string> boot_id() override { return boot; }
  Result<kernel::Netns> current_netns() override;
  Result<kernel::Netns> open_netns(const std::string& path, const kernel::Netns* home) override;
  Result<std::unique_ptr<kernel::Kernel>> open_kernel(const kernel::Netns& netns,
                                                      const kernel::Netns* container,
                                                      const std::string& owner) override;
  Result<std::unique_ptr<kernel::HostView>> open_host_view(const kernel::Netns& netns) override;
  Result<void> protect_link(const kernel::Netns& netns, const std::string& link) override;
  Result<kernel::PortUse> probe_port(Protocol protocol, const IpAddress& address,
                                     std::uint16_t port) override;
  kernel::PortSpan local_port_span() override { return client_ports; }
  std::vector<kernel::PortSpan> reserved_ports() override { return kept_ports; }

 private:
  [[nodiscard]] std::string space_of(const kernel::Netns& netns) const;

  std::map<std::string, std::uint64_t> cookies_;  // the key is the path
  std::uint64_t last_cookie_ = 1;                 // 1: the host
  std::optional<std::pair<Verb, int>> failure_;
};

}  // namespace mydocker::testing
