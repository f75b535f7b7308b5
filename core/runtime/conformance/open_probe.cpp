#include "runtime/conformance/open_probe.hpp"

#include <initializer_list>

#include "runtime/conformance/traffic.hpp"
#include "runtime/kernel/linux_kernel.hpp"

namespace mydocker::conformance {
namespace {

constexpr std::uint16_t kUnpublishedPort = 7779;
constexpr std::chrono::milliseconds kAfterStep{50};

}  // namespace

Result<void> open_paths(TestHost& test_host) {
  MYDOCKER_TRY(const auto kernel,
               kernel::open_linux_kernel(test_host.host(), &test_host.outside()));
  const auto lead = [&](const char* subnet, const char* gateway, const char* via) -> Result<void> {
    const auto held = IpPrefix::parse(gateway).value();
    MYDOCKER_CHECK(kernel->destroy(Address{Place::container, "eth0", held}));
    return kernel->create(Route{Place::container, "eth0", IpPrefix::parse(subnet).value(),
                                IpAddress::parse(via).value()});
  };
  MYDOCKER_CHECK(kernel->create(Sysctl{Place::host, "net/ipv4/ip_forward", "1"}));
  MYDOCKER_CHECK(lead("10.77.0.0/24", "10.77.0.1/24", kHostOutside));
  if (!kernel_has_ipv6()) return {};
  MYDOCKER_CHECK(kernel->create(Sysctl{Place::host, "net/ipv6/conf/all/forwarding", "1"}));
  return lead("fd00:77::/64", "fd00:77::1/64", kHostOutside6);
}

Result<std::string> first_heard(TestHost& test_host, const kernel::Netns& container,
                                const IpAddress& address, std::chrono::milliseconds timeout) {
  MYDOCKER_TRY(const auto result,
               send_probe({test_host.outside(), container, address, kUnpublishedPort}, timeout));
  return std::string(result.heard ? "that a packet arrives" : "");
}

void OpenProbe::after_step() {
  ++steps_;
  for (const auto& address : addresses_) {
    const auto heard = first_heard(test_host_, container_, address, kAfterStep);
    if (found_.empty() && heard && !heard->empty())
      found_ = "that a packet arrives after step " + std::to_string(steps_);
  }
}

}  // namespace mydocker::conformance
