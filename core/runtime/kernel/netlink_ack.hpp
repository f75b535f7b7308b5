// What the kernel says to a change or a question (netlink(7), NLMSG_ERROR).
#pragma once

#include <linux/netlink.h>

#include <string>

#include "mydocker/result.hpp"

namespace mydocker::kernel {

// What the kernel said to one message: 0 or an errno value, and its own words where it has some
// (NLMSGERR_ATTR_MSG).
struct Ack {
  int error = 0;
  std::string extack_message;

  [[nodiscard]] bool ok() const noexcept { return error == 0; }
};

// The answer that a message of type NLMSG_ERROR holds, which is also the one of an acknowledgement.
Ack ack_from(nlmsghdr& acknowledgement);

// "File exists (words)", with the kind that the errno value stands for.
Error error_of(const Ack& ack);
Result<void> result_of(const Ack& ack);

}  // namespace mydocker::kernel
