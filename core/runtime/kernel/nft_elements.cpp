#include "runtime/kernel/nft_elements.hpp"

#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>

#include <algorithm>
#include <cerrno>

#include "runtime/kernel/nft_handles.hpp"

namespace mydocker::kernel {
namespace {

NftSet empty_set(const char* name) {
  NftSet set(nftnl_set_alloc());
  nftnl_set_set_str(set.get(), NFTNL_SET_TABLE, kTableName);
  nftnl_set_set_str(set.get(), NFTNL_SET_NAME, name);
  nftnl_set_set_u32(set.get(), NFTNL_SET_FAMILY, NFPROTO_INET);
  return set;
}

// Messages about elements have the shape of a set that holds them.
void write_element(nlmsghdr& message, const NftElement& element) {
  const NftSet set = empty_set(element.set);
  nftnl_set_elem* member = nftnl_set_elem_alloc();
  nftnl_set_elem_set(member, NFTNL_SET_ELEM_KEY, element.key.data(),
                     static_cast<std::uint32_t>(element.key.size()));
  if (element.bound == Bound::end)
    nftnl_set_elem_set_u32(member, NFTNL_SET_ELEM_FLAGS, NFT_SET_ELEM_INTERVAL_END);
  nftnl_set_elem_add(set.get(), member);  // which then owns it
  nftnl_set_elems_nlmsg_build_payload(&message, set.get());
}

Answer change(NftSession& nft, std::uint16_t type, std::uint16_t flags,
              std::span<const NftElement> elements) {
  NftBatch batch;
  for (const NftElement& element : elements)
    batch.add(type, flags, [&element](nlmsghdr& message) { write_element(message, element); });
  return nft.commit(batch);
}

NftElement element_from(const nftnl_set_elem& member, const char* set) {
  std::uint32_t size = 0;
  const auto* key = static_cast<const std::uint8_t*>(
      nftnl_set_elem_get(const_cast<nftnl_set_elem*>(&member), NFTNL_SET_ELEM_KEY, &size));
  NftElement element{set, {}, Bound::beginning};
  if (key != nullptr) element.key.assign(key, key + size);
  // A beginning has no flags at all, and libnftnl must not be asked for what is not there.
  if (nftnl_set_elem_is_set(&member, NFTNL_SET_ELEM_FLAGS) &&
      (nftnl_set_elem_get_u32(const_cast<nftnl_set_elem*>(&member), NFTNL_SET_ELEM_FLAGS) &
       NFT_SET_ELEM_INTERVAL_END) != 0)
    element.bound = Bound::end;
  return element;
}

std::vector<NftElement> elements_from(ObjectList& messages, const char* set_name) {
  std::vector<NftElement> elements;
  for (std::size_t i = 0; i < messages.size(); ++i) {
    const NftSet set(nftnl_set_alloc());
    if (nftnl_set_elems_nlmsg_parse(messages.at(i), set.get()) < 0) continue;
    nftnl_set_elems_iter* iterator = nftnl_set_elems_iter_create(set.get());
    if (iterator == nullptr) continue;
    while (const nftnl_set_elem* member = nftnl_set_elems_iter_next(iterator))
      elements.push_back(element_from(*member, set_name));
    nftnl_set_elems_iter_destroy(iterator);
  }
  return elements;
}

}  // namespace

std::vector<std::uint8_t> name_key(std::span<const std::string> links) {
  std::vector<std::uint8_t> key(links.size() * kNameKeySize);
  std::size_t at = 0;
  for (const std::string& link : links) {
    std::copy_n(link.begin(), std::min(link.size(), kNameKeySize - 1),
                key.begin() + static_cast<std::ptrdiff_t>(at));
    at += kNameKeySize;
  }
  return key;
}

std::vector<std::uint8_t> address_key(const IpAddress& address) {
  return {address.bytes().begin(),
          address.bytes().begin() + static_cast<std::ptrdiff_t>(address.size())};
}

Result<std::optional<std::vector<std::uint8_t>>> find_element(NftSession& nft,
                                                              const NftElement& element) {
  using Key = std::optional<std::vector<std::uint8_t>>;
  ObjectList list;
  const Answer answer = nft.ask(
      NFT_MSG_GETSETELEM, [&element](nlmsghdr& message) { write_element(message, element); }, list);
  if (answer.error == ENOENT) return Key();
  if (!answer.ok()) return error_of(answer);
  const auto found = elements_from(list, element.set);
  if (found.empty() || found.front().bound != element.bound) return Key();
  return Key(found.front().key);
}

Result<bool> holds_element(NftSession& nft, const NftElement& element) {
  ObjectList list;
  const Answer answer = nft.list(
      NFT_MSG_GETSETELEM,
      [&element](nlmsghdr& message) {
        const NftSet set = empty_set(element.set);
        nftnl_set_elems_nlmsg_build_payload(&message, set.get());
      },
      list);
  if (answer.error == ENOENT) return false;
  if (!answer.ok()) return error_of(answer);
  const auto found = elements_from(list, element.set);
  return std::find(found.begin(), found.end(), element) != found.end();
}

Answer add_elements(NftSession& nft, std::span<const NftElement> elements) {
  return change(nft, NFT_MSG_NEWSETELEM, NLM_F_CREATE | NLM_F_EXCL, elements);
}

Answer delete_elements(NftSession& nft, std::span<const NftElement> elements) {
  return change(nft, NFT_MSG_DELSETELEM, 0, elements);
}

}  // namespace mydocker::kernel
