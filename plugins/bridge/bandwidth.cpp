#include "bandwidth.hpp"

#include <limits>

namespace bridge {
namespace {

using mydocker::Error;
using mydocker::ErrorKind;
using mydocker::Result;
using mydocker::blocks::RateLimit;

constexpr std::int64_t kSmallestRate = 8000;   // of a queue (resource.hpp)
constexpr std::int64_t kSmallestBurst = 1600;  // of a queue (resource.hpp)
constexpr std::int64_t kLargestBurst = std::numeric_limits<std::uint32_t>::max();

Error wrong(const std::string& option, const std::string& why) {
  return {ErrorKind::invalid_argument, "option \"" + option + "\": " + why};
}

Result<RateLimit> limit_of(const mydocker::Options& options, const std::string& key) {
  const auto burst_key = key + "-burst";
  const bool has_burst = options.has(burst_key);
  if (!options.has(key)) {
    if (has_burst) return wrong(burst_key, "it needs a rate").hint("give " + key + " too");
    return RateLimit{};
  }
  MYDOCKER_TRY(const auto rate, options.number(key));
  if (rate < kSmallestRate) return wrong(key, "the rate is less than 8000 bits per second");
  MYDOCKER_TRY(const auto burst, options.number(burst_key));
  if (has_burst && (burst < kSmallestBurst || burst > kLargestBurst))
    return wrong(burst_key, "the burst is not from 1600 bytes to 4 gigabytes");
  return RateLimit{static_cast<std::uint64_t>(rate), static_cast<std::uint32_t>(burst)};
}

}  // namespace

Result<mydocker::blocks::Bandwidth> bandwidth_of(const mydocker::EndpointView& endpoint) {
  MYDOCKER_TRY(const auto ingress, limit_of(endpoint.options, "bandwidth-ingress"));
  MYDOCKER_TRY(const auto egress, limit_of(endpoint.options, "bandwidth-egress"));
  return mydocker::blocks::Bandwidth{ingress, egress};
}

}  // namespace bridge
