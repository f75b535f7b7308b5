#include "runtime/kernel/nft_session.hpp"

#include <arpa/inet.h>
#include <libmnl/libmnl.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <iterator>

#include "runtime/kernel/netlink_transport.hpp"

namespace mydocker::kernel {
namespace {

struct Question {
  alignas(nlmsghdr) std::array<char, 4096> bytes;
};

// Writes the header of a message for nfnetlink. `resource` is the subsystem of a batch.
nlmsghdr* put_header(char* at, int type, std::uint8_t family, std::uint32_t sequence,
                     std::uint16_t resource = 0) {
  nlmsghdr* const message = mnl_nlmsg_put_header(at);
  message->nlmsg_type = static_cast<std::uint16_t>(type);
  message->nlmsg_flags = NLM_F_REQUEST;
  message->nlmsg_seq = sequence;
  auto* const extra = static_cast<nfgenmsg*>(mnl_nlmsg_put_extra_header(message, sizeof(nfgenmsg)));
  extra->nfgen_family = family;
  extra->version = NFNETLINK_V0;
  extra->res_id = htons(resource);
  return message;
}

constexpr int nft_type(std::uint16_t type) { return NFNL_SUBSYS_NFTABLES << 8 | type; }

nlmsghdr& write_question(Question& question, std::uint8_t family, std::uint16_t type,
                         const PayloadWriter& write) {
  nlmsghdr* message = put_header(question.bytes.data(), nft_type(type), family, 0);
  write(*message);
  return *message;
}

// Returns whether the request must ask for an acknowledgement. A request for the end of an interval
// needs it: if there is no end, the kernel sends neither an object nor an error.
bool is_acknowledged(const NftQuestion& question) { return question.type == NFT_MSG_GETSETELEM; }

// Writes all requests into one datagram.
std::vector<char> write_questions(std::span<const NftQuestion> questions, std::uint32_t sequence) {
  // A request has at most two names, of the table and of the set.
  constexpr std::size_t kSpace = 512;
  std::vector<char> bytes;
  bytes.reserve(questions.size() * kSpace / 4);
  for (const auto& question : questions) {
    const std::size_t begin = bytes.size();
    bytes.resize(begin + kSpace);
    nlmsghdr* message =
        put_header(bytes.data() + begin, nft_type(question.type), question.family, sequence++);
    if (is_acknowledged(question)) message->nlmsg_flags |= NLM_F_ACK;
    question.write(*message);
    bytes.resize(begin + NLMSG_ALIGN(message->nlmsg_len));
  }
  return bytes;
}

// Limit of the requests in one datagram. The replies must fit into the socket's receive queue.
constexpr std::size_t kQuestionsOfOneDatagram = 128;

// The default capacity of a socket's send queue in bytes. A batch must fit into one datagram.
constexpr std::size_t kUsualSendQueue = std::size_t{128} * 1024;

void make_space_for(int fd, std::size_t size) {
  if (size < kUsualSendQueue) return;
  const int wanted = static_cast<int>(2 * size);
  (void)setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &wanted, sizeof wanted);
}

}  // namespace

NftBatch::NftBatch() : first_sequence_(take_sequence()) {
  add_message(kDefaultSpace, [this](char* at) {
    return put_header(at, NFNL_MSG_BATCH_BEGIN, AF_UNSPEC, first_sequence_, NFNL_SUBSYS_NFTABLES);
  });
}

void NftBatch::add_message(std::size_t space, const std::function<nlmsghdr*(char*)>& write) {
  const std::size_t begin = bytes_.size();
  bytes_.resize(begin + space);
  const nlmsghdr* message = write(bytes_.data() + begin);
  bytes_.resize(begin + NLMSG_ALIGN(message->nlmsg_len));
}

void NftBatch::add(std::uint8_t family, std::uint16_t type, std::uint16_t flags,
                   const PayloadWriter& write, std::size_t space) {
  last_ = bytes_.size();
  add_message(space, [&](char* at) {
    nlmsghdr* message = put_header(at, nft_type(type), family, take_sequence());
    message->nlmsg_flags |= flags;
    write(*message);
    return message;
  });
}

