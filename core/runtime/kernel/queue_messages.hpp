// Queueing disciplines and the filters that lead to them, as netlink messages (rtnetlink(7),
// linux/pkt_sched.h, linux/tc_act/tc_mirred.h).
#pragma once

#include <cstdint>
#include <string>

#include "mydocker/resource.hpp"
#include "runtime/kernel/netlink_message.hpp"

namespace mydocker::kernel {

// The handle of each queue of mydocker, by which it is recognized. The class of an htb has a handle
// below this one.
inline constexpr std::uint32_t kQueueHandle = 0x4d0d0000;

// Adds the qdisc clsact to a link. Filters for incoming packets need it.
NetlinkMessage clsact_message(int link);

// Returns a message about the queue. `link` and `to` are indexes. `flags`: NLM_F_CREATE and similar
// flags.
NetlinkMessage qdisc_message(int flags, const Queue& queue, int link);
// Returns a message that removes a queue of any kind.
NetlinkMessage no_qdisc_message(int link);
// Returns a message about the class of an htb, through which all packets pass.
NetlinkMessage class_message(int flags, const Queue& queue, int link);
// Returns a message that creates a filter: packets that come in through `link` first pass `to`.
NetlinkMessage redirect_message(int link, int to);
NetlinkMessage no_redirect_message(int link);
// Returns the request for the filters of incoming packets.
NetlinkMessage filters_question(int link);

// A qdisc or a class as the kernel describes it.
struct QueueState {
  std::uint32_t handle = 0;  // handle; 0: the kernel has created the qdisc itself
  std::string kind;
  std::uint64_t rate = 0;    // bits per second
  std::uint32_t buffer = 0;  // only for the class of an htb: its burst, in ticks of the kernel
  std::uint32_t limit = 0;   // only for a tbf: its limit, in bytes
};
QueueState queue_from(nlmsghdr& message);

// Returns the burst of the queue as a time: how long the queue needs for it at its rate. The unit
// is ticks of the kernel.
std::uint32_t burst_ticks(const Queue& queue);

// Returns the index of the link to which redirect_message() has redirected the packets. 0: the
// message describes a filter of another program.
int redirect_target(nlmsghdr& message);

}  // namespace mydocker::kernel
