// A driver for containers in the host's network namespace. They use its links, addresses and ports.
// The plans are empty.

#include "mydocker/sdk.hpp"

namespace {

// The capability host_namespace: the core refuses containers that have a namespace of their own.
// The capabilities "addresses" and "ports" are missing: the core refuses subnets and published
// ports.
constexpr mydocker::Capability kCapabilities[] = {mydocker::Capability::host_namespace};
constexpr mydocker::DriverInfo kInfo{
    .name = "host",
    .version = "1.0.0",
    .summary = "the host's network namespace, shared by the containers",
    .license = "Apache-2.0",
    .capabilities = kCapabilities,
};

class HostDriver final : public mydocker::NetworkDriver {
 public:
  [[nodiscard]] mydocker::Result<mydocker::Plan> plan_network(
      const mydocker::NetworkView& network, const mydocker::HostFacts& /*host*/) const override {
    if (!network.internal) return mydocker::Plan{};
    return mydocker::Error(mydocker::ErrorKind::invalid_argument,
                           "--internal: containers in the host's network namespace reach the same "
                           "networks as the host")
        .hint("leave --internal out, or use a network of driver \"bridge\"");
  }

  [[nodiscard]] mydocker::Result<mydocker::Plan> plan_endpoint(
      const mydocker::NetworkView& /*network*/, const mydocker::EndpointView& endpoint,
      const mydocker::HostFacts& /*host*/) const override {
    if (endpoint.mac == mydocker::derived_mac(endpoint.id, "container")) return mydocker::Plan{};
    return mydocker::Error(mydocker::ErrorKind::unsupported,
                           "--mac-address: the container uses the host's interfaces unchanged")
        .hint("leave --mac-address out");
  }
};

}  // namespace

MYDOCKER_EXPORT_DRIVER(HostDriver, kInfo)
