// Throws from a method that returns a Result. The SDK converts the exception into an error.
#include <stdexcept>

#include "plain_driver.hpp"

namespace {

using namespace mydocker;

constexpr DriverInfo kInfo = bad_drivers::info_of("throws", "throws while it plans");

class Throws final : public bad_drivers::PlainDriver<kInfo> {
 public:
  Result<Plan> plan_network(const NetworkView& /*network*/,
                            const HostFacts& /*host*/) const override {
    throw std::runtime_error("out of cheese");
  }
};

}  // namespace

MYDOCKER_EXPORT_DRIVER(Throws, kInfo)
