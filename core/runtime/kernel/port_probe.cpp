#include "runtime/kernel/port_probe.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>
#include <string>

#include "runtime/base/errno_text.hpp"
#include "runtime/base/unique_fd.hpp"

namespace mydocker::kernel {
namespace {

base::UniqueFd open_socket(Protocol protocol, int family) {
  switch (protocol) {
    case Protocol::tcp:
      return base::UniqueFd(::socket(family, SOCK_STREAM | SOCK_CLOEXEC, IPPROTO_TCP));
    case Protocol::udp:
      return base::UniqueFd(::socket(family, SOCK_DGRAM | SOCK_CLOEXEC, IPPROTO_UDP));
    case Protocol::sctp:
      return base::UniqueFd(::socket(family, SOCK_STREAM | SOCK_CLOEXEC, IPPROTO_SCTP));
  }
  return {};
}

// Returns whether the kernel module of the protocol is loaded. Opening a socket of SCTP would load
// its module. Without the module, no program uses SCTP.
bool is_loaded(Protocol protocol) {
  return protocol != Protocol::sctp || access("/proc/net/sctp", F_OK) == 0;
}

void switch_on(const base::UniqueFd& socket, int level, int option) {
  const int on = 1;
  (void)setsockopt(socket.get(), level, option, &on, sizeof on);
}

// Binds the socket to the address and port. Returns 0 or an errno value.
int bind_to(const base::UniqueFd& socket, const IpAddress& address, std::uint16_t port) {
  if (address.is_v4()) {
    sockaddr_in name{};
    name.sin_family = AF_INET;
    name.sin_port = htons(port);
    std::memcpy(&name.sin_addr, address.bytes().data(), sizeof name.sin_addr);
    return bind(socket.get(), reinterpret_cast<sockaddr*>(&name), sizeof name) == 0 ? 0 : errno;
  }
  sockaddr_in6 name{};
  name.sin6_family = AF_INET6;
  name.sin6_port = htons(port);
  std::memcpy(&name.sin6_addr, address.bytes().data(), sizeof name.sin6_addr);
  return bind(socket.get(), reinterpret_cast<sockaddr*>(&name), sizeof name) == 0 ? 0 : errno;
}

}  // namespace

Result<PortUse> probe_port(Protocol protocol, const IpAddress& address, std::uint16_t port) {
  if (!is_loaded(protocol)) return PortUse::free;
  const auto socket = open_socket(protocol, address.is_v4() ? AF_INET : AF_INET6);
  if (!socket) {
    const bool unknown = errno == EPROTONOSUPPORT || errno == EAFNOSUPPORT;
    if (unknown) return PortUse::free;
    return base::errno_error("open a socket", errno);
  }
  // With SO_REUSEADDR, a closed connection in TIME_WAIT does not count as a user of the port. A
  // listening socket does count, even if it has set the option too (socket(7)). For UDP the option
  // is not set, because it would share the port.
  if (protocol != Protocol::udp) switch_on(socket, SOL_SOCKET, SO_REUSEADDR);
  // An IPv6 socket would also bind the IPv4 port, which is checked separately.
  if (!address.is_v4()) switch_on(socket, IPPROTO_IPV6, IPV6_V6ONLY);
  switch (const int error = bind_to(socket, address, port)) {
    case 0:
      return PortUse::free;
    case EADDRINUSE:
      return PortUse::taken;
    case EADDRNOTAVAIL:
      return PortUse::no_address;
    default:
      return base::errno_error("bind port " + std::to_string(port), error);
  }
}

PortSpan local_port_span() {
  std::ifstream file("/proc/sys/net/ipv4/ip_local_port_range");
  unsigned first = 0;
  unsigned last = 0;
  if (!(file >> first >> last) || first == 0 || last > 65535 || last < first) return {};
  return {static_cast<std::uint16_t>(first), static_cast<std::uint16_t>(last)};
}

// Reads the file of reserved ports. It has one line, such as "8080,9000-9010".
std::vector<PortSpan> reserved_ports() {
  std::ifstream file("/proc/sys/net/ipv4/ip_local_reserved_ports");
  std::vector<PortSpan> spans;
  for (std::string word; std::getline(file, word, ',');) {
    std::istringstream text(word);
    PortSpan span;
    char dash = 0;
    if (!(text >> span.first)) continue;
    if (!(text >> dash >> span.last) || dash != '-') span.last = span.first;
    spans.push_back(span);
  }
  return spans;
}

}  // namespace mydocker::kernel
