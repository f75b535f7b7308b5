#include "runtime/kernel/netlink_socket.hpp"

#include <sys/socket.h>
#include <sys/uio.h>

#include <array>
#include <atomic>
#include <cerrno>

#include "runtime/base/errno_text.hpp"

namespace mydocker::kernel {
namespace {

constexpr int kRepeatsOfAList = 8;
constexpr int kReceiveQueueSize = 1 << 20;

// The kernel hands out lists in pieces of at most this many bytes.
constexpr std::size_t kReceiveBufferSize = 32768;

void set_option(int fd, int level, int option) {
  const int on = 1;
  // Older kernels lack some of these; everything works without, with fewer words.
  (void)setsockopt(fd, level, option, &on, sizeof on);
}

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

Answer end_of_list(nlmsghdr& message) {
  const auto status = *static_cast<const int*>(nlmsg_data(&message));
  return {status < 0 ? -status : 0, {}};
}

// Receives into `buffer`; the size, or minus an errno value.
long receive_datagram(int fd, std::span<char> buffer) {
  while (true) {
    sockaddr_nl sender{};
    socklen_t length = sizeof sender;
    const ssize_t size = recvfrom(fd, buffer.data(), buffer.size(), MSG_TRUNC,
                                  reinterpret_cast<sockaddr*>(&sender), &length);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return -errno;
    if (sender.nl_pid != 0) continue;  // another process's, not the kernel's
    if (static_cast<std::size_t>(size) > buffer.size()) return -EMSGSIZE;
    return size;
  }
}

}  // namespace

Error error_of(const Answer& answer) {
  std::string text = base::errno_text(answer.error);
  if (!answer.words.empty()) text += " (" + answer.words + ")";
  return {kind_of_errno(answer.error), std::move(text)};
}

Result<void> result_of(const Answer& answer) {
  if (answer.ok()) return {};
  return error_of(answer);
}

void ObjectList::add(const nlmsghdr& message) {
  const auto* bytes = reinterpret_cast<const char*>(&message);
  messages_.emplace_back(bytes, bytes + message.nlmsg_len);
}

Result<base::UniqueFd> open_netlink(int protocol) {
  base::UniqueFd socket(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol));
  if (!socket) return base::errno_error("open a netlink socket", errno);
  set_option(socket.get(), SOL_NETLINK, NETLINK_EXT_ACK);
  set_option(socket.get(), SOL_NETLINK, NETLINK_CAP_ACK);
  set_option(socket.get(), SOL_NETLINK, NETLINK_GET_STRICT_CHK);
  (void)setsockopt(socket.get(), SOL_SOCKET, SO_RCVBUFFORCE, &kReceiveQueueSize,
                   sizeof kReceiveQueueSize);
  return socket;
}

std::uint32_t take_sequence(std::uint32_t count) {
  static std::atomic<std::uint32_t> next{1};
  return next.fetch_add(count);
}

int send_bytes(int fd, std::span<const iovec> parts) {
  sockaddr_nl kernel{};
  kernel.nl_family = AF_NETLINK;
  msghdr header{};
  header.msg_name = &kernel;
  header.msg_namelen = sizeof kernel;
  header.msg_iov = const_cast<iovec*>(parts.data());
  header.msg_iovlen = parts.size();
  while (sendmsg(fd, &header, 0) < 0)
    if (errno != EINTR) return errno;
  return 0;
}

int receive_messages(int fd, const std::function<void(nlmsghdr&)>& take) {
  alignas(nlmsghdr) std::array<char, kReceiveBufferSize> buffer;
  const long size = receive_datagram(fd, buffer);
  if (size < 0) return static_cast<int>(-size);
  int left = static_cast<int>(size);
  for (auto* message = reinterpret_cast<nlmsghdr*>(buffer.data()); nlmsg_ok(message, left);
       message = nlmsg_next(message, &left))
    take(*message);
  return 0;
}

