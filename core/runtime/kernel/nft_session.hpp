// A conversation with nf_tables: single questions, and changes in batches that are done as a whole
// or not at all.
//
// Does not: know our table.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "runtime/base/unique_fd.hpp"
#include "runtime/kernel/netlink_socket.hpp"

namespace mydocker::kernel {

// Writes what follows a message's header, with one of libnftnl's *_nlmsg_build_payload().
using PayloadWriter = std::function<void(nlmsghdr&)>;

// Changes of objects, in order.
class NftBatch {
 public:
  NftBatch();

  // `family`: NFPROTO_INET or NFPROTO_BRIDGE, of the object's table. `type` is one of NFT_MSG_*.
  // `room`: at least what `write` needs, in bytes.
  void add(std::uint8_t family, std::uint16_t type, std::uint16_t flags, const PayloadWriter& write,
           std::size_t space = kDefaultSpace);

 private:
  friend class NftSession;
  static constexpr std::size_t kDefaultSpace = 2048;

  void add_message(std::size_t space, const std::function<nlmsghdr*(char*)>& write);

  std::vector<char> bytes_;
  std::size_t last_ = 0;  // where the last change begins; 0: there is none
  std::uint32_t first_sequence_;
};

class NftSession {
 public:
  explicit NftSession(base::UniqueFd socket) noexcept : socket_(std::move(socket)) {}

  // The first error of the batch, if any; then nothing of it was done.
  //
  // Costs, because nf_tables finishes in the background what was taken away: after a batch that
  // failed or deleted something, closing the session waits some 10 ms. So ask before adding what
  // may be there, and take links away last: that wait covers this one.
  Ack commit(NftBatch& batch);

  // One object; ENOENT if it, its set or its table is not there.
  Ack get(std::uint8_t family, std::uint16_t type, const PayloadWriter& write, ObjectList& found);
  // All of them.
  Ack list(std::uint8_t family, std::uint16_t type, const PayloadWriter& write, ObjectList& found);

  // For questions to other parts of netfilter. A socket of their own would wait, when it is closed,
  // for what nf_tables finishes in the background.
  [[nodiscard]] NetlinkSocket socket() const noexcept { return NetlinkSocket(socket_.get()); }

 private:
  base::UniqueFd socket_;
};

}  // namespace mydocker::kernel
