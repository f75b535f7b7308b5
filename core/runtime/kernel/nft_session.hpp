// A conversation with nf_tables: single questions, and changes in batches that are done as a whole
// or not at all.
//
// Does not: know our table.
#pragma once

#include <array>
#include <cstdint>
#include <functional>

#include "runtime/base/unique_fd.hpp"
#include "runtime/kernel/netlink_socket.hpp"

struct mnl_nlmsg_batch;

namespace mydocker::kernel {

// Writes what follows a message's header, with one of libnftnl's *_nlmsg_build_payload().
using PayloadWriter = std::function<void(nlmsghdr&)>;

// Changes of objects of the family inet, in order.
class NftBatch {
 public:
  NftBatch();
  ~NftBatch();
  NftBatch(const NftBatch&) = delete;
  NftBatch& operator=(const NftBatch&) = delete;

  // `type` is one of NFT_MSG_*.
  void add(std::uint16_t type, std::uint16_t flags, const PayloadWriter& write);

 private:
  friend class NftSession;
  // A message may reach beyond the limit before that is noticed: twice the room.
  static constexpr std::size_t kLimit = 16384;

  void end_message();

  alignas(nlmsghdr) std::array<char, 2 * kLimit> buffer_;
  mnl_nlmsg_batch* batch_;
  nlmsghdr* last_ = nullptr;
  std::uint32_t first_sequence_;
  bool whole_ = true;
};

class NftSession {
 public:
  explicit NftSession(base::UniqueFd socket) noexcept : socket_(std::move(socket)) {}

  // The first error of the batch, if any; then nothing of it was done.
  //
  // Costs, because nf_tables finishes in the background what was taken away: after a batch that
  // failed or deleted something, closing the session waits some 10 ms. So ask before adding what
  // may be there, and take links away last: that wait covers this one.
  Answer commit(NftBatch& batch);

  // One object of the family inet; ENOENT if it, its set or its table is not there.
  Answer ask(std::uint16_t type, const PayloadWriter& write, ObjectList& found);
  // All of them.
  Answer list(std::uint16_t type, const PayloadWriter& write, ObjectList& found);

 private:
  base::UniqueFd socket_;
};

}  // namespace mydocker::kernel
