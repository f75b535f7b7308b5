// Building blocks for queues that limit a rate. Adds: link, queue. Since SDK 1.0.
#pragma once

#include <cstdint>
#include <string>

#include "mydocker/network_view.hpp"
#include "mydocker/plan.hpp"

namespace mydocker::blocks {

// A rate, and the number of bytes that may exceed it at once.
struct RateLimit {
  std::uint64_t rate = 0;   // in bits per second; 0: no limit
  std::uint32_t burst = 0;  // in bytes; 0: derived from the rate
  auto operator<=>(const RateLimit&) const = default;
};

// The limits of an endpoint, as its container sees them (the CNI capability `bandwidth`).
struct Bandwidth {
  RateLimit ingress{};  // packets to the container
  RateLimit egress{};   // packets from the container
  auto operator<=>(const Bandwidth&) const = default;
};

// Returns a queue of kind tbf. A packet waits for at most 50 ms, plus the time that the burst
// takes.
Queue token_bucket(Place place, const std::string& link, const RateLimit& limit);

// Limits the rates of an endpoint with a link on the host, for example the link of
// connect_with_veth(). Packets to the container wait on this link. Packets from the container wait
// on an ifb link, which the container cannot change. Call it after the block that plans
// `host_link`.
void limit_bandwidth(Plan& plan, const EndpointView& endpoint, const std::string& host_link,
                     const Bandwidth& bandwidth);

}  // namespace mydocker::blocks
