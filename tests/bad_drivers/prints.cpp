// Writes to standard output, where a command prints its results, with stdio and with write(2).
#include <unistd.h>

#include <cstdio>
#include <cstring>

#include "plain_driver.hpp"

namespace {

using namespace mydocker;

constexpr DriverInfo kInfo = bad_drivers::info_of("prints", "writes where results are read");

class Prints final : public bad_drivers::PlainDriver<kInfo> {
 public:
  Result<Plan> plan_network(const NetworkView& /*network*/,
                            const HostFacts& /*host*/) const override {
    std::puts("PRINTED BY A DRIVER");
    std::fflush(stdout);
    const char* kLine = "WRITTEN BY A DRIVER\\n";
    [[maybe_unused]] const auto written = ::write(STDOUT_FILENO, kLine, std::strlen(kLine));
    return Plan();
  }
};

}  // namespace

MYDOCKER_EXPORT_DRIVER(Prints, kInfo)
