#include <cerrno>
#include <vector>

#include "runtime/kernel/nft_elements.hpp"
#include "runtime/kernel/resource_ops.hpp"

namespace mydocker::kernel {
namespace {

// The way into the network is closed by the first; what its own containers ask of its published
// ports comes back by the second, and the third opens it for the network itself.
std::vector<NftElement> elements_of(const Isolation& isolation) {
  const auto name = NftSetKey().link(isolation.link).bytes();
  const auto pair = NftSetKey().link(isolation.link).link(isolation.link).bytes();
  std::vector<NftElement> elements{{kLinksSet, name}, {kHairpinSet, pair}};
  if (!isolation.no_icc) elements.push_back({kAllowedPairsSet, pair});
  if (isolation.internal) elements.push_back({kInternalLinksSet, name});
  for (const IpPrefix& prefix : isolation.peer_prefixes) {
    const NftName& set = prefix.address.is_v4() ? kPeerPrefixes4Set : kPeerPrefixes6Set;
    NftElement element{set, NftSetKey().link(isolation.link).address(prefix.address).bytes()};
    element.last = NftSetKey().link(isolation.link).address(prefix.last()).bytes();
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
