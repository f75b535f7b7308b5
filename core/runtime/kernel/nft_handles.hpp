// Owning pointers for libnftnl's objects.
#pragma once

#include <libnftnl/chain.h>
#include <libnftnl/expr.h>
#include <libnftnl/rule.h>
#include <libnftnl/set.h>
#include <libnftnl/table.h>
#include <libnftnl/udata.h>

#include <memory>

namespace mydocker::kernel {

// The deleter of these pointers.
struct FreeNft {
  void operator()(nftnl_table* table) const noexcept { nftnl_table_free(table); }
  void operator()(nftnl_chain* chain) const noexcept { nftnl_chain_free(chain); }
  void operator()(nftnl_set* set) const noexcept { nftnl_set_free(set); }
  void operator()(nftnl_rule* rule) const noexcept { nftnl_rule_free(rule); }
  void operator()(nftnl_udata_buf* data) const noexcept { nftnl_udata_buf_free(data); }
};

using NftTable = std::unique_ptr<nftnl_table, FreeNft>;
using NftChain = std::unique_ptr<nftnl_chain, FreeNft>;
using NftSet = std::unique_ptr<nftnl_set, FreeNft>;
using NftRuleHandle = std::unique_ptr<nftnl_rule, FreeNft>;
using NftUserData = std::unique_ptr<nftnl_udata_buf, FreeNft>;

}  // namespace mydocker::kernel
