// Requests to nf_tables: reading objects, and changes in batches. The kernel applies a batch
// completely or not at all.
//
// This file does not know mydocker's tables. Example:
//   NftBatch batch;
//   batch.add(NFPROTO_INET, NFT_MSG_DELTABLE, 0, write);
//   const Ack ack = session.commit(batch);
#pragma once

#include <libnftnl/chain.h>
#include <libnftnl/expr.h>
#include <libnftnl/rule.h>
#include <libnftnl/set.h>
#include <libnftnl/table.h>
#include <libnftnl/udata.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <new>
#include <span>
#include <vector>

#include "runtime/base/unique_fd.hpp"
#include "runtime/kernel/netlink_socket.hpp"

namespace mydocker::kernel {

// Deletes objects of libnftnl. Owning pointers use it.
struct FreeNft {
  void operator()(nftnl_table* table) const noexcept { nftnl_table_free(table); }
  void operator()(nftnl_chain* chain) const noexcept { nftnl_chain_free(chain); }
  void operator()(nftnl_set* set) const noexcept { nftnl_set_free(set); }
  void operator()(nftnl_rule* rule) const noexcept { nftnl_rule_free(rule); }
  void operator()(nftnl_udata_buf* data) const noexcept { nftnl_udata_buf_free(data); }
};

// Returns the result of one of libnftnl's *_alloc() or *_create() functions. Throws std::bad_alloc
// if the result is null.
template <class Object>
Object* allocated(Object* object) {
  if (object == nullptr) throw std::bad_alloc();
  return object;
}

// Checks the result of a function of libnftnl that copies a value into an object. Such a function
// fails only for lack of memory: then std::bad_alloc is thrown.
inline void copied(int result) {
  if (result < 0) throw std::bad_alloc();
}

// Owns an object of libnftnl. The constructor throws std::bad_alloc for null. So the pointer is
// null only after a move.
template <class Object>
class NftHandle : public std::unique_ptr<Object, FreeNft> {
 public:
  explicit NftHandle(Object* object) : std::unique_ptr<Object, FreeNft>(allocated(object)) {}
};

using NftTable = NftHandle<nftnl_table>;
using NftChain = NftHandle<nftnl_chain>;
using NftSet = NftHandle<nftnl_set>;
using NftRuleHandle = NftHandle<nftnl_rule>;
using NftUserData = NftHandle<nftnl_udata_buf>;

// Writes the payload after a message's header, with one of libnftnl's *_nlmsg_build_payload().
using PayloadWriter = std::function<void(nlmsghdr&)>;

// Changes of nf_tables objects, in order. The batch owns its messages.
class NftBatch {
 public:
  NftBatch();

  // Adds one change. `family` is NFPROTO_INET or NFPROTO_BRIDGE, the family of the object's table.
  // `type` is one of NFT_MSG_*. `space` is the capacity for the payload in bytes. `write` must not
  // need more space.
  void add(std::uint8_t family, std::uint16_t type, std::uint16_t flags, const PayloadWriter& write,
           std::size_t space = kDefaultSpace);

 private:
  friend class NftSession;
  static constexpr std::size_t kDefaultSpace = 2048;

  void add_message(std::size_t space, const std::function<nlmsghdr*(char*)>& write);

  std::vector<char> bytes_;
  std::size_t last_ = 0;  // offset of the last change in bytes; 0: there is none
  std::uint32_t first_sequence_;
};

// A request for one object, and the reply. ENOENT: the object or its table does not exist.
struct NftQuestion {
  std::uint8_t family;
  std::uint16_t type;  // one of NFT_MSG_GET*
  PayloadWriter write;
};
struct NftAnswer {
  Ack ack;
  ObjectList object;  // one message; empty after an error, or if the set element does not exist
};

// Owns a NETLINK_NETFILTER socket and sends requests over it.
class NftSession {
 public:
  explicit NftSession(base::UniqueFd socket) noexcept : socket_(std::move(socket)) {}

  // Applies the batch. If a change fails, returns its error. Then the kernel has applied no change
  // of the batch.
  //
  // Closing the session can wait for about 10 ms. The reason is that nf_tables frees deleted
  // objects in the background, also after a batch that failed. Callers avoid this wait in two ways.
  // They check whether an object exists before they add it. They delete links last, because
  // deleting a link also waits, and both waits then happen at the same time.
  Ack commit(NftBatch& batch);

  // Reads many tables, sets, chains or elements by name. It needs two system calls for 128 of them.
  // The answers have the order of the requests. A list of all objects would become slower with each
  // table of the host.
  std::vector<NftAnswer> get_all(std::span<const NftQuestion> questions);
  // Reads all objects of the type `type`.
  Ack list(std::uint8_t family, std::uint16_t type, const PayloadWriter& write, ObjectList& found);

  // Returns the session's socket, for requests to other parts of netfilter. A second netfilter
  // socket would have to wait for nf_tables when it is closed.
  [[nodiscard]] NetlinkSocket socket() const noexcept { return NetlinkSocket(socket_.get()); }

  // Stores that a set element which had to be deleted was missing or had another value.
  void note_missing_element() noexcept { has_missed_element_ = true; }
  [[nodiscard]] bool has_missed_element() const noexcept { return has_missed_element_; }

 private:
  bool has_missed_element_ = false;
  std::vector<NftAnswer> get_some(std::span<const NftQuestion> questions);

  base::UniqueFd socket_;
};

}  // namespace mydocker::kernel
