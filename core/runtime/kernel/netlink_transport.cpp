#include "runtime/kernel/netlink_transport.hpp"

#include <netlink/msg.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>

#include "runtime/base/errno_text.hpp"

namespace mydocker::kernel {
namespace {

constexpr int kReceiveQueueSize = 1 << 20;  // in bytes

// The kernel sends a list in datagrams of at most this many bytes.
constexpr std::size_t kReceiveBufferSize = 32768;

// For short datagrams with one message each: a reply about one set, chain or table.
constexpr std::size_t kShortSize = 768;
constexpr std::size_t kSlots = 40;

void set_option(int fd, int level, int option) {
  const int on = 1;
  // Old kernels lack some of these options. Then only the error texts are shorter.
  (void)setsockopt(fd, level, option, &on, sizeof on);
}

// Receives into `buffer`. Returns the size in bytes, or a negative errno value.
long receive_datagram(int fd, std::span<char> buffer) {
  while (true) {
    sockaddr_nl sender{};
    socklen_t length = sizeof sender;
    const ssize_t size = recvfrom(fd, buffer.data(), buffer.size(), MSG_TRUNC,
                                  reinterpret_cast<sockaddr*>(&sender), &length);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return -errno;
    if (sender.nl_pid != 0) continue;  // from another process, not from the kernel
    if (static_cast<std::size_t>(size) > buffer.size()) return -EMSGSIZE;
    return size;
  }
}

}  // namespace

Result<base::UniqueFd> open_netlink(int protocol) {
  base::UniqueFd socket(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol));
  if (!socket) return base::errno_error("open a netlink socket", errno);
  set_option(socket.get(), SOL_NETLINK, NETLINK_EXT_ACK);
  set_option(socket.get(), SOL_NETLINK, NETLINK_GET_STRICT_CHK);
  (void)setsockopt(socket.get(), SOL_SOCKET, SO_RCVBUFFORCE, &kReceiveQueueSize,
                   sizeof kReceiveQueueSize);
  return socket;
}

std::uint32_t take_sequence(std::uint32_t count) {
  static std::atomic<std::uint32_t> next{1};
  return next.fetch_add(count);
}

int send_bytes(int fd, std::span<const iovec> parts) {
  sockaddr_nl kernel{};
  kernel.nl_family = AF_NETLINK;
  msghdr header{};
  header.msg_name = &kernel;
  header.msg_namelen = sizeof kernel;
  header.msg_iov = const_cast<iovec*>(parts.data());
  header.msg_iovlen = parts.size();
  while (sendmsg(fd, &header, 0) < 0)
    if (errno != EINTR) return errno;
  return 0;
}

int receive_messages(int fd, const std::function<void(nlmsghdr&)>& take) {
  alignas(nlmsghdr) std::array<char, kReceiveBufferSize> buffer;
  const long size = receive_datagram(fd, buffer);
  if (size < 0) return static_cast<int>(-size);
  int left = static_cast<int>(size);
  for (auto* message = reinterpret_cast<nlmsghdr*>(buffer.data()); nlmsg_ok(message, left);
       message = nlmsg_next(message, &left))
    take(*message);
  return 0;
}

int receive_short_messages(int fd, std::size_t most, const std::function<void(nlmsghdr&)>& take) {
  struct Slot {
    alignas(nlmsghdr) std::array<char, kShortSize> bytes;
  };
  std::array<Slot, kSlots> slots;  // only used pages are touched
  std::array<sockaddr_nl, kSlots> senders{};
  std::array<iovec, kSlots> parts{};
  std::array<mmsghdr, kSlots> datagrams{};
  for (std::size_t n = 0; n < kSlots; ++n) {
    parts[n] = {slots[n].bytes.data(), slots[n].bytes.size()};
    datagrams[n].msg_hdr.msg_name = &senders[n];
    datagrams[n].msg_hdr.msg_namelen = sizeof senders[n];
    datagrams[n].msg_hdr.msg_iov = &parts[n];
    datagrams[n].msg_hdr.msg_iovlen = 1;
  }
  const auto wanted = static_cast<unsigned>(std::min(most, kSlots));
  int count = 0;
  do count = recvmmsg(fd, datagrams.data(), wanted, MSG_WAITFORONE, nullptr);
  while (count < 0 && errno == EINTR);
  if (count < 0) return errno;
  for (std::size_t n = 0; n < static_cast<std::size_t>(count); ++n) {
    if (senders[n].nl_pid != 0) continue;  // from another process, not from the kernel
    if ((datagrams[n].msg_hdr.msg_flags & MSG_TRUNC) != 0) return EMSGSIZE;
    auto* const message = reinterpret_cast<nlmsghdr*>(slots[n].bytes.data());
    if (nlmsg_ok(message, static_cast<int>(datagrams[n].msg_len))) take(*message);
  }
  return 0;
}

}  // namespace mydocker::kernel
