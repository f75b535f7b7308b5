// One conversation with the kernel over a netlink socket: changes, questions, lists.
//
// Does not: know links or rules, enter namespaces.
#pragma once

#include <sys/uio.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "mydocker/result.hpp"
#include "runtime/base/unique_fd.hpp"
#include "runtime/kernel/netlink_message.hpp"

namespace mydocker::kernel {

// What the kernel said to one message: 0 or an errno value, and its own words where it has some
// (NLMSGERR_ATTR_MSG).
struct Answer {
  int error = 0;
  std::string words;

  [[nodiscard]] bool ok() const noexcept { return error == 0; }
};

// "File exists (words)", with the kind that the errno value stands for.
Error error_of(const Answer& answer);
Result<void> result_of(const Answer& answer);

// Objects that the kernel listed, each one whole message.
class ObjectList {
 public:
  void add(const nlmsghdr& message);
  void clear() { messages_.clear(); }
  [[nodiscard]] bool empty() const noexcept { return messages_.empty(); }
  [[nodiscard]] std::size_t size() const noexcept { return messages_.size(); }
  [[nodiscard]] nlmsghdr* at(std::size_t index) {
    return reinterpret_cast<nlmsghdr*>(messages_[index].data());
  }

 private:
  std::vector<std::vector<char>> messages_;
};

// A socket of this protocol in the caller's namespace, with the kernel's words asked for.
Result<base::UniqueFd> open_netlink(int protocol);

class NetlinkSocket {
 public:
  // The descriptor is lent.
  explicit NetlinkSocket(int fd) noexcept : fd_(fd) {}

  [[nodiscard]] int fd() const noexcept { return fd_; }

  Answer change(NetlinkMessage& message);
  // All in one sendmsg, in this order; the kernel carries on after one that failed. The answers in
  // the same order.
  std::vector<Answer> change_all(std::span<NetlinkMessage> messages);

  // One object. What it found is added to `found`; if it says that there is nothing to find, that
  // is ENOENT.
  Answer ask(NetlinkMessage& message, ObjectList& found);
  Answer ask(nlmsghdr& question, ObjectList& found);
  // Every object that the message's filter lets through. A list that changed while it was read is
  // read again, never used.
  Answer list(NetlinkMessage& message, ObjectList& found);
  Answer list(nlmsghdr& question, ObjectList& found);

 private:
  Answer converse(nlmsghdr& question, ObjectList& found);

  int fd_;
};

// The parts of the above that nf_tables' batches need too.

// The first of `count` sequence numbers that no other message of this process has.
std::uint32_t take_sequence(std::uint32_t count = 1);
// 0 or an errno value.
int send_bytes(int fd, std::span<const iovec> parts);
// Waits for one datagram of the kernel's and hands out its messages; 0 or an errno value.
int receive_messages(int fd, const std::function<void(nlmsghdr&)>& take);
Answer answer_from(nlmsghdr& acknowledgement);

}  // namespace mydocker::kernel
