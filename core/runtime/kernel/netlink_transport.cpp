#include "runtime/kernel/netlink_transport.hpp"

#include <netlink/msg.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <memory>

#include "runtime/base/errno_text.hpp"

namespace mydocker::kernel {
namespace {

constexpr int kReceiveQueueSize = 1 << 20;  // size of the receive queue in bytes
// A new socket has space for at least this number of replies, also if each has an error text. For
// more replies, the receive queue must become larger.
constexpr std::size_t kUsualReplies = 64;

// The kernel sends a list in datagrams of at most this many bytes.
constexpr std::size_t kReceiveBufferSize = 32768;

// Size of the buffer for short datagrams: a reply about one set, chain, table or element, or an
// acknowledgement.
constexpr std::size_t kShortSize = 768;
constexpr std::size_t kShortPlaces = 40;

void set_option(int fd, int level, int option) {
  const int on = 1;
  // Old kernels lack some of these options. Then error messages contain less of the kernel's text.
  (void)setsockopt(fd, level, option, &on, sizeof on);
}

// A buffer for one datagram.
struct Datagram {
  iovec space{};
  sockaddr_nl sender{};
};

// Receives the datagrams that have arrived, each into its own buffer, with one system call. Waits
// for the first datagram.
int receive_into(int fd, std::span<Datagram> places, const std::function<void(nlmsghdr&)>& take) {
  std::array<mmsghdr, kShortPlaces> headers{};
  for (std::size_t n = 0; n < places.size(); ++n) {
    headers[n].msg_hdr.msg_name = &places[n].sender;
    headers[n].msg_hdr.msg_namelen = sizeof places[n].sender;
    headers[n].msg_hdr.msg_iov = &places[n].space;
    headers[n].msg_hdr.msg_iovlen = 1;
  }
  int count = 0;
  do
    count =
        recvmmsg(fd, headers.data(), static_cast<unsigned>(places.size()), MSG_WAITFORONE, nullptr);
  while (count < 0 && errno == EINTR);
  if (count < 0) return errno;
  for (std::size_t n = 0; n < static_cast<std::size_t>(count); ++n) {
    // Ignore a datagram that another process has sent, not the kernel.
    if (places[n].sender.nl_pid != 0) continue;
    if ((headers[n].msg_hdr.msg_flags & MSG_TRUNC) != 0) return EMSGSIZE;
    int left = static_cast<int>(headers[n].msg_len);
    for (auto* message = static_cast<nlmsghdr*>(places[n].space.iov_base); nlmsg_ok(message, left);
         message = nlmsg_next(message, &left))
      take(*message);
  }
  return 0;
}

// The space for `Count` datagrams. It is not initialized, so that unused memory is not touched. It
// is not on the stack, because the stack may have few pages (ulimit -s).
template <std::size_t Count, std::size_t Size>
class ReceiveBuffer {
 public:
  std::span<Datagram> places(std::size_t most = Count) {
    for (std::size_t n = 0; n < Count; ++n) places_[n].space = {bytes_[n].data(), Size};
    return std::span(places_).first(std::min(most, Count));
  }

 private:
  static_assert(Count <= kShortPlaces && Size % NLMSG_ALIGNTO == 0);
  std::array<Datagram, Count> places_;
  alignas(nlmsghdr) std::array<std::array<char, Size>, Count> bytes_;
};

}  // namespace

Result<base::UniqueFd> open_netlink(int protocol) {
  base::UniqueFd socket(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol));
  if (!socket) return base::errno_error("open a netlink socket", errno);
  set_option(socket.get(), SOL_NETLINK, NETLINK_EXT_ACK);
  if (protocol == NETLINK_ROUTE) set_option(socket.get(), SOL_NETLINK, NETLINK_GET_STRICT_CHK);
  return socket;
}

void expect_replies(int fd, std::size_t count) {
  if (count <= kUsualReplies) return;
  (void)setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &kReceiveQueueSize, sizeof kReceiveQueueSize);
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
  const auto buffer = std::make_unique_for_overwrite<ReceiveBuffer<2, kReceiveBufferSize>>();
  return receive_into(fd, buffer->places(), take);
}

int receive_short_messages(int fd, std::size_t most, const std::function<void(nlmsghdr&)>& take) {
  const auto buffer = std::make_unique_for_overwrite<ReceiveBuffer<kShortPlaces, kShortSize>>();
  return receive_into(fd, buffer->places(most), take);
}

}  // namespace mydocker::kernel
