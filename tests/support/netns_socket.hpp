// Sockets inside other network namespaces: a socket stays in the one in which it was opened.
#pragma once

#include <sys/socket.h>

#include <cstdint>
#include <string>

#include "runtime/base/unique_fd.hpp"

namespace mydocker::testing {

// Opened in the namespace that ip-netns(8) knows by that name; an empty one is the host's, that of
// this process. Non-blocking. Throws std::runtime_error.
base::UniqueFd socket_in(const std::string& netns, int family, int type, int protocol = 0);

// An address and a port as the kernel takes them.
struct SocketName {
  sockaddr_storage bytes{};
  socklen_t size = sizeof(sockaddr_storage);

  [[nodiscard]] const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&bytes); }
  [[nodiscard]] sockaddr* get() { return reinterpret_cast<sockaddr*>(&bytes); }
};

// Throws std::runtime_error if the text is no address.
SocketName socket_name(const std::string& address, std::uint16_t port);
// Without the port; an IPv4 address that an IPv6 socket shows in its own way is IPv4 again.
std::string address_text(const SocketName& name);

inline bool is_v6(const std::string& address) { return address.find(':') != std::string::npos; }

// Throws std::runtime_error with errno's text if it does not hold.
void require(bool holds, const std::string& what);

}  // namespace mydocker::testing
