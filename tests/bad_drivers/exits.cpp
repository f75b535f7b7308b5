// Exits the process with status 0 before the first reply.
#include <cstdlib>

#include "plain_driver.hpp"

namespace {

using namespace mydocker;

constexpr DriverInfo kInfo = bad_drivers::info_of("exits", "leaves with a success that is none");

class Exits final : public bad_drivers::PlainDriver<kInfo> {
 public:
  Result<Plan> plan_network(const NetworkView& /*network*/,
                            const HostFacts& /*host*/) const override {
    std::exit(0);
  }
};

}  // namespace

MYDOCKER_EXPORT_DRIVER(Exits, kInfo)
