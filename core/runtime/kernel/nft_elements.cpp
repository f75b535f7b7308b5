#include "runtime/kernel/nft_elements.hpp"

#include <linux/netfilter/nf_tables.h>

#include <algorithm>
#include <cerrno>
#include <new>

#include "runtime/base/firewall_loss.hpp"
#include "runtime/kernel/nft_sets.hpp"

namespace mydocker::kernel {
namespace {

// Limit of the elements of one message. The length of a netlink attribute has only 16 bits.
constexpr std::size_t kElementsOfOneMessage = 128;
constexpr std::size_t kElementSpace = 128;

void add_member(nftnl_set& set, const NftElement& element, bool with_value) {
  nftnl_set_elem* member = allocated(nftnl_set_elem_alloc());
  copied(nftnl_set_elem_set(member, NFTNL_SET_ELEM_KEY, element.key.data(),
                            static_cast<std::uint32_t>(element.key.size())));
  if (!element.last.empty())
    copied(nftnl_set_elem_set(member, NFTNL_SET_ELEM_KEY_END, element.last.data(),
                              static_cast<std::uint32_t>(element.last.size())));
  if (with_value && !element.value.empty())
    copied(nftnl_set_elem_set(member, NFTNL_SET_ELEM_DATA, element.value.data(),
                              static_cast<std::uint32_t>(element.value.size())));
  if (element.bound == Bound::end)
    nftnl_set_elem_set_u32(member, NFTNL_SET_ELEM_FLAGS, NFT_SET_ELEM_INTERVAL_END);
  nftnl_set_elem_add(&set, member);  // the set now owns the member
}

// Writes a message about set elements. In libnftnl, such a message is a set that contains the
// elements. All elements belong to one set.
void write_elements(nlmsghdr& message, std::span<const NftElement> elements, bool with_value) {
  const NftSet set = set_named(*elements.front().set);
  for (const NftElement& element : elements) add_member(*set, element, with_value);
  nftnl_set_elems_nlmsg_build_payload(&message, set.get());
}

void append(NftBatch& batch, std::uint16_t type, std::uint16_t flags,
            std::span<const NftElement> elements) {
  while (!elements.empty()) {
    const auto other = std::ranges::find_if(
        elements, [&](const NftElement& element) { return element.set != elements.front().set; });
    const auto count =
        std::min(static_cast<std::size_t>(other - elements.begin()), kElementsOfOneMessage);
    const auto part = elements.first(count);
    batch.add(
        nfproto_of(part.front().set->table), type, flags,
        [&](nlmsghdr& message) { write_elements(message, part, type == NFT_MSG_NEWSETELEM); },
        kElementSpace * (count + 2));
    elements = elements.subspan(count);
  }
}

Ack change(NftSession& nft, std::uint16_t type, std::uint16_t flags,
           std::span<const NftElement> elements) {
  NftBatch batch;
  append(batch, type, flags, elements);
  return nft.commit(batch);
}

std::vector<std::uint8_t> attribute_of(const nftnl_set_elem& member, std::uint16_t attribute) {
  // nftnl_set_elem_get() must not be called for an attribute that is not set.
  if (!nftnl_set_elem_is_set(&member, attribute)) return {};
  std::uint32_t size = 0;
  const auto* data = static_cast<const std::uint8_t*>(
      nftnl_set_elem_get(const_cast<nftnl_set_elem*>(&member), attribute, &size));
  return {data, data + size};
}

NftElement element_from(const nftnl_set_elem& member, const firewall::Set& set) {
  NftElement element{&set, attribute_of(member, NFTNL_SET_ELEM_KEY), Bound::beginning,
                     attribute_of(member, NFTNL_SET_ELEM_DATA),
                     attribute_of(member, NFTNL_SET_ELEM_KEY_END)};
  // Without the flag NFT_SET_ELEM_INTERVAL_END, the element is the beginning of an interval.
  if (nftnl_set_elem_is_set(&member, NFTNL_SET_ELEM_FLAGS) &&
      (nftnl_set_elem_get_u32(const_cast<nftnl_set_elem*>(&member), NFTNL_SET_ELEM_FLAGS) &
       NFT_SET_ELEM_INTERVAL_END) != 0)
    element.bound = Bound::end;
  return element;
}

std::vector<NftElement> elements_from(ObjectList& messages, const firewall::Set& from) {
  std::vector<NftElement> elements;
  for (std::size_t i = 0; i < messages.size(); ++i) {
    const NftSet set(nftnl_set_alloc());
    // The kernel's message is well-formed, so parsing can only fail for lack of memory.
    if (nftnl_set_elems_nlmsg_parse(messages.at(i), set.get()) < 0) throw std::bad_alloc();
    nftnl_set_elems_iter* iterator = allocated(nftnl_set_elems_iter_create(set.get()));
    while (const nftnl_set_elem* member = nftnl_set_elems_iter_next(iterator))
      elements.push_back(element_from(*member, from));
    nftnl_set_elems_iter_destroy(iterator);
  }
  return elements;
}

void append(std::vector<NftElement>& encoded, const firewall::Element& element) {
  const firewall::Set& set = *element.set;
  encoded.push_back({&set, bytes_of(element.key), Bound::beginning, bytes_of(element.value)});
  if (!set.intervals) return;
  if (set.key.size() > 1) {
    encoded.back().last = last_bytes_of(element.key);
    return;
  }
  const IpAddress last = std::get<IpPrefix>(element.key.front()).last();
  const IpAddress behind = last.plus(1);
  if (behind > last) encoded.push_back({&set, NftSetKey().address(behind).bytes(), Bound::end});
}

}  // namespace

std::vector<NftElement> encode(std::span<const firewall::Element> elements) {
  std::vector<NftElement> encoded;
  encoded.reserve(elements.size());
  for (const firewall::Element& element : elements) append(encoded, element);
  return encoded;
}

Result<std::vector<std::optional<NftElement>>> find_elements(NftSession& nft,
                                                             std::span<const NftElement> elements) {
  std::vector<NftQuestion> questions;
  for (const NftElement& element : elements)
    questions.push_back(
        {nfproto_of(element.set->table), NFT_MSG_GETSETELEM, [&element](nlmsghdr& message) {
           write_elements(message, std::span(&element, 1), false);
         }});
  auto answers = nft.get_all(questions);
  std::vector<std::optional<NftElement>> found(elements.size());
  for (std::size_t n = 0; n < elements.size(); ++n) {
    if (answers[n].ack.error == ENOENT) continue;
    if (!answers[n].ack.ok()) return error_of(answers[n].ack);
    auto there = elements_from(answers[n].object, *elements[n].set);
    if (!there.empty() && there.front().bound == elements[n].bound)
      found[n] = std::move(there.front());
  }
  return found;
}

Result<std::optional<NftElement>> find_element(NftSession& nft, const NftElement& element) {
  MYDOCKER_TRY(auto found, find_elements(nft, std::span(&element, 1)));
  return std::move(found.front());
}

Result<std::vector<NftElement>> elements_in(NftSession& nft, const firewall::Set& set) {
  ObjectList list;
  const Ack ack = nft.list(
      nfproto_of(set.table), NFT_MSG_GETSETELEM,
      [&set](nlmsghdr& message) {
        const NftSet whole = set_named(set);
        nftnl_set_elems_nlmsg_build_payload(&message, whole.get());
      },
      list);
  if (ack.error == ENOENT) return std::vector<NftElement>();
  if (!ack.ok()) return error_of(ack);
  return elements_from(list, set);
}

void add_elements(NftBatch& batch, std::span<const NftElement> elements) {
  append(batch, NFT_MSG_NEWSETELEM, NLM_F_CREATE, elements);
}

Ack add_elements(NftSession& nft, std::span<const NftElement> elements) {
  return change(nft, NFT_MSG_NEWSETELEM, NLM_F_CREATE | NLM_F_EXCL, elements);
}

Result<void> result_of_adding(const Ack& ack) {
  if (ack.error == ENOENT) return base::firewall_is_gone();
  return result_of(ack);
}

Ack delete_elements(NftSession& nft, std::span<const NftElement> elements) {
  return change(nft, NFT_MSG_DELSETELEM, 0, elements);
}

namespace {

// Compares the elements of a resource with `all`, the result of find_elements().
Observation observation_of(std::span<const NftElement> wanted,
                           std::span<const std::optional<NftElement>> all) {
  std::vector<NftElement> found;
  for (std::size_t n = 0; n < wanted.size(); ++n) {
    const auto& there = all[n];
    const NftElement& element = wanted[n];
    if (!there || there->last != element.last) continue;
    if (there != element)
      return Observation{State::foreign,
                         std::string("with another value in map ") + element.set->name, ""};
    found.push_back(element);
  }
  if (found.empty()) return Observation{};
  if (found.size() == wanted.size()) return Observation{State::matches, "", ""};
  return Observation{State::differs, std::string("only in set ") + found.front().set->name, ""};
}

}  // namespace

Result<Observation> observe_elements(NftSession& nft, std::span<const NftElement> wanted) {
  MYDOCKER_TRY(const auto all, find_elements(nft, wanted));
  return observation_of(wanted, all);
}

Result<std::vector<Observation>> observe_each(NftSession& nft,
                                              std::span<const std::vector<NftElement>> groups) {
  std::vector<NftElement> wanted;
  for (const auto& group : groups) wanted.insert(wanted.end(), group.begin(), group.end());
  MYDOCKER_TRY(const auto all, find_elements(nft, wanted));
  std::vector<Observation> observations;
  std::size_t begin = 0;
  for (const auto& group : groups) {
    observations.push_back(observation_of(group, std::span(all).subspan(begin, group.size())));
    begin += group.size();
  }
  return observations;
}

Result<void> delete_found(NftSession& nft, std::span<const NftElement> wanted) {
  MYDOCKER_TRY(const auto all, find_elements(nft, wanted));
  std::vector<NftElement> found;
  for (std::size_t n = 0; n < wanted.size(); ++n)
    if (all[n] == wanted[n]) found.push_back(wanted[n]);
  if (found.size() != wanted.size()) nft.note_missing_element();
  if (found.empty()) return {};
  const Ack ack = delete_elements(nft, found);
  if (ack.error == ENOENT) return {};
  return result_of(ack);
}

}  // namespace mydocker::kernel
