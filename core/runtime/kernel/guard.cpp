#include <vector>

#include "runtime/kernel/nft_elements.hpp"
#include "runtime/kernel/nouns.hpp"

namespace mydocker::kernel {
namespace {

// The link is watched from the first on; what the others name is let through.
std::vector<NftElement> elements_of(const Guard& guard) {
  std::vector<NftElement> elements{{kGuardedSet, NftBytes().link(guard.link).bytes()},
                                   {kMacsSet, NftBytes().link(guard.link).mac(guard.mac).bytes()}};
  for (const IpAddress& address : guard.addresses) {
    const auto key = NftBytes().link(guard.link).address(address).bytes();
    elements.push_back({address.is_v4() ? kAddresses4Set : kAddresses6Set, key});
    if (!address.is_v4()) elements.push_back({kTargets6Set, key});
  }
  return elements;
}

}  // namespace

Result<Observation> observe(Namespaces& namespaces, const Guard& guard) {
  MYDOCKER_TRY(NftSession * nft, namespaces.nft());
  return observe_elements(*nft, elements_of(guard));
}

Result<void> create(Namespaces& namespaces, const Guard& guard) {
  MYDOCKER_TRY(NftSession * nft, namespaces.nft());
  return result_of(add_elements(*nft, elements_of(guard)));
}

Result<void> destroy(Namespaces& namespaces, const Guard& guard) {
  MYDOCKER_TRY(NftSession * nft, namespaces.nft());
  return delete_found(*nft, elements_of(guard));
}

}  // namespace mydocker::kernel
