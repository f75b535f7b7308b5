#include "runtime/kernel/netlink_socket.hpp"

#include <netlink/attr.h>
#include <netlink/msg.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "runtime/base/errno_text.hpp"
#include "runtime/kernel/netlink_transport.hpp"

namespace mydocker::kernel {
namespace {

constexpr int kRepeatsOfAList = 8;

Ack end_of_list(nlmsghdr& message) {
  const auto status = *static_cast<const int*>(nlmsg_data(&message));
  return {status < 0 ? -status : 0, {}};
}

}  // namespace

void ObjectList::add(nlmsghdr& message) {
  if (wanted_ && !wanted_(message)) return;
  const std::size_t begin = bytes_.size();
  begins_.push_back(begin);
  bytes_.resize(begin + NLMSG_ALIGN(message.nlmsg_len));
  std::memcpy(bytes_.data() + begin, &message, message.nlmsg_len);
}

Ack NetlinkSocket::change(NetlinkMessage& message) {
  return change_all(std::span(&message, 1)).front();
}

std::vector<Ack> NetlinkSocket::change_all(std::span<NetlinkMessage> messages, Replies replies) {
  const auto all = [&messages](int error) {
    return std::vector<Ack>(messages.size(), Ack{error, {}});
  };
  expect_replies(fd_, messages.size());
  std::vector<iovec> parts;
  const std::uint32_t first = take_sequence(static_cast<std::uint32_t>(messages.size()));
  for (const NetlinkMessage& message : messages) {
    nlmsghdr* header = message.raw();
    if (header == nullptr) return all(ENOMEM);
    header->nlmsg_seq = first + static_cast<std::uint32_t>(parts.size());
    header->nlmsg_flags |= NLM_F_ACK;
    parts.push_back({header, header->nlmsg_len});
  }
  if (const int error = send_bytes(fd_, parts); error != 0) return all(error);

  std::vector<Ack> acks = all(0);
  std::size_t waiting = messages.size();
  const auto take = [&](nlmsghdr& message) {
    const std::uint32_t which = message.nlmsg_seq - first;
    if (message.nlmsg_type != NLMSG_ERROR || which >= acks.size()) return;
    acks[which] = ack_from(message);
    --waiting;
  };
  while (waiting > 0) {
    const int error = replies == Replies::objects ? receive_messages(fd_, take)
                                                  : receive_short_messages(fd_, waiting, take);
    if (error != 0) return all(error);
  }
  return acks;
}

Ack NetlinkSocket::get(NetlinkMessage& message, ObjectList& found) {
  nlmsghdr* question = message.raw();
  return question != nullptr ? get(*question, found) : Ack{ENOMEM, {}};
}

Ack NetlinkSocket::get(nlmsghdr& question, ObjectList& found) {
  question.nlmsg_seq = take_sequence();
  const Ack ack = request(question, found);
  // The request can be for the end of an nftables interval. If the interval has no end, nf_tables
  // sends only an acknowledgement, without an object. For the caller, this is ENOENT.
  return ack.ok() && found.empty() ? Ack{ENOENT, {}} : ack;
}

Ack NetlinkSocket::list(NetlinkMessage& message, ObjectList& found) {
  nlmsghdr* question = message.raw();
  return question != nullptr ? list(*question, found) : Ack{ENOMEM, {}};
}

Ack NetlinkSocket::list(nlmsghdr& question, ObjectList& found) {
  question.nlmsg_flags |= NLM_F_DUMP;
  Ack ack;
  for (int attempt = 0; attempt < kRepeatsOfAList; ++attempt) {
    found.clear();
    question.nlmsg_seq = take_sequence();
    ack = request(question, found);
    if (ack.error != EINTR) break;
  }
  if (!ack.ok()) found.clear();
  return ack;
}

// Reads until the object, an error, or the end of the list. EINTR: the list changed while it was
// read.
Ack NetlinkSocket::request(nlmsghdr& question, ObjectList& found) {
  const iovec part{&question, question.nlmsg_len};
  if (const int error = send_bytes(fd_, std::span(&part, 1)); error != 0) return {error, {}};
  const bool many = (question.nlmsg_flags & (NLM_F_DUMP | NLM_F_ACK)) != 0;
  Ack ack;
  bool interrupted = false;
  bool done = false;
  while (!done) {
    const int error = receive_messages(fd_, [&](nlmsghdr& message) {
      if (done || message.nlmsg_seq != question.nlmsg_seq) return;
      interrupted = interrupted || (message.nlmsg_flags & NLM_F_DUMP_INTR) != 0;
      done = !many || message.nlmsg_type == NLMSG_ERROR || message.nlmsg_type == NLMSG_DONE;
      if (message.nlmsg_type == NLMSG_ERROR)
        ack = ack_from(message);
      else if (message.nlmsg_type == NLMSG_DONE)
        ack = end_of_list(message);
      else
        found.add(message);
    });
    if (error != 0) return {error, {}};
  }
  return interrupted && ack.ok() ? Ack{EINTR, {}} : ack;
}

namespace {

ErrorKind kind_of_errno(int error) {
  switch (error) {
    case EEXIST:
      return ErrorKind::already_exists;
    case EPERM:
      return ErrorKind::permission;
    case ENODEV:
      return ErrorKind::not_found;
    case EOPNOTSUPP:
    case EAFNOSUPPORT:
    case EPROTONOSUPPORT:
      return ErrorKind::unsupported;
    default:
      return ErrorKind::kernel;
  }
}

}  // namespace

Error error_of(const Ack& ack) {
  std::string text = base::errno_text(ack.error);
  if (!ack.extack_message.empty()) text += " (" + ack.extack_message + ")";
  Error error(kind_of_errno(ack.error), std::move(text));
  if (ack.error == ENFILE) return std::move(error).hint("an nftables set has no space left");
  const bool of_memory = ack.error == ENOMEM || ack.error == ENOBUFS || ack.error == EMFILE;
  return of_memory ? base::with_way_out(std::move(error), ack.error) : error;
}

Result<void> result_of(const Ack& ack) {
  if (ack.ok()) return {};
  return error_of(ack);
}

Ack ack_from(nlmsghdr& acknowledgement) {
  const auto* error = static_cast<const nlmsgerr*>(nlmsg_data(&acknowledgement));
  Ack ack{-error->error, {}};
  if ((acknowledgement.nlmsg_flags & NLM_F_ACK_TLVS) == 0) return ack;
  std::size_t before = sizeof *error;
  if ((acknowledgement.nlmsg_flags & NLM_F_CAPPED) == 0)
    before += NLMSG_ALIGN(error->msg.nlmsg_len) - sizeof error->msg;
  std::array<nlattr*, NLMSGERR_ATTR_MAX + 1> attributes{};
  if (nlmsg_parse(&acknowledgement, static_cast<int>(before), attributes.data(), NLMSGERR_ATTR_MAX,
                  nullptr) < 0)
    return ack;
  if (attributes[NLMSGERR_ATTR_MSG] != nullptr)
    ack.extack_message = nla_get_string(attributes[NLMSGERR_ATTR_MSG]);
  return ack;
}

}  // namespace mydocker::kernel
