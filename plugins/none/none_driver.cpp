// The smallest driver, and the text to learn from: a container with nothing but its loopback
// device.
//
// A driver says what shall exist; the core makes it so, undoes it, and explains it.

#include "mydocker/sdk.hpp"

namespace {

// 1. What the driver is. This becomes the manifest that `mydocker driver ls` reads without loading
// the file.
constexpr std::string_view kResources[] = {"loopback"};  // the resources that its plans may contain
constexpr mydocker::DriverInfo kInfo{
    .name = "none",  // the file is none.so
    .version = "1.0.0",
    .summary = "no network: the loopback device only",
    .license = "Apache-2.0",
    .resources = kResources,
};

// 2. What it does: three const methods that return values. No sockets, no files, no state.
class NoneDriver final : public mydocker::NetworkDriver {
 public:
  [[nodiscard]] const mydocker::DriverInfo& info() const noexcept override { return kInfo; }

  // Nothing has to exist before the first container comes.
  [[nodiscard]] mydocker::Result<mydocker::Plan> plan_network(
      const mydocker::NetworkView& /*network*/,
      const mydocker::HostFacts& /*host*/) const override {
    return mydocker::Plan{};
  }

  // A new network namespace has a loopback device, but it is down.
  [[nodiscard]] mydocker::Result<mydocker::Plan> plan_endpoint(
      const mydocker::NetworkView& /*network*/, const mydocker::EndpointView& /*endpoint*/,
      const mydocker::HostFacts& /*host*/) const override {
    mydocker::Plan plan;
    plan.ensure(mydocker::Loopback{}, "programs in the container may talk to themselves",
                mydocker::Lifetime::host);
    return plan;
  }
};

}  // namespace

// 3. How it is found.
MYDOCKER_EXPORT_DRIVER(NoneDriver, kInfo)
