// A small test host for a driver's networks. It has a link "eth0" to an outside namespace, with the
// default route. It has containers, and mydocker with its own state.
//
// Only for use in a sandbox (sandbox.hpp). Each command opens the databases and the drivers again,
// like a new process. Example:
//   MYDOCKER_TRY(auto test_host, TestHost::make(driver));
//   MYDOCKER_CHECK(test_host.create());
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "mydocker/documents.hpp"
#include "runtime/app/runtime.hpp"
#include "runtime/app/session.hpp"
#include "runtime/apply/fault_hook.hpp"
#include "runtime/base/step_log.hpp"
#include "runtime/conformance/driver_under_test.hpp"
#include "runtime/kernel/netns.hpp"

namespace mydocker::conformance {

inline constexpr const char* kNetwork = "kit";
inline constexpr const char* kHostOutside = "198.51.100.1";  // the address of the host on "eth0"
inline constexpr const char* kOutside = "198.51.100.2";      // the address of the peer of "eth0"
inline constexpr const char* kHostOutside6 = "2001:db8:77::1";
inline constexpr const char* kOutside6 = "2001:db8:77::2";

// Counts the steps of a command and stores the first one. It prints nothing.
class StepCount final : public base::StepLog {
 public:
  void step(const base::StepText& text) override;
  void notice(std::string_view /*line*/) override {}
  void debug(std::string_view /*line*/) override {}
  [[nodiscard]] int count() const noexcept { return count_; }
  [[nodiscard]] const std::string& first() const noexcept { return first_; }

 private:
  int count_ = 0;
  std::string first_;
};

// The network that a check creates.
struct TestNetwork {
  std::string name = kNetwork;
  std::vector<std::string> subnets{};  // filled only if the driver has addresses
  bool internal = false;
};

// The test host. It does not own the driver under test, which must outlive it.
class TestHost {
 public:
  // Creates the test host in the sandbox of this process.
  static Result<TestHost> make(const DriverUnderTest& driver);
  TestHost(TestHost&&) noexcept = default;
  TestHost& operator=(TestHost&&) = delete;

  // --- commands; `faults` can make a step fail, and null means that no step is made to fail
  Result<void> create(const TestNetwork& spec = {}, apply::FaultHook* faults = nullptr);
  Result<void> connect(const app::ConnectRequest& request, apply::FaultHook* faults = nullptr);
  // Container names are "c1", "c2", ...
  Result<void> connect(const std::string& container, apply::FaultHook* faults = nullptr);
  Result<void> disconnect(const std::string& container, apply::FaultHook* faults = nullptr,
                          const std::string& network = kNetwork);
  Result<void> remove(const std::string& network = kNetwork, apply::FaultHook* faults = nullptr);
  // Returns the number of steps of the reload, and the first step.
  Result<StepCount> reload(const std::string& network = kNetwork);
  // Returns the request with which the driver planned the network, or the endpoint of `container`.
  // Only the stored state is read for it.
  Result<documents::Request> question(const std::string& container = {});
  // Completes or undoes the changes of killed commands. Each command that changes something does
  // this first.
  Result<void> recover();
  Result<std::string> create_script(const TestNetwork& spec);
  Result<std::string> connect_script(const std::string& container);
  Result<std::string> disconnect_script(const std::string& container);
  Result<std::string> remove_script();
  Result<model::Endpoint> endpoint(const std::string& container);

  // Returns the stored plan of the network, or of the container's endpoint.
  Result<Plan> recorded(const std::string& container = {});
  // Returns the session of the use cases, for operations that no command has.
  std::unique_ptr<app::Session> session();

  // --- functions for containers
  Result<void> add_container(const std::string& name);
  static Result<kernel::Netns> container(const std::string& name);

  // Returns the state of the host and of these containers as lines. Two snapshots can be compared.
  Result<std::vector<std::string>> snapshot(const std::vector<std::string>& containers = {}) const;

  [[nodiscard]] const std::string& driver() const { return driver_->driver().name; }
  [[nodiscard]] const kernel::Netns& host() const noexcept { return host_; }
  [[nodiscard]] const kernel::Netns& outside() const noexcept { return outside_; }

 private:
  TestHost(const DriverUnderTest& driver, kernel::Netns host, kernel::Netns outside)
      : driver_(&driver), host_(std::move(host)), outside_(std::move(outside)) {}
  [[nodiscard]] app::CreateNetworkRequest request(const TestNetwork& spec) const;
  [[nodiscard]] app::ConnectRequest request(const std::string& container) const;
  [[nodiscard]] app::Settings settings() const;
  app::Runtime runtime(apply::FaultHook* faults);

  const DriverUnderTest* driver_;
  kernel::Netns host_;
  kernel::Netns outside_;
  std::unique_ptr<StepCount> log_ = std::make_unique<StepCount>();
  std::unique_ptr<apply::FaultHook> no_faults_ = std::make_unique<apply::FaultHook>();
};

// Returns a test host with a network that has all families of the driver. The container "c1" is
// connected.
Result<TestHost> host_with_container(const DriverUnderTest& driver);

// Returns whether the kernel supports IPv6.
bool kernel_has_ipv6();

// These functions return the subnets for networks of this driver. usual_subnets() returns IPv4
// only. dual_subnets() adds IPv6 if the driver supports it.
std::vector<std::string> usual_subnets(const DriverUnderTest& driver);
std::vector<std::string> dual_subnets(const DriverUnderTest& driver);

}  // namespace mydocker::conformance
