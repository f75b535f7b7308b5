#include "support/wiretap.hpp"

#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <poll.h>
#include <sys/ioctl.h>

#include <array>
#include <chrono>

namespace mydocker::testing {
namespace {

using Clock = std::chrono::steady_clock;

constexpr auto kHearingLimit = std::chrono::seconds(8);

std::uint16_t network_order(std::uint16_t value) {
  return static_cast<std::uint16_t>(value << 8U | value >> 8U);
}

}  // namespace

Wiretap::Wiretap(const std::string& netns, const std::string& link)
    // Protocol 0: the socket receives nothing before it is bound to the link.
    : fd_(socket_in(netns, AF_PACKET, SOCK_RAW)) {
  ifreq request{};
  link.copy(request.ifr_name, IFNAMSIZ - 1);
  require(ioctl(fd_.get(), SIOCGIFINDEX, &request) == 0, "find link " + link);
  sockaddr_ll name{};
  name.sll_family = AF_PACKET;
  name.sll_protocol = network_order(ETH_P_ALL);
  name.sll_ifindex = request.ifr_ifindex;
  require(bind(fd_.get(), reinterpret_cast<const sockaddr*>(&name), sizeof name) == 0,
          "listen to link " + link);
}

void Wiretap::take_all() {
  std::array<char, 4096> frame{};
  while (true) {
    sockaddr_ll from{};
    socklen_t size = sizeof from;
    const auto count = recvfrom(fd_.get(), frame.data(), frame.size(), 0,
                                reinterpret_cast<sockaddr*>(&from), &size);
    if (count < 0) return;
    if (from.sll_pkttype == PACKET_OUTGOING) continue;
    heard_.append(frame.data(), static_cast<std::size_t>(count));
    heard_ += '\n';
  }
}

bool Wiretap::has_heard(const std::string& mark) {
  take_all();
  return heard_.find(mark) != std::string::npos;
}

bool Wiretap::hears(const std::string& mark) {
  for (const auto end = Clock::now() + kHearingLimit; Clock::now() < end;) {
    if (has_heard(mark)) return true;
    pollfd one{fd_.get(), POLLIN, 0};
    (void)poll(&one, 1, 100);
  }
  return false;
}

}  // namespace mydocker::testing
