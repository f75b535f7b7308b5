// The smallest driver, as an example: the container has its loopback device only.
//
// A driver returns a plan. The core creates its resources, removes them, and shows their reasons.

#include "mydocker/sdk.hpp"

namespace {

// 1. The description of the driver. It becomes the manifest, which `mydocker driver ls` reads
// without loading the file.
constexpr std::string_view kResources[] = {"loopback"};  // the kinds of resources in its plans
constexpr mydocker::DriverInfo kInfo{
    .name = "none",  // the file is none.so
    .version = "1.0.0",
    .summary = "no network: the loopback device only",
    .license = "Apache-2.0",
    .resources = kResources,
};

// 2. The methods: three const methods that return values. They open no sockets or files, and they
// store nothing.
class NoneDriver final : public mydocker::NetworkDriver {
 public:
  // The network needs no resources.
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
    plan.ensure(mydocker::Loopback{}, "programs in the container reach each other through loopback",
                mydocker::Lifetime::host);
    return plan;
  }
};

}  // namespace

// 3. The export. mydocker finds the driver in the file through it.
MYDOCKER_EXPORT_DRIVER(NoneDriver, kInfo)
