// The kernel's reply to a netlink request (netlink(7), NLMSG_ERROR).
#pragma once

#include <linux/netlink.h>

#include <string>

#include "mydocker/result.hpp"

namespace mydocker::kernel {

// The result of one message. `error` is 0 or an errno value. `extack_message` is the kernel's own
// error text (NLMSGERR_ATTR_MSG), often empty.
struct Ack {
  int error = 0;
  std::string extack_message;

  [[nodiscard]] bool ok() const noexcept { return error == 0; }
};

// The result that a message of type NLMSG_ERROR contains. An acknowledgement has the same type.
Ack ack_from(nlmsghdr& acknowledgement);

// The error with the errno text and the kernel's text, such as "File exists (Device exists)".
// Its kind depends on the errno value.
Error error_of(const Ack& ack);
// Success, or error_of(ack).
Result<void> result_of(const Ack& ack);

}  // namespace mydocker::kernel
