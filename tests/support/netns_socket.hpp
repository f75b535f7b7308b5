// Sockets in other network namespaces. A socket stays in the namespace in which it was opened.
#pragma once

#include <sys/socket.h>

#include <cstdint>
#include <string>

#include "runtime/base/unique_fd.hpp"

namespace mydocker::testing {

// Opens a non-blocking socket in a named namespace (ip-netns(8)). An empty name is the namespace of
// this process, the host. Throws std::runtime_error.
base::UniqueFd socket_in(const std::string& netns, int family, int type, int protocol = 0);

// An address and a port in the form of the kernel.
struct SocketName {
  sockaddr_storage bytes{};
  socklen_t size = sizeof(sockaddr_storage);

  [[nodiscard]] const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&bytes); }
  [[nodiscard]] sockaddr* get() { return reinterpret_cast<sockaddr*>(&bytes); }
};

// Throws std::runtime_error if the text is not an address.
SocketName socket_name(const std::string& address, std::uint16_t port);
// The address without the port. An IPv4-mapped IPv6 address (RFC 4291) is written as IPv4.
std::string address_text(const SocketName& name);

inline bool is_v6(const std::string& address) { return address.find(':') != std::string::npos; }

// Throws std::runtime_error with the text of errno if `holds` is false.
void require(bool holds, const std::string& what);

}  // namespace mydocker::testing
