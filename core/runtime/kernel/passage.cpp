#include <vector>

#include "runtime/kernel/nft_elements.hpp"
#include "runtime/kernel/nouns.hpp"

namespace mydocker::kernel {
namespace {

std::vector<NftElement> elements_of(const Passage& passage) {
  if (!passage.from.empty())
    return {{kWithinSet, NftBytes().link(passage.from).link(passage.to).bytes()}};
  const auto name = NftBytes().link(passage.to).bytes();
  std::vector<NftElement> elements;
  if (passage.family != Family::v6) elements.push_back({kOpen4Set, name});
  if (passage.family != Family::v4) elements.push_back({kOpen6Set, name});
  return elements;
}

}  // namespace

Result<Observation> observe(Namespaces& namespaces, const Passage& passage) {
  MYDOCKER_TRY(NftSession * nft, namespaces.nft());
  return observe_elements(*nft, elements_of(passage));
}

Result<void> create(Namespaces& namespaces, const Passage& passage) {
  MYDOCKER_TRY(NftSession * nft, namespaces.nft());
  return result_of(add_elements(*nft, elements_of(passage)));
}

Result<void> destroy(Namespaces& namespaces, const Passage& passage) {
  MYDOCKER_TRY(NftSession * nft, namespaces.nft());
  return delete_found(*nft, elements_of(passage));
}

}  // namespace mydocker::kernel
