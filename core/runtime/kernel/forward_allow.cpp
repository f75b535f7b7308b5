#include <vector>

#include "runtime/kernel/nft_elements.hpp"
#include "runtime/kernel/resource_ops.hpp"

namespace mydocker::kernel {
namespace {

std::vector<NftElement> elements_of(const ForwardAllow& allow) {
  if (!allow.from.empty())
    return {{kAllowedPairsSet, NftSetKey().link(allow.from).link(allow.to).bytes()}};
  const auto name = NftSetKey().link(allow.to).bytes();
  std::vector<NftElement> elements;
  if (allow.family != Family::v6) elements.push_back({kUnprotected4Set, name});
  if (allow.family != Family::v4) elements.push_back({kUnprotected6Set, name});
  return elements;
}

}  // namespace

Result<Observation> observe(Namespaces& namespaces, const ForwardAllow& allow) {
  MYDOCKER_TRY(NftSession * nft, namespaces.nft());
  return observe_elements(*nft, elements_of(allow));
}

Result<void> create(Namespaces& namespaces, const ForwardAllow& allow) {
  MYDOCKER_TRY(NftSession * nft, namespaces.nft());
  return result_of(add_elements(*nft, elements_of(allow)));
}

Result<void> destroy(Namespaces& namespaces, const ForwardAllow& allow) {
  MYDOCKER_TRY(NftSession * nft, namespaces.nft());
  return delete_found(*nft, elements_of(allow));
}

}  // namespace mydocker::kernel
