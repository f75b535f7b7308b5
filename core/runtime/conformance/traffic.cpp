#include "runtime/conformance/traffic.hpp"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <initializer_list>

#include "runtime/base/errno_text.hpp"
#include "runtime/base/unique_fd.hpp"
#include "runtime/kernel/linux_kernel.hpp"
#include "runtime/kernel/netns.hpp"

namespace mydocker::conformance {
namespace {

constexpr int kStep = 20;  // milliseconds between two attempts

struct SocketName {
  sockaddr_storage bytes{};
  socklen_t size = sizeof(sockaddr_storage);
  sockaddr* get() { return reinterpret_cast<sockaddr*>(&bytes); }
};

SocketName name_of(const IpAddress& address, std::uint16_t port) {
  SocketName name;
  if (address.is_v4()) {
    auto* v4 = reinterpret_cast<sockaddr_in*>(&name.bytes);
    v4->sin_family = AF_INET;
    v4->sin_port = htons(port);
    std::memcpy(&v4->sin_addr, address.bytes().data(), sizeof v4->sin_addr);
    name.size = sizeof *v4;
  } else {
    auto* v6 = reinterpret_cast<sockaddr_in6*>(&name.bytes);
    v6->sin6_family = AF_INET6;
    v6->sin6_port = htons(port);
    std::memcpy(&v6->sin6_addr, address.bytes().data(), sizeof v6->sin6_addr);
    name.size = sizeof *v6;
  }
  return name;
}

// Opens a socket in the namespace. The socket belongs to this namespace for its whole life.
Result<base::UniqueFd> socket_in(const kernel::Netns& netns, Family family) {
  base::UniqueFd socket;
  MYDOCKER_CHECK(kernel::run_inside({netns.fd()}, [&]() -> Result<void> {
    socket.reset(::socket(family == Family::v4 ? AF_INET : AF_INET6,
                          SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!socket) return base::errno_error("open a socket", errno);
    return {};
  }));
  return socket;
}

bool is_readable(int fd, int milliseconds) {
  pollfd one{fd, POLLIN, 0};
  return ::poll(&one, 1, milliseconds) == 1;
}

}  // namespace

Result<ProbeResult> send_probe(const UdpProbe& probe, std::chrono::milliseconds timeout) {
  const Family family = probe.address.family();
  MYDOCKER_TRY(const auto server, socket_in(probe.to, family));
  MYDOCKER_TRY(const auto client, socket_in(probe.from, family));
  auto here = name_of(IpAddress(family, {}), probe.listen == 0 ? probe.port : probe.listen);
  auto there = name_of(probe.address, probe.port);
  if (::bind(server.get(), here.get(), here.size) != 0) return base::errno_error("bind", errno);
  ProbeResult result;
  const auto end = std::chrono::steady_clock::now() + timeout;
  while (!result.answered && std::chrono::steady_clock::now() < end) {
    (void)::sendto(client.get(), "?", 1, MSG_NOSIGNAL, there.get(), there.size);
    std::array<char, 8> word{};
    SocketName peer;
    while (is_readable(server.get(), kStep) &&
           ::recvfrom(server.get(), word.data(), word.size(), 0, peer.get(), &peer.size) >= 0) {
      result.heard = true;
      (void)::sendto(server.get(), "!", 1, MSG_NOSIGNAL, peer.get(), peer.size);
      if (is_readable(client.get(), kStep)) break;
    }
    result.answered = ::recv(client.get(), word.data(), word.size(), 0) > 0;
  }
  return result;
}

namespace {

constexpr std::uint16_t kUnpublishedPort = 7779;
constexpr std::chrono::milliseconds kAfterStep{50};

}  // namespace

Result<void> open_paths(TestHost& test_host) {
  MYDOCKER_TRY(const auto kernel,
               kernel::open_linux_kernel(test_host.host(), &test_host.outside()));
  const auto lead = [&](const char* subnet, const char* gateway, const char* via) -> Result<void> {
    const auto held = IpPrefix::parse(gateway).value();
    MYDOCKER_CHECK(kernel->destroy(Address{Place::container, "eth0", held}));
    return kernel->create(Route{Place::container, "eth0", IpPrefix::parse(subnet).value(),
                                IpAddress::parse(via).value()});
  };
  MYDOCKER_CHECK(kernel->create(Sysctl{Place::host, "net/ipv4/ip_forward", "1"}));
  MYDOCKER_CHECK(lead("10.77.0.0/24", "10.77.0.1/24", kHostOutside));
  if (!kernel_has_ipv6()) return {};
  MYDOCKER_CHECK(kernel->create(Sysctl{Place::host, "net/ipv6/conf/all/forwarding", "1"}));
  return lead("fd00:77::/64", "fd00:77::1/64", kHostOutside6);
}

Result<std::string> first_heard(TestHost& test_host, const kernel::Netns& container,
                                const IpAddress& address, std::chrono::milliseconds timeout) {
  MYDOCKER_TRY(const auto result,
               send_probe({test_host.outside(), container, address, kUnpublishedPort}, timeout));
  return std::string(result.heard ? "that a packet arrives" : "");
}

void OpenProbe::after_step() {
  ++steps_;
  for (const auto& address : addresses_) {
    const auto heard = first_heard(test_host_, container_, address, kAfterStep);
    if (found_.empty() && heard && !heard->empty())
      found_ = "that a packet arrives after step " + std::to_string(steps_);
  }
}

}  // namespace mydocker::conformance
