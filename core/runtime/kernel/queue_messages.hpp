// Queueing disciplines and the filters that lead to them, as netlink messages (rtnetlink(7),
// linux/pkt_sched.h, linux/tc_act/tc_mirred.h).
#pragma once

#include <cstdint>
#include <string>

#include "mydocker/resource.hpp"
#include "runtime/kernel/netlink_message.hpp"

namespace mydocker::kernel {

// The handle marks a queue as one of mydocker. The class of an htb is below it.
inline constexpr std::uint32_t kQueueHandle = 0x4d0d0000;

// Adds the qdisc clsact to a link. Filters for incoming packets need it.
NetlinkMessage clsact_message(int link);

// `link` and `to` are indexes. `flags` are NLM_F_CREATE and the like.
NetlinkMessage qdisc_message(int flags, const Queue& queue, int link);
// Removes a queue of any kind.
NetlinkMessage no_qdisc_message(int link);
// The class of an htb, through which all packets pass.
NetlinkMessage class_message(int flags, const Queue& queue, int link);
// Packets that come in through `link` pass `to` first.
NetlinkMessage redirect_message(int link, int to);
NetlinkMessage no_redirect_message(int link);
// Asks for the filters of incoming packets.
NetlinkMessage filters_question(int link);

// A qdisc or a class as the kernel describes it.
struct QueueState {
  std::uint32_t handle = 0;  // 0: a qdisc that the kernel has made itself
  std::string kind;
  std::uint64_t rate = 0;    // in bits per second
  std::uint32_t buffer = 0;  // of an htb's class: ticks of its burst
  std::uint32_t limit = 0;   // of a tbf: in bytes
};
QueueState queue_from(nlmsghdr& message);

// The ticks that the burst of the queue takes at its rate, as the kernel counts them.
std::uint32_t burst_ticks(const Queue& queue);

// Returns the index of the link to which a filter of redirect_message() leads. 0: another filter.
int redirect_target(nlmsghdr& message);

}  // namespace mydocker::kernel
