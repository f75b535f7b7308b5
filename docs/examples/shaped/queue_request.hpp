// Requests to the kernel for the root queueing discipline of a link (rtnetlink(7)), in the network
// namespace of the caller. Each request returns 0 or an errno value; ENODEV: the link is missing.
#pragma once

#include <cstdint>
#include <string>

namespace shaped {

// The parameters of a token bucket (tc-tbf(8)).
struct Bucket {
  std::uint32_t rate = 0;   // bytes per second
  std::uint32_t burst = 0;  // bytes that may be sent at once
  std::uint32_t limit = 0;  // bytes in the queue; more are dropped
};
// Returns the bucket for a rate in kilobits per second: a burst of 20 ms, and 100 ms more in the
// queue.
Bucket bucket_of(std::uint64_t kilobits);

// The queueing discipline that a link has.
struct Found {
  bool is_bucket = false;  // false: another one, for example the kernel's default
  std::uint32_t rate = 0;
};
int find_queue(const std::string& link, Found& found);
// add: EEXIST, if the link has another queueing discipline. change: ENOENT, if it has no bucket.
enum class Put : std::uint8_t { add, change };
int put_bucket(const std::string& link, const Bucket& bucket, Put put);
int remove_queue(const std::string& link);

}  // namespace shaped
