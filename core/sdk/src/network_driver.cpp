#include "mydocker/network_driver.hpp"

namespace mydocker {
namespace {

Error plans_nothing() {
  return Error(ErrorKind::driver, "a driver that wraps another one cannot plan alone")
      .hint("DriverInfo::wraps is empty or names no driver");
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
  return plans_nothing();
}

Result<Plan> WrappingDriver::plan_endpoint(const NetworkView& /*network*/,
                                           const EndpointView& /*endpoint*/,
                                           const HostFacts& /*host*/) const {
  return plans_nothing();
}

}  // namespace mydocker
