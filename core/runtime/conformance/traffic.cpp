#include "runtime/conformance/traffic.hpp"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "runtime/base/errno_text.hpp"
#include "runtime/base/unique_fd.hpp"
#include "runtime/kernel/namespace_entry.hpp"

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

// A socket stays in the namespace where it was opened.
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

}  // namespace mydocker::conformance
