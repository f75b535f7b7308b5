#include "runtime/kernel/foreign_tables.hpp"

#include <libnftnl/set.h>
#include <libnftnl/table.h>
#include <linux/netfilter/nf_tables.h>

namespace mydocker::kernel {
namespace {

std::uint32_t flags_of(const nftnl_set_elem& element) {
  return nftnl_set_elem_is_set(&element, NFTNL_SET_ELEM_FLAGS)
             ? nftnl_set_elem_get_u32(const_cast<nftnl_set_elem*>(&element), NFTNL_SET_ELEM_FLAGS)
             : 0;
}

SetElement element_from(nftnl_set_elem& element) {
  SetElement found;
  std::uint32_t size = 0;
  const auto* key =
      static_cast<const char*>(nftnl_set_elem_get(&element, NFTNL_SET_ELEM_KEY, &size));
  if (key != nullptr) found.key.assign(key, size);
  found.is_range_end = (flags_of(element) & NFT_SET_ELEM_INTERVAL_END) != 0;
  found.is_catchall = (flags_of(element) & NFT_SET_ELEM_CATCHALL) != 0;
  if (nftnl_set_elem_is_set(&element, NFTNL_SET_ELEM_VERDICT))
    found.verdict.code = static_cast<int>(nftnl_set_elem_get_u32(&element, NFTNL_SET_ELEM_VERDICT));
  if (nftnl_set_elem_is_set(&element, NFTNL_SET_ELEM_CHAIN))
    found.verdict.chain = nftnl_set_elem_get_str(&element, NFTNL_SET_ELEM_CHAIN);
  return found;
}

}  // namespace

std::vector<SetElement> read_elements(NftSession& nft, std::uint32_t family,
                                      const std::string& table, const std::string& set) {
  const NftSet wanted(nftnl_set_alloc());
  copied(nftnl_set_set_str(wanted.get(), NFTNL_SET_TABLE, table.c_str()));
  copied(nftnl_set_set_str(wanted.get(), NFTNL_SET_NAME, set.c_str()));
  ObjectList lists;
  const Ack ack = nft.list(
      static_cast<std::uint8_t>(family), NFT_MSG_GETSETELEM,
      [&wanted](nlmsghdr& message) { nftnl_set_elems_nlmsg_build_payload(&message, wanted.get()); },
      lists);
  std::vector<SetElement> elements;
  for (std::size_t at = 0; ack.ok() && at < lists.size(); ++at) {
    const NftSet parsed(nftnl_set_alloc());
    if (nftnl_set_elems_nlmsg_parse(lists.at(at), parsed.get()) < 0) continue;
    nftnl_set_elems_iter* const all = allocated(nftnl_set_elems_iter_create(parsed.get()));
    while (auto* element = nftnl_set_elems_iter_next(all))
      elements.push_back(element_from(*element));
    nftnl_set_elems_iter_destroy(all);
  }
  return elements;
}

bool is_dormant(NftSession& nft, std::uint32_t family, const std::string& table) {
  ObjectList tables;
  const Ack ack = nft.list(
      static_cast<std::uint8_t>(family), NFT_MSG_GETTABLE, [](nlmsghdr& /*all*/) {}, tables);
  for (std::size_t at = 0; ack.ok() && at < tables.size(); ++at) {
    const NftTable parsed(nftnl_table_alloc());
    if (nftnl_table_nlmsg_parse(tables.at(at), parsed.get()) >= 0 &&
        table == nftnl_table_get_str(parsed.get(), NFTNL_TABLE_NAME))
      return (nftnl_table_get_u32(parsed.get(), NFTNL_TABLE_FLAGS) & NFT_TABLE_F_DORMANT) != 0;
  }
  return false;
}

}  // namespace mydocker::kernel
