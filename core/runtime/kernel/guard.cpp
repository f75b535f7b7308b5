#include <algorithm>
#include <cerrno>
#include <string>
#include <vector>

#include "runtime/kernel/nft_elements.hpp"
#include "runtime/kernel/nouns.hpp"

namespace mydocker::kernel {
namespace {

std::vector<NftElement> elements_of_routed(const Guard& guard) {
  std::vector<NftElement> elements{{kBoundSet, NftBytes().link(guard.link).bytes()}};
  for (const IpAddress& address : guard.addresses)
    elements.push_back({address.is_v4() ? kSources4Set : kSources6Set,
                        NftBytes().link(guard.link).address(address).bytes()});
  return elements;
}

// The link is watched from the first on; what the others name is let through.
std::vector<NftElement> elements_of(const Guard& guard) {
  if (guard.routed) return elements_of_routed(guard);
  std::vector<NftElement> elements{{kGuardedSet, NftBytes().link(guard.link).bytes()},
                                   {kMacsSet, NftBytes().link(guard.link).mac(guard.mac).bytes()}};
  if (guard.any_address) elements.push_back({kUnaddressedSet, NftBytes().link(guard.link).bytes()});
  for (const IpAddress& address : guard.addresses) {
    const auto key = NftBytes().link(guard.link).address(address).bytes();
    elements.push_back({address.is_v4() ? kAddresses4Set : kAddresses6Set, key});
    if (!address.is_v4()) elements.push_back({kTargets6Set, key});
  }
  return elements;
}

// Not every key does: that of nft(8)'s "*" is empty.
bool begins_with(const std::vector<std::uint8_t>& key, const std::vector<std::uint8_t>& name) {
  return key.size() >= name.size() && std::equal(name.begin(), name.end(), key.begin());
}

Result<void> forget(NftSession& nft, const std::string& link) {
  const auto name = NftBytes().link(link).bytes();
  std::vector<NftElement> old;
  for (const NftName& set : {kGuardedSet, kUnaddressedSet, kMacsSet, kAddresses4Set, kAddresses6Set,
                             kTargets6Set, kBoundSet, kSources4Set, kSources6Set}) {
    MYDOCKER_TRY(auto all, elements_in(nft, set));
    for (auto& element : all)
      if (begins_with(element.key, name)) old.push_back(std::move(element));
  }
  return result_of(delete_elements(nft, old));
}

}  // namespace

Result<Observation> observe(Namespaces& namespaces, const Guard& guard) {
  MYDOCKER_TRY(NftSession * nft, namespaces.nft());
  return observe_elements(*nft, elements_of(guard));
}

// What is still said of a link of that name is of one that is gone.
Result<void> create(Namespaces& namespaces, const Guard& guard) {
  MYDOCKER_TRY(NftSession * nft, namespaces.nft());
  const auto elements = elements_of(guard);
  const Answer answer = add_elements(*nft, elements);
  if (answer.error != EEXIST) return result_of_adding(answer);
  MYDOCKER_CHECK(forget(*nft, guard.link));
  return result_of_adding(add_elements(*nft, elements));
}

Result<void> destroy(Namespaces& namespaces, const Guard& guard) {
  MYDOCKER_TRY(NftSession * nft, namespaces.nft());
  return delete_found(*nft, elements_of(guard));
}

}  // namespace mydocker::kernel
