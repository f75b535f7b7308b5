// Bytes to the kernel and messages back, over a netlink socket (netlink(7)).
//
// NetlinkSocket's conversations and nf_tables' batches stand on it. Does not: know what is said.
#pragma once

#include <linux/netlink.h>
#include <sys/uio.h>

#include <cstdint>
#include <functional>
#include <span>

#include "mydocker/result.hpp"
#include "runtime/base/unique_fd.hpp"

namespace mydocker::kernel {

// A socket of this protocol (NETLINK_ROUTE, ...) in the caller's namespace, with the kernel's words
// asked for.
Result<base::UniqueFd> open_netlink(int protocol);

// The first of `count` sequence numbers that no other message of this process has.
std::uint32_t take_sequence(std::uint32_t count = 1);

// All parts as one datagram; 0 or an errno value.
int send_bytes(int fd, std::span<const iovec> parts);

// Waits for one datagram of the kernel's and hands out its messages; 0 or an errno value. EMSGSIZE:
// it was larger than any that the kernel should send, and is lost.
int receive_messages(int fd, const std::function<void(nlmsghdr&)>& take);

}  // namespace mydocker::kernel
