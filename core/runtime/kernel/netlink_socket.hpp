// One conversation with the kernel over a netlink socket: changes, questions, lists.
//
// Does not: know links or rules, enter namespaces.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "runtime/kernel/netlink_ack.hpp"
#include "runtime/kernel/netlink_message.hpp"

namespace mydocker::kernel {

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

// A conversation over a socket of open_netlink() (netlink_transport.hpp).
class NetlinkSocket {
 public:
  // The descriptor is lent.
  explicit NetlinkSocket(int fd) noexcept : fd_(fd) {}

  [[nodiscard]] int fd() const noexcept { return fd_; }

  Ack change(NetlinkMessage& message);
  // All in one sendmsg, in this order; the kernel carries on after one that failed. The answers in
  // the same order.
  std::vector<Ack> change_all(std::span<NetlinkMessage> messages);

  // One object, into `found`, which is empty before. If the kernel says that there is nothing to
  // find, that is ENOENT.
  Ack get(NetlinkMessage& message, ObjectList& found);
  Ack get(nlmsghdr& question, ObjectList& found);
  // Every object that the message's filter lets through, in the place of what `found` held. A list
  // that changed while it was read is read again, never used; EINTR: it has changed each time.
  Ack list(NetlinkMessage& message, ObjectList& found);
  Ack list(nlmsghdr& question, ObjectList& found);

 private:
  Ack request(nlmsghdr& question, ObjectList& found);

  int fd_;
};

}  // namespace mydocker::kernel
