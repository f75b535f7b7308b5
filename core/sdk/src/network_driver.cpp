#include "mydocker/network_driver.hpp"

namespace mydocker {
namespace {

Error plans_nothing(const DriverInfo& info) {
  return Error(ErrorKind::driver, "a driver that wraps another one cannot plan alone")
      .hint("DriverInfo::wraps of \"" + std::string(info.name) + "\" is empty or names no driver");
}

}  // namespace

NetworkDriver::~NetworkDriver() = default;

Result<Plan> NetworkDriver::amend_network(Plan plan, const NetworkView& /*network*/,
                                          const HostFacts& /*host*/) const {
  return plan;
}

Result<Plan> NetworkDriver::amend_endpoint(Plan plan, const NetworkView& /*network*/,
                                           const EndpointView& /*endpoint*/,
                                           const HostFacts& /*host*/) const {
  return plan;
}

Result<Plan> WrappingDriver::plan_network(const NetworkView& /*network*/,
                                          const HostFacts& /*host*/) const {
  return plans_nothing(info());
}

Result<Plan> WrappingDriver::plan_endpoint(const NetworkView& /*network*/,
                                           const EndpointView& /*endpoint*/,
                                           const HostFacts& /*host*/) const {
  return plans_nothing(info());
}

}  // namespace mydocker
