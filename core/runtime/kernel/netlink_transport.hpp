// Sends and receives datagrams over a netlink socket (netlink(7)).
//
// NetlinkSocket and NftSession use this file. It does not know the meaning of messages.
#pragma once

#include <linux/netlink.h>
#include <sys/uio.h>

#include <cstdint>
#include <functional>
#include <span>

#include "mydocker/result.hpp"
#include "runtime/base/unique_fd.hpp"

namespace mydocker::kernel {

// Opens a socket of the netlink protocol `protocol` (NETLINK_ROUTE, ...) in the caller's namespace.
// The kernel's error texts are turned on.
Result<base::UniqueFd> open_netlink(int protocol);

// Makes the receive queue large enough for `count` replies to one datagram. Without the privilege,
// the queue keeps its size.
void expect_replies(int fd, std::size_t count);

// Reserves `count` sequence numbers that are unique in this process. Returns the first number.
std::uint32_t take_sequence(std::uint32_t count = 1);

// Sends all parts as one datagram. Returns 0 or an errno value.
int send_bytes(int fd, std::span<const iovec> parts);

// Waits for a datagram of the kernel and calls `take` for each of its messages. The same system
// call also reads the next datagram if it has arrived. So one call reads a list and its end, or an
// object and its acknowledgement. Returns 0 or an errno value. EMSGSIZE: a datagram did not fit and
// is lost.
int receive_messages(int fd, const std::function<void(nlmsghdr&)>& take);

// Waits for a short datagram of the kernel. One system call reads all datagrams that have arrived,
// up to `most`. Calls `take` for each of their messages. Returns the same as receive_messages().
int receive_short_messages(int fd, std::size_t most, const std::function<void(nlmsghdr&)>& take);

}  // namespace mydocker::kernel
