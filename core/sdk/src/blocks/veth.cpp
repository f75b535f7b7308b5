#include <algorithm>
#include <limits>

#include "mydocker/blocks/bandwidth.hpp"
#include "mydocker/blocks/veth.hpp"

namespace mydocker::blocks {

std::string host_link_of(const EndpointView& endpoint) {
  return derived_link_name("veth-", endpoint.id);
}

std::string connect_with_veth(Plan& plan, const EndpointView& endpoint, VethOptions options) {
  const std::string other_end =
      options.master.empty() ? "on the host" : "in bridge \"" + options.master + "\"";
  std::string host_link =
      options.host_link.empty() ? host_link_of(endpoint) : std::move(options.host_link);
  plan.ensure(Veth{.host_link = host_link,
                   .host_mac = derived_mac(endpoint.id, "host"),
                   .container_link = endpoint.link_name,
                   .container_mac = endpoint.mac,
                   .master = std::move(options.master),
                   .mtu = options.mtu,
                   .ipv6 = options.ipv6,
                   .isolated = options.isolated,
                   .up = options.up},
              "a veth pair with one interface in the container, the other " + other_end);
  return host_link;
}

namespace {

constexpr std::uint64_t kBitsPerByte = 8;
// 32 KiB, which is more than a packet of any usual MTU.
constexpr std::uint64_t kSmallestBurst = 32768;
constexpr std::uint64_t kBurstsPerSecond = 100;  // the burst is the amount of data of 10 ms
constexpr std::uint64_t kWaitsPerSecond = 20;    // the limit is the amount of data of 50 ms

std::uint32_t clamped(std::uint64_t number) {
  return static_cast<std::uint32_t>(
      std::min<std::uint64_t>(number, std::numeric_limits<std::uint32_t>::max()));
}

std::string why(const char* what, const RateLimit& limit) {
  return std::string("the container ") + what + " at most " + std::to_string(limit.rate) +
         " bits per second";
}

}  // namespace

Queue token_bucket(Place place, const std::string& link, const RateLimit& limit) {
  const auto bytes = limit.rate / kBitsPerByte;
  const auto burst =
      limit.burst != 0 ? limit.burst : clamped(std::max(kSmallestBurst, bytes / kBurstsPerSecond));
  return {.place = place,
          .link = link,
          .rate = limit.rate,
          .burst = burst,
          .limit = clamped(burst + bytes / kWaitsPerSecond)};
}

void limit_bandwidth(Plan& plan, const EndpointView& endpoint, const std::string& host_link,
                     const Bandwidth& bandwidth) {
  if (bandwidth.ingress.rate != 0)
    plan.ensure(token_bucket(Place::host, host_link, bandwidth.ingress),
                why("receives", bandwidth.ingress));
  if (bandwidth.egress.rate == 0) return;
  const auto ifb = derived_link_name("ifb-", endpoint.id);
  plan.ensure(Link{.name = ifb, .kind = "ifb", .mac = derived_mac(endpoint.id, "ifb")},
              "a link that queues the packets from the container, to limit their rate");
  auto queue = token_bucket(Place::host, ifb, bandwidth.egress);
  queue.ingress_of = host_link;
  plan.ensure(std::move(queue), why("sends", bandwidth.egress));
}

}  // namespace mydocker::blocks
