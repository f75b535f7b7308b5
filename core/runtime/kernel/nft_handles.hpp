// Owning pointers for libnftnl's objects.
#pragma once

#include <libnftnl/chain.h>
#include <libnftnl/expr.h>
#include <libnftnl/rule.h>
#include <libnftnl/set.h>
#include <libnftnl/table.h>
#include <libnftnl/udata.h>

#include <memory>
#include <new>

namespace mydocker::kernel {

// The deleter of these pointers.
struct FreeNft {
  void operator()(nftnl_table* table) const noexcept { nftnl_table_free(table); }
  void operator()(nftnl_chain* chain) const noexcept { nftnl_chain_free(chain); }
  void operator()(nftnl_set* set) const noexcept { nftnl_set_free(set); }
  void operator()(nftnl_rule* rule) const noexcept { nftnl_rule_free(rule); }
  void operator()(nftnl_udata_buf* data) const noexcept { nftnl_udata_buf_free(data); }
};

// Returns the result of one of libnftnl's *_alloc() or *_create() functions. They return null if
// there is no memory. Throws std::bad_alloc then.
template <class Object>
Object* allocated(Object* object) {
  if (object == nullptr) throw std::bad_alloc();
  return object;
}

// Owns an object. Throws std::bad_alloc for null, so it is never null unless it was moved from.
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

}  // namespace mydocker::kernel
