#include <cerrno>
#include <vector>

#include "runtime/kernel/nft_elements.hpp"
#include "runtime/kernel/nouns.hpp"

namespace mydocker::kernel {
namespace {

// The way into the network is closed by the first; what its own containers ask of its published
// ports comes back by the second, and the third opens it for the network itself.
std::vector<NftElement> elements_of(const Isolation& isolation) {
  const auto name = NftBytes().link(isolation.link).bytes();
  const auto pair = NftBytes().link(isolation.link).link(isolation.link).bytes();
  std::vector<NftElement> elements{{kLinksSet, name}, {kHairpinSet, pair}};
  if (!isolation.apart) elements.push_back({kWithinSet, pair});
  if (isolation.sealed) elements.push_back({kSealedSet, name});
  for (const IpPrefix& prefix : isolation.inside) {
    const NftName& set = prefix.address.is_v4() ? kInside4Set : kInside6Set;
    NftElement element{set, NftBytes().link(isolation.link).address(prefix.address).bytes()};
    element.last = NftBytes().link(isolation.link).address(prefix.last()).bytes();
    elements.push_back(std::move(element));
  }
  return elements;
}

}  // namespace

Result<Observation> observe(Namespaces& namespaces, const Isolation& isolation) {
  MYDOCKER_TRY(NftSession * nft, namespaces.nft());
  return observe_elements(*nft, elements_of(isolation));
}

Result<void> create(Namespaces& namespaces, const Isolation& isolation) {
  MYDOCKER_TRY(NftSession * nft, namespaces.nft());
  return result_of(add_elements(*nft, elements_of(isolation)));
}

Result<void> destroy(Namespaces& namespaces, const Isolation& isolation) {
  MYDOCKER_TRY(NftSession * nft, namespaces.nft());
  return delete_found(*nft, elements_of(isolation));
}

}  // namespace mydocker::kernel
