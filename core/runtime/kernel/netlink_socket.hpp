// Requests to the kernel over a netlink socket: changes, single objects and lists.
//
// This file does not know links or rules, and it does not enter namespaces. Example:
//   ObjectList found;
//   const Ack ack = socket.list(message, found);
#pragma once

#include <linux/netlink.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "mydocker/result.hpp"
#include "runtime/kernel/netlink_message.hpp"

namespace mydocker::kernel {

// The kernel's reply to a netlink request (netlink(7), NLMSG_ERROR).

// The result of one message. `error` is 0 or an errno value. `extack_message` is the kernel's own
// error text (NLMSGERR_ATTR_MSG), often empty.
struct Ack {
  int error = 0;
  std::string extack_message;

  [[nodiscard]] bool ok() const noexcept { return error == 0; }
};

// Returns the result in a message of type NLMSG_ERROR. An acknowledgement has the same type.
Ack ack_from(nlmsghdr& acknowledgement);

// Returns the error with the errno text and the kernel's text, such as "File exists (Device
// exists)". Its kind depends on the errno value.
Error error_of(const Ack& ack);
// Returns success, or error_of(ack).
Result<void> result_of(const Ack& ack);

// Objects that the kernel returned. Each object is a whole message. The list owns the messages.
class ObjectList {
 public:
  using Wanted = std::function<bool(nlmsghdr&)>;
  ObjectList() = default;
  // Makes the list accept only objects for which `wanted` is true.
  explicit ObjectList(Wanted wanted) : wanted_(std::move(wanted)) {}

  void add(nlmsghdr& message);
  void clear() {
    bytes_.clear();
    begins_.clear();
  }
  [[nodiscard]] bool empty() const noexcept { return begins_.empty(); }
  [[nodiscard]] std::size_t size() const noexcept { return begins_.size(); }
  // Returns a message. The pointer is valid until the next add().
  [[nodiscard]] nlmsghdr* at(std::size_t index) {
    return reinterpret_cast<nlmsghdr*>(bytes_.data() + begins_[index]);
  }

 private:
  Wanted wanted_;
  std::vector<char> bytes_;  // bytes of all messages, one after the other
  std::vector<std::size_t> begins_;
};

// What the kernel returns for a message. Objects need a larger buffer than acknowledgements.
enum class Replies : std::uint8_t { acknowledgements, objects };

// Sends requests over a socket of open_netlink() (netlink_transport.hpp) and reads the replies.
class NetlinkSocket {
 public:
  // `fd` is not owned: it must outlive this object.
  explicit NetlinkSocket(int fd) noexcept : fd_(fd) {}

  [[nodiscard]] int fd() const noexcept { return fd_; }

  // Sends one change and returns its result.
  Ack change(NetlinkMessage& message);
  // Sends all changes with one sendmsg(2) and returns the results, in this order. The kernel
  // continues after a failed change. With Replies::objects, `messages` may also contain requests
  // for objects. The objects are ignored.
  std::vector<Ack> change_all(std::span<NetlinkMessage> messages,
                              Replies replies = Replies::acknowledgements);

  // Reads one object into `found`, which must be empty. ENOENT: the kernel returned no object.
  Ack get(NetlinkMessage& message, ObjectList& found);
  Ack get(nlmsghdr& question, ObjectList& found);
  // Reads all objects that match the message's filter. They replace the content of `found`. If the
  // list changes while it is read, it is read again. EINTR: the list changed in each attempt.
  Ack list(NetlinkMessage& message, ObjectList& found);
  Ack list(nlmsghdr& question, ObjectList& found);

 private:
  Ack request(nlmsghdr& question, ObjectList& found);

  int fd_;
};

}  // namespace mydocker::kernel
