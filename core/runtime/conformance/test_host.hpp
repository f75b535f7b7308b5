// A small world in which a driver's networks live: a host with a link "eth0" to an outside, which
// has the default route, containers, and the program with a state of its own.
//
// Only in a scratch (sandbox.hpp). Each command is done as a process of its own would do it: with
// databases and drivers opened anew.
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
inline constexpr const char* kHostOutside = "198.51.100.1";  // the host's address on "eth0"
inline constexpr const char* kOutside = "198.51.100.2";      // and that of the other end

// Counts the steps, remembers the first, and says nothing.
class StepCount final : public base::StepLog {
 public:
  void step(std::string_view why, std::string_view command) override;
  void notice(std::string_view /*line*/) override {}
  void debug(std::string_view /*line*/) override {}
  [[nodiscard]] int count() const noexcept { return count_; }
  [[nodiscard]] const std::string& first() const noexcept { return first_; }

 private:
  int count_ = 0;
  std::string first_;
};

struct TestNetwork {
  std::string name = kNetwork;
  std::vector<std::string> subnets{};  // where the driver has addresses
  bool internal = false;
};

class TestHost {
 public:
  // Of the scratch that this process is in.
  static Result<TestHost> make(const DriverUnderTest& driver);
  TestHost(TestHost&&) noexcept = default;
  TestHost& operator=(TestHost&&) = delete;

  // --- commands; `faults`: null, none
  Result<void> create(const TestNetwork& spec = {}, apply::FaultHook* faults = nullptr);
  Result<void> connect(const app::ConnectRequest& request, apply::FaultHook* faults = nullptr);
  // Containers are called "c1", "c2", ...
  Result<void> connect(const std::string& container, apply::FaultHook* faults = nullptr);
  Result<void> disconnect(const std::string& container, apply::FaultHook* faults = nullptr,
                          const std::string& network = kNetwork);
  Result<void> remove(const std::string& network = kNetwork, apply::FaultHook* faults = nullptr);
  // What of it was to do: how many steps, and the first.
  Result<StepCount> reload(const std::string& network = kNetwork);
  // What the driver was asked for when it planned the network or, if one is named, a container on
  // it: from what is remembered alone.
  Result<documents::Request> question(const std::string& container = {});
  // Finishes or undoes what dead commands have left, as each command that changes something does.
  Result<void> recover();
  Result<std::string> create_script(const TestNetwork& spec);
  Result<std::string> connect_script(const std::string& container);
  Result<model::Endpoint> endpoint(const std::string& container);

  // The plan that is remembered of the network or, if one is named, of a container on it.
  Result<Plan> recorded(const std::string& container = {});
  // The use cases' own parts, for what no command does.
  std::unique_ptr<app::Session> session();

  // --- containers
  Result<void> add_container(const std::string& name);
  static Result<kernel::Netns> container(const std::string& name);

  // The host and these containers, as lines that can be compared.
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

// With a network, of both families where the driver has them, and container "c1" on it.
Result<TestHost> host_with_container(const DriverUnderTest& driver);

// The subnets that networks of this driver get: those of IPv4, and where they are wanted and there
// are, of IPv6.
std::vector<std::string> usual_subnets(const DriverUnderTest& driver);
std::vector<std::string> dual_subnets(const DriverUnderTest& driver);

}  // namespace mydocker::conformance
