#include "support/netns_socket.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>

namespace mydocker::testing {

void require(bool holds, const std::string& what) {
  if (!holds) throw std::runtime_error(what + ": " + std::strerror(errno));
}

base::UniqueFd socket_in(const std::string& netns, int family, int type, int protocol) {
  const int flags = type | SOCK_CLOEXEC | SOCK_NONBLOCK;
  if (netns.empty()) {
    base::UniqueFd made(::socket(family, flags, protocol));
    require(made.get() >= 0, "open a socket");
    return made;
  }
  const base::UniqueFd here(::open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC));
  const base::UniqueFd there(::open(("/run/netns/" + netns).c_str(), O_RDONLY | O_CLOEXEC));
  require(there.get() >= 0 && setns(there.get(), CLONE_NEWNET) == 0, "enter " + netns);
  base::UniqueFd made(::socket(family, flags, protocol));
  require(setns(here.get(), CLONE_NEWNET) == 0, "leave " + netns);
  require(made.get() >= 0, "open a socket in " + netns);
  return made;
}

SocketName socket_name(const std::string& address, std::uint16_t port) {
  SocketName name;
  if (is_v6(address)) {
    auto* v6 = reinterpret_cast<sockaddr_in6*>(&name.bytes);
    v6->sin6_family = AF_INET6;
    v6->sin6_port = htons(port);
    require(inet_pton(AF_INET6, address.c_str(), &v6->sin6_addr) == 1, address);
    name.size = sizeof *v6;
  } else {
    auto* v4 = reinterpret_cast<sockaddr_in*>(&name.bytes);
    v4->sin_family = AF_INET;
    v4->sin_port = htons(port);
    require(inet_pton(AF_INET, address.c_str(), &v4->sin_addr) == 1, address);
    name.size = sizeof *v4;
  }
  return name;
}

std::string address_text(const SocketName& name) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const void* bytes = nullptr;
  if (name.bytes.ss_family == AF_INET) {
    bytes = &reinterpret_cast<const sockaddr_in*>(&name.bytes)->sin_addr;
  } else {
    bytes = &reinterpret_cast<const sockaddr_in6*>(&name.bytes)->sin6_addr;
  }
  const std::string all = inet_ntop(name.bytes.ss_family, bytes, text.data(), text.size());
  return all.starts_with("::ffff:") ? all.substr(7) : all;
}

}  // namespace mydocker::testing
