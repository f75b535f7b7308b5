#include "runtime/conformance/frames.hpp"

#include <arpa/inet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <netpacket/packet.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>

#include "runtime/base/errno_text.hpp"
#include "runtime/kernel/netns.hpp"

namespace mydocker::conformance {
namespace {

constexpr std::uint16_t kFramePort = 7778;
constexpr char kHopLimit = 64;
constexpr char kIcmpV6 = 58;
constexpr std::size_t kChecksumInIpv4 = 10;
constexpr std::size_t kUdpHeader = 8;

// Builds a text of bytes. Numbers are appended in network byte order.
class Bytes {
 public:
  Bytes& put(const MacAddress& mac) {
    text_.append(reinterpret_cast<const char*>(mac.bytes.data()), mac.bytes.size());
    return *this;
  }
  Bytes& put(const IpAddress& address) {
    const std::size_t size = address.is_v4() ? 4 : 16;
    text_.append(reinterpret_cast<const char*>(address.bytes().data()), size);
    return *this;
  }
  Bytes& put16(std::size_t value) {
    text_ += static_cast<char>(value >> 8U);
    text_ += static_cast<char>(value);
    return *this;
  }
  Bytes& put(const std::string& text) {
    text_ += text;
    return *this;
  }
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string text_;
};

// Returns the internet checksum (RFC 1071).
std::uint16_t checksum(const std::string& bytes) {
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i)
    sum += static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[i]))
           << (i % 2 == 0 ? 8U : 0U);
  while (sum > 0xffffU) sum = (sum & 0xffffU) + (sum >> 16U);
  return static_cast<std::uint16_t>(~sum);
}

Bytes ethernet(const FrameEnds& ends, std::uint16_t type) {
  return Bytes().put(ends.target_mac).put(ends.source_mac).put16(type);
}

std::string ipv4_header(const FrameEnds& ends, std::size_t payload) {
  std::string header = Bytes()
                           .put16(0x4500)
                           .put16(20 + payload)
                           .put16(0)
                           .put16(0)
                           .put(std::string{kHopLimit, static_cast<char>(IPPROTO_UDP)})
                           .put16(0)
                           .put(ends.source)
                           .put(ends.target)
                           .text();
  return header.replace(kChecksumInIpv4, 2, Bytes().put16(checksum(header)).text());
}

std::string ipv6_header(const FrameEnds& ends, std::size_t payload, char protocol, char hops) {
  return Bytes()
      .put16(0x6000)
      .put16(0)
      .put16(payload)
      .put(std::string{protocol, hops})
      .put(ends.source)
      .put(ends.target)
      .text();
}

std::string advertisement(const FrameEnds& ends) {
  const auto message = [&](std::uint16_t sum) {
    return Bytes()
        .put16(0x8800)  // ICMPv6 type 136, code 0
        .put16(sum)
        .put16(0x2000)  // the override flag
        .put16(0)
        .put(ends.source)
        .put16(0x0201)  // the option with the link-layer address
        .put(ends.source_mac)
        .text();
  };
  const std::string pseudo =
      Bytes().put(ends.source).put(ends.target).put16(0).put16(32).put16(0).put16(kIcmpV6).text();
  return message(checksum(pseudo + message(0)));
}

}  // namespace

std::string udp_frame(const FrameEnds& ends, const std::string& payload) {
  const bool v4 = ends.source.is_v4();
  const std::size_t size = kUdpHeader + payload.size();
  const std::string udp =
      Bytes().put16(kFramePort).put16(kFramePort).put16(size).put16(0).put(payload).text();
  if (v4) return ethernet(ends, ETH_P_IP).put(ipv4_header(ends, size)).put(udp).text();
  const auto header = ipv6_header(ends, size, static_cast<char>(IPPROTO_UDP), kHopLimit);
  return ethernet(ends, ETH_P_IPV6).put(header).put(udp).text();
}

std::string neighbour_frame(const FrameEnds& ends, const std::string& payload) {
  if (ends.source.is_v4())
    return ethernet(ends, ETH_P_ARP)
        .put16(1)
        .put16(ETH_P_IP)
        .put16(0x0604)
        .put16(2)  // operation: reply
        .put(ends.source_mac)
        .put(ends.source)
        .put(ends.target_mac)
        .put(ends.target)
        .put(payload)
        .text();
  const auto message = advertisement(ends);
  constexpr char kNeighbourHops = static_cast<char>(255);
  return ethernet(ends, ETH_P_IPV6)
      .put(ipv6_header(ends, message.size(), kIcmpV6, kNeighbourHops))
      .put(message)
      .put(payload)
      .text();
}

Result<FrameSocket> FrameSocket::open(const kernel::Netns& netns, const std::string& link) {
  base::UniqueFd socket;
  MYDOCKER_CHECK(kernel::run_inside({netns.fd()}, [&]() -> Result<void> {
    sockaddr_ll where{};
    where.sll_family = AF_PACKET;
    where.sll_protocol = htons(ETH_P_ALL);
    where.sll_ifindex = static_cast<int>(::if_nametoindex(link.c_str()));
    if (where.sll_ifindex == 0) return base::errno_error("link \"" + link + "\"", errno);
    socket.reset(::socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!socket || ::bind(socket.get(), reinterpret_cast<sockaddr*>(&where), sizeof where) != 0)
      return base::errno_error("open a packet socket", errno);
    return {};
  }));
  return FrameSocket(std::move(socket));
}

void FrameSocket::send(const std::string& frame) const {
  (void)::send(socket_.get(), frame.data(), frame.size(), MSG_NOSIGNAL);
}

bool FrameSocket::hears(const std::string& text, std::chrono::milliseconds timeout) const {
  const auto end = std::chrono::steady_clock::now() + timeout;
  std::array<char, 2048> bytes{};
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        end - std::chrono::steady_clock::now());
    pollfd one{socket_.get(), POLLIN, 0};
    if (left.count() < 0 || ::poll(&one, 1, static_cast<int>(left.count())) != 1) return false;
    const ssize_t size = ::recv(socket_.get(), bytes.data(), bytes.size(), 0);
    if (size > 0 && std::string_view(bytes.data(), static_cast<std::size_t>(size)).find(text) !=
                        std::string_view::npos)
      return true;
  }
}

}  // namespace mydocker::conformance
