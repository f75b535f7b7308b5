// What the kernel says to a change or a question (netlink(7), NLMSG_ERROR).
#pragma once

#include <linux/netlink.h>

#include <string>

#include "mydocker/result.hpp"

namespace mydocker::kernel {

// What the kernel said to one message: 0 or an errno value, and its own words where it has some
// (NLMSGERR_ATTR_MSG).
struct Answer {
  int error = 0;
  std::string words;

  [[nodiscard]] bool ok() const noexcept { return error == 0; }
};

// The answer that a message of type NLMSG_ERROR holds, which is also the one of an acknowledgement.
Answer answer_from(nlmsghdr& acknowledgement);

// "File exists (words)", with the kind that the errno value stands for.
Error error_of(const Answer& answer);
Result<void> result_of(const Answer& answer);

}  // namespace mydocker::kernel
