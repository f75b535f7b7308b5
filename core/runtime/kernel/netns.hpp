// A network namespace that is kept open (namespaces(7)), and code that runs inside it.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <thread>
#include <utility>

#include "mydocker/result.hpp"
#include "runtime/base/unique_fd.hpp"

namespace mydocker::kernel {

// Whether it is known that the thread can return to its own namespace. `possible`: an earlier visit
// of another namespace has returned.
enum class Return : std::uint8_t { unknown, possible };

// Owns the file descriptor of a namespace and an rtnetlink socket inside it. The namespace exists
// at least as long as this object. Example:
//   MYDOCKER_TRY(auto container, Netns::open("/run/netns/web"));
class Netns {
 public:
  // Opens the namespace of the file at `path` (/run/netns/NAME, /proc/PID/ns/net). An error of kind
  // not_found: the file does not exist. An error of kind invalid_argument: the file is not a
  // network namespace. A FIFO does not block this function.
  // `home`: the thread's own namespace. Null: the function asks the kernel for it.
  static Result<Netns> open(const std::string& path, const Netns* home = nullptr);
  // Returns the namespace of the calling thread.
  static Result<Netns> current();
  // Creates a namespace of a System in memory (system.hpp). `fd` is any open file. The namespace
  // has no socket.
  Netns(base::UniqueFd fd, std::uint64_t cookie, std::string path)
      : fd_(std::move(fd)), cookie_(cookie), path_(std::move(path)) {}

  // Creates a namespace that exists, but that this user cannot enter. It has no socket. `cookie` is
  // 0 if it is not known.
  static Netns unreadable(std::string path, std::uint64_t cookie) {
    return {base::UniqueFd(), cookie, std::move(path)};
  }

  // Returns false for unreadable().
  [[nodiscard]] bool is_readable() const noexcept { return static_cast<bool>(fd_); }
  [[nodiscard]] int fd() const noexcept { return fd_.get(); }
  [[nodiscard]] const std::string& path() const noexcept { return path_; }
  // Returns a number that is unique among all namespaces of this boot (SO_NETNS_COOKIE, socket(7)).
  [[nodiscard]] std::uint64_t cookie() const noexcept { return cookie_; }
  // Returns the number that lsns(8) and /proc/PID/ns/net show. The kernel may use the number again
  // for a later namespace. 0: unknown.
  [[nodiscard]] std::uint64_t inode() const noexcept;
  // Returns whether current() created this object in the calling thread. Then the thread is in this
  // namespace, except during a visit of another one.
  [[nodiscard]] bool is_own() const noexcept { return thread_ == std::this_thread::get_id(); }
  // Returns `possible` if a thread has visited this namespace and has returned.
  [[nodiscard]] Return known_return() const noexcept { return known_return_; }
  // Returns an rtnetlink socket that was opened inside the namespace and stays bound to it. This
  // object owns the socket.
  [[nodiscard]] int route_socket() const noexcept { return route_socket_.get(); }

 private:
  Netns() = default;
  // Opens the socket in the namespace of the calling thread.
  Result<void> listen();

  base::UniqueFd fd_;
  base::UniqueFd route_socket_;
  std::uint64_t cookie_ = 0;
  std::string path_;
  std::thread::id thread_;  // the thread that called current() in this namespace
  Return known_return_ = Return::unknown;
};

// A network namespace. It does not own the descriptor.
struct NamespaceHandle {
  int fd = -1;
  std::uint64_t cookie = 0;  // 0: not known
};

// Runs `work` on the calling thread inside the network namespace `target` (setns(2)). Then the
// thread returns to its own namespace. First, the function checks that the thread can return. The
// check fails in some user namespaces. If the return still fails, the process exits with code 70,
// because it must not change the wrong namespace. The next command then completes or rolls back the
// change. Other threads, mounts and settings outside the network are not affected. `home` is the
// namespace in which the thread usually is. The function compares cookies to find out where the
// thread is. If it is in `target` or in `home`, the function need not open the namespace of the
// thread.
Result<void> run_inside(const NamespaceHandle& target, const std::function<Result<void>()>& work,
                        const NamespaceHandle& home = {});

// Does the same as run_inside() for a thread that is in the namespace `home`. If `known` is
// `possible`, it does not check first that the thread can return.
Result<void> visit(int target, int home, const std::function<Result<void>()>& work,
                   Return known = Return::unknown);

}  // namespace mydocker::kernel
