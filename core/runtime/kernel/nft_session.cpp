#include "runtime/kernel/nft_session.hpp"

#include <libmnl/libmnl.h>
#include <libnftnl/common.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>

#include <cerrno>

namespace mydocker::kernel {
namespace {

struct Question {
  alignas(nlmsghdr) std::array<char, 4096> bytes;
};

nlmsghdr& write_question(Question& question, std::uint16_t type, const PayloadWriter& write) {
  nlmsghdr* message = nftnl_nlmsg_build_hdr(question.bytes.data(), type, NFPROTO_INET, 0, 0);
  write(*message);
  return *message;
}

}  // namespace

NftBatch::NftBatch()
    : batch_(mnl_nlmsg_batch_start(buffer_.data(), kLimit)), first_sequence_(take_sequence()) {
  if (batch_ == nullptr) return;
  nftnl_batch_begin(static_cast<char*>(mnl_nlmsg_batch_current(batch_)), first_sequence_);
  end_message();
}

NftBatch::~NftBatch() {
  if (batch_ != nullptr) mnl_nlmsg_batch_stop(batch_);
}

void NftBatch::end_message() { whole_ = mnl_nlmsg_batch_next(batch_) && whole_; }

void NftBatch::add(std::uint16_t type, std::uint16_t flags, const PayloadWriter& write) {
  if (batch_ == nullptr || !whole_) return;
  last_ = nftnl_nlmsg_build_hdr(static_cast<char*>(mnl_nlmsg_batch_current(batch_)), type,
                                NFPROTO_INET, flags, take_sequence());
  write(*last_);
  end_message();
}

Answer NftSession::commit(NftBatch& batch) {
  if (batch.batch_ == nullptr || !batch.whole_) return {ENOBUFS, {}};
  if (batch.last_ == nullptr) return {};
  // The answers come when all is over, errors without being asked for: one is enough to wait for.
  batch.last_->nlmsg_flags |= NLM_F_ACK;
  const std::uint32_t last_sequence = batch.last_->nlmsg_seq;
  nftnl_batch_end(static_cast<char*>(mnl_nlmsg_batch_current(batch.batch_)), take_sequence());
  batch.end_message();
  if (!batch.whole_) return {ENOBUFS, {}};
  const iovec part{mnl_nlmsg_batch_head(batch.batch_), mnl_nlmsg_batch_size(batch.batch_)};
  if (const int error = send_bytes(socket_.get(), std::span(&part, 1)); error != 0)
    return {error, {}};

  Answer first_error;
  bool done = false;
  while (!done) {
    const int error = receive_messages(socket_.get(), [&](nlmsghdr& message) {
      const std::uint32_t which = message.nlmsg_seq - batch.first_sequence_;
      if (message.nlmsg_type != NLMSG_ERROR || which > last_sequence - batch.first_sequence_)
        return;
      if (first_error.ok()) first_error = answer_from(message);
      // An error of the whole batch stands at its beginning.
      done = done || message.nlmsg_seq == last_sequence || which == 0;
    });
    if (error != 0) return {error, {}};
  }
  return first_error;
}

Answer NftSession::ask(std::uint16_t type, const PayloadWriter& write, ObjectList& found) {
  Question buffer;
  nlmsghdr& question = write_question(buffer, type, write);
  question.nlmsg_flags |= NLM_F_ACK;
  return NetlinkSocket(socket_.get()).ask(question, found);
}

Answer NftSession::list(std::uint16_t type, const PayloadWriter& write, ObjectList& found) {
  Question buffer;
  return NetlinkSocket(socket_.get()).list(write_question(buffer, type, write), found);
}

}  // namespace mydocker::kernel
