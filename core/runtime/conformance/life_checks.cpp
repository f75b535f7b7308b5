#include "runtime/conformance/check.hpp"
namespace mydocker::conformance {
const std::span<const Check> kLifeChecks;
}  // namespace mydocker::conformance