Answer answer_from(nlmsghdr& acknowledgement) {
  const auto* error = static_cast<const nlmsgerr*>(nlmsg_data(&acknowledgement));
  Answer answer{-error->error, {}};
  if ((acknowledgement.nlmsg_flags & NLM_F_ACK_TLVS) == 0) return answer;
  std::size_t before = sizeof *error;
  if ((acknowledgement.nlmsg_flags & NLM_F_CAPPED) == 0)
    before += NLMSG_ALIGN(error->msg.nlmsg_len) - sizeof error->msg;
  std::array<nlattr*, NLMSGERR_ATTR_MAX + 1> attributes{};
  if (nlmsg_parse(&acknowledgement, static_cast<int>(before), attributes.data(), NLMSGERR_ATTR_MAX,
                  nullptr) < 0)
    return answer;
  if (attributes[NLMSGERR_ATTR_MSG] != nullptr)
    answer.words = nla_get_string(attributes[NLMSGERR_ATTR_MSG]);
  return answer;
}

Answer NetlinkSocket::change(NetlinkMessage& message) {
  return change_all(std::span(&message, 1)).front();
}

std::vector<Answer> NetlinkSocket::change_all(std::span<NetlinkMessage> messages) {
  const auto all = [&messages](int error) {
    return std::vector<Answer>(messages.size(), Answer{error, {}});
  };
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

  std::vector<Answer> answers = all(0);
  std::size_t waiting = messages.size();
  while (waiting > 0) {
    const int error = receive_messages(fd_, [&](nlmsghdr& message) {
      const std::uint32_t which = message.nlmsg_seq - first;
      if (message.nlmsg_type != NLMSG_ERROR || which >= answers.size()) return;
      answers[which] = answer_from(message);
      --waiting;
    });
    if (error != 0) return all(error);
  }
  return answers;
}

Answer NetlinkSocket::ask(NetlinkMessage& message, ObjectList& found) {
  nlmsghdr* question = message.raw();
  return question != nullptr ? ask(*question, found) : Answer{ENOMEM, {}};
}

Answer NetlinkSocket::ask(nlmsghdr& question, ObjectList& found) {
  question.nlmsg_seq = take_sequence();
  const Answer answer = converse(question, found);
  // nf_tables says "done" about the end of an interval that has none.
  return answer.ok() && found.empty() ? Answer{ENOENT, {}} : answer;
}

Answer NetlinkSocket::list(NetlinkMessage& message, ObjectList& found) {
  nlmsghdr* question = message.raw();
  return question != nullptr ? list(*question, found) : Answer{ENOMEM, {}};
}

Answer NetlinkSocket::list(nlmsghdr& question, ObjectList& found) {
  question.nlmsg_flags |= NLM_F_DUMP;
  Answer answer;
  for (int attempt = 0; attempt < kRepeatsOfAList; ++attempt) {
    found.clear();
    question.nlmsg_seq = take_sequence();
    answer = converse(question, found);
    if (answer.error != EINTR) break;
  }
  if (!answer.ok()) found.clear();
  return answer;
}

// Until the one object, the refusal, or the end of the list; EINTR when the list changed on the
// way.
Answer NetlinkSocket::converse(nlmsghdr& question, ObjectList& found) {
  const iovec part{&question, question.nlmsg_len};
  if (const int error = send_bytes(fd_, std::span(&part, 1)); error != 0) return {error, {}};
  const bool many = (question.nlmsg_flags & (NLM_F_DUMP | NLM_F_ACK)) != 0;
  Answer answer;
  bool interrupted = false;
  bool done = false;
  while (!done) {
    const int error = receive_messages(fd_, [&](nlmsghdr& message) {
      if (done || message.nlmsg_seq != question.nlmsg_seq) return;
      interrupted = interrupted || (message.nlmsg_flags & NLM_F_DUMP_INTR) != 0;
      done = !many || message.nlmsg_type == NLMSG_ERROR || message.nlmsg_type == NLMSG_DONE;
      if (message.nlmsg_type == NLMSG_ERROR)
        answer = answer_from(message);
      else if (message.nlmsg_type == NLMSG_DONE)
        answer = end_of_list(message);
      else
        found.add(message);
    });
    if (error != 0) return {error, {}};
  }
  return interrupted && answer.ok() ? Answer{EINTR, {}} : answer;
}

}  // namespace mydocker::kernel
