// A hostile driver: it makes forbidden attempts and reports the result. While it is loaded, the
// attempt is kTarget, which the test writes into a copy of this file. While it plans, the attempt
// is the name of the network or container.
#include "evil_attempts.hpp"
#include "plain_driver.hpp"

namespace {

using namespace mydocker;

constexpr DriverInfo kInfo = bad_drivers::info_of("evil", "tries everything");

// Volatile, so that the compiler does not use the initial value.
const volatile char kTarget[64] = "ATTEMPT WHILE LOADED:";

std::string attempt_while_loaded() {
  std::string name;
  for (std::size_t i = sizeof "ATTEMPT WHILE LOADED:" - 1; kTarget[i] != '\0'; ++i)
    name += kTarget[i];
  return name.empty() ? "" : bad_drivers::attempt(name);
}

const std::string report = attempt_while_loaded();

Error outcome_of(const std::string& name) {
  return {ErrorKind::unsupported, report.empty() ? bad_drivers::attempt(name) : report};
}

class Evil final : public bad_drivers::PlainDriver<kInfo> {
 public:
  Result<Plan> plan_network(const NetworkView& network, const HostFacts& /*host*/) const override {
    return outcome_of(network.name);
  }
  Result<Plan> plan_endpoint(const NetworkView& /*network*/, const EndpointView& endpoint,
                             const HostFacts& /*host*/) const override {
    return outcome_of(endpoint.container);
  }
};

}  // namespace

MYDOCKER_EXPORT_DRIVER(Evil, kInfo)
