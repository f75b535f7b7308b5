// A network namespace, held open.
#pragma once

#include <cstdint>
#include <string>

#include "mydocker/result.hpp"
#include "runtime/base/unique_fd.hpp"

namespace mydocker::kernel {

class Netns {
 public:
  // The namespace that the file at `path` stands for (/run/netns/NAME, /proc/PID/ns/net).
  // not_found: no such file; invalid_argument: the file is not a network namespace (never blocks on
  // a FIFO).
  static Result<Netns> open(const std::string& path);
  // The namespace this process runs in.
  static Result<Netns> current();

  [[nodiscard]] int fd() const noexcept { return fd_.get(); }
  [[nodiscard]] const std::string& path() const noexcept { return path_; }
  // A number that no other namespace has had or will have in this boot (SO_NETNS_COOKIE,
  // socket(7)).
  [[nodiscard]] std::uint64_t cookie() const noexcept { return cookie_; }
  // As lsns(8) and /proc/PID/ns/net show it; may be used again after the namespace. 0: unknown.
  [[nodiscard]] std::uint64_t inode() const noexcept;
  // An rtnetlink socket that was opened inside and stays bound to the namespace; lent.
  [[nodiscard]] int route_socket() const noexcept { return route_socket_.get(); }

 private:
  Netns() = default;
  // Opens the socket, in the namespace that the calling thread is in.
  Result<void> listen();

  base::UniqueFd fd_;
  base::UniqueFd route_socket_;
  std::uint64_t cookie_ = 0;
  std::string path_;
};

}  // namespace mydocker::kernel