Ack NftSession::commit(NftBatch& batch) {
  if (batch.last_ == 0) return {};
  // The kernel replies after it has processed the whole batch. It sends errors even without
  // NLM_F_ACK. So only the last change asks for an acknowledgement.
  auto* last = reinterpret_cast<nlmsghdr*>(batch.bytes_.data() + batch.last_);
  last->nlmsg_flags |= NLM_F_ACK;
  const std::uint32_t last_sequence = last->nlmsg_seq;
  batch.add_message(NftBatch::kDefaultSpace, [](char* at) {
    return put_header(at, NFNL_MSG_BATCH_END, AF_UNSPEC, take_sequence(), NFNL_SUBSYS_NFTABLES);
  });
  make_space_for(socket_.get(), batch.bytes_.size());
  expect_replies(socket_.get(), batch.bytes_.size() / sizeof(nlmsghdr));
  const iovec part{batch.bytes_.data(), batch.bytes_.size()};
  if (const int error = send_bytes(socket_.get(), std::span(&part, 1)); error != 0)
    return {error, {}};

  Ack first_error;
  bool done = false;
  while (!done) {
    const int error = receive_messages(socket_.get(), [&](nlmsghdr& message) {
      const std::uint32_t which = message.nlmsg_seq - batch.first_sequence_;
      if (message.nlmsg_type != NLMSG_ERROR || which > last_sequence - batch.first_sequence_)
        return;
      if (first_error.ok()) first_error = ack_from(message);
      // If the kernel refuses the whole batch, the error has the sequence number of the first
      // message.
      done = done || message.nlmsg_seq == last_sequence || which == 0;
    });
    if (error != 0) return {error, {}};
  }
  return first_error;
}

std::vector<NftAnswer> NftSession::get_some(std::span<const NftQuestion> questions) {
  std::vector<NftAnswer> answers(questions.size());
  const auto failed = [&](int error) {
    for (auto& answer : answers) answer = {{error, {}}, {}};
    return answers;
  };
  const std::uint32_t first = take_sequence(static_cast<std::uint32_t>(questions.size()));
  const std::vector<char> bytes = write_questions(questions, first);
  const iovec part{const_cast<char*>(bytes.data()), bytes.size()};
  if (const int error = send_bytes(socket_.get(), std::span(&part, 1)); error != 0)
    return failed(error);
  // The kernel sends one reply to each request: the object or the error. If a request asks for an
  // acknowledgement, the object comes first.
  for (std::size_t left = questions.size(); left > 0;) {
    const int error = receive_short_messages(socket_.get(), 2 * left, [&](nlmsghdr& message) {
      const std::uint32_t which = message.nlmsg_seq - first;
      if (which >= answers.size()) return;
      if (message.nlmsg_type == NLMSG_ERROR)
        answers[which].ack = ack_from(message);
      else
        answers[which].object.add(message);
      if (message.nlmsg_type == NLMSG_ERROR || !is_acknowledged(questions[which])) --left;
    });
    if (error != 0) return failed(error);
    // Without CAP_NET_ADMIN, the kernel refuses the whole datagram with one error. This error has
    // the sequence number of the first request.
    if (answers[0].ack.error == EPERM) return failed(EPERM);
  }
  return answers;
}

std::vector<NftAnswer> NftSession::get_all(std::span<const NftQuestion> questions) {
  std::vector<NftAnswer> answers;
  answers.reserve(questions.size());
  while (!questions.empty()) {
    const auto some = questions.first(std::min(questions.size(), kQuestionsOfOneDatagram));
    std::ranges::move(get_some(some), std::back_inserter(answers));
    questions = questions.subspan(some.size());
  }
  return answers;
}

Ack NftSession::list(std::uint8_t family, std::uint16_t type, const PayloadWriter& write,
                     ObjectList& found) {
  Question buffer;
  return NetlinkSocket(socket_.get()).list(write_question(buffer, family, type, write), found);
}

}  // namespace mydocker::kernel
