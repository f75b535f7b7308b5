// Three requests to the kernel about the root queueing discipline of a link (rtnetlink(7)), in the
// network namespace of the caller. Each returns 0 or an errno; ENODEV: there is no such link.
#pragma once

#include <cstdint>
#include <string>

namespace shaped {

struct Bucket {
  std::uint32_t rate = 0;   // bytes a second
  std::uint32_t burst = 0;  // bytes that may leave at once
  std::uint32_t limit = 0;  // bytes that wait; what comes then is dropped
};
// What a rate of kilobits a second asks for: 20 ms at once, and another 100 ms in the queue.
Bucket bucket_of(std::uint64_t kilobits);

struct Found {
  bool is_bucket = false;  // and not the kernel's default, or somebody's something else
  std::uint32_t rate = 0;
};
int find_queue(const std::string& link, Found& found);
// EEXIST: the link has one that somebody has added.
int add_bucket(const std::string& link, const Bucket& bucket);
int remove_queue(const std::string& link);

}  // namespace shaped
