// Creates a test host: its configuration and the outside namespace.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <initializer_list>

#include "runtime/conformance/plan_inputs.hpp"
#include "runtime/conformance/sandbox.hpp"
#include "runtime/conformance/test_host.hpp"
#include "runtime/kernel/linux_kernel.hpp"

namespace mydocker::conformance {
namespace {

// Writes the configuration. It allows the reserved names, because the driver may have the name of
// one of mydocker's drivers.
Result<void> write_config(const DriverUnderTest& driver) {
  std::ofstream file(kConfigFile);
  file << "override_drivers: [" << driver.driver().name << "]\n";
  file << "driver_deadline: " << std::max<long>(1, driver.deadline.count() / 4000) << "\n";
  file.close();
  if (!file) return Error(ErrorKind::kernel, "the configuration cannot be written");
  return {};
}

IpAddress parsed(const char* text) { return IpAddress::parse(text).value(); }

// Returns the resources of the outside namespace. It also has the addresses of the containers'
// gateways. Drivers that connect containers to the outside need them.
std::vector<Resource> outside_resources(bool v6) {
  const auto address = [](Place place, const char* link, const std::string& text) {
    return Address{place, link, IpPrefix::parse(text).value()};
  };
  const auto way = [](Family family, const char* via) {
    return Route{Place::host, kOutsideLink, {IpAddress(family, {}), 0}, parsed(via)};
  };
  std::vector<Resource> all{address(Place::host, kOutsideLink, std::string(kHostOutside) + "/24"),
                            address(Place::container, "eth0", std::string(kOutside) + "/24"),
                            address(Place::container, "eth0", "10.77.0.1/24"),
                            way(Family::v4, kOutside)};
  if (!v6) return all;
  all.insert(all.end(),
             {address(Place::host, kOutsideLink, std::string(kHostOutside6) + "/64"),
              address(Place::container, "eth0", std::string(kOutside6) + "/64"),
              address(Place::container, "eth0", "fd00:77::1/64"), way(Family::v6, kOutside6)});
  return all;
}

}  // namespace

bool kernel_has_ipv6() { return std::filesystem::exists("/proc/sys/net/ipv6"); }

Result<TestHost> TestHost::make(const DriverUnderTest& driver) {
  MYDOCKER_CHECK(write_config(driver));
  MYDOCKER_CHECK(add_netns("outside"));
  MYDOCKER_TRY(auto host, kernel::Netns::current());
  MYDOCKER_TRY(auto outside, container("outside"));
  MYDOCKER_TRY(const auto kernel, kernel::open_linux_kernel(host, &outside));
  const Veth pair{.host_link = kOutsideLink,
                  .host_mac = derived_mac("", "kit host"),
                  .container_link = "eth0",
                  .container_mac = derived_mac("", "kit outside")};
  for (const Resource& resource :
       std::initializer_list<Resource>{Loopback{Place::host}, Loopback{Place::container}, pair})
    MYDOCKER_CHECK(kernel->create(resource).within("create the outside namespace"));
  MYDOCKER_CHECK(kernel->bring_up(pair));
  for (const Resource& resource : outside_resources(kernel_has_ipv6()))
    MYDOCKER_CHECK(kernel->create(resource).within("create the outside namespace"));
  return TestHost(driver, std::move(host), std::move(outside));
}

Result<TestHost> host_with_container(const DriverUnderTest& driver) {
  MYDOCKER_TRY(auto test_host, TestHost::make(driver));
  MYDOCKER_CHECK(test_host.create({.subnets = dual_subnets(driver)}));
  MYDOCKER_CHECK(test_host.add_container("c1"));
  MYDOCKER_CHECK(test_host.connect("c1"));
  return test_host;
}

}  // namespace mydocker::conformance
