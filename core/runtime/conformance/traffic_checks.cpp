#include "runtime/conformance/check.hpp"
namespace mydocker::conformance {
const std::span<const Check> kTrafficChecks;
}  // namespace mydocker::conformance
