#include <algorithm>
#include <cerrno>
#include <string>
#include <vector>

#include "runtime/kernel/nft_elements.hpp"
#include "runtime/kernel/resource_ops.hpp"

namespace mydocker::kernel {
namespace {

std::vector<NftElement> elements_of_routed(const AntiSpoofing& antispoofing) {
  std::vector<NftElement> elements{
      {kSourceCheckedSet, NftSetKey().link(antispoofing.link).bytes()}};
  for (const IpAddress& address : antispoofing.addresses)
    elements.push_back({address.is_v4() ? kSources4Set : kSources6Set,
                        NftSetKey().link(antispoofing.link).address(address).bytes()});
  return elements;
}

// The link is watched from the first on; what the others name is let through.
std::vector<NftElement> elements_of(const AntiSpoofing& antispoofing) {
  if (antispoofing.routed) return elements_of_routed(antispoofing);
  std::vector<NftElement> elements{
      {kAntispoofSet, NftSetKey().link(antispoofing.link).bytes()},
      {kMacsSet, NftSetKey().link(antispoofing.link).mac(antispoofing.mac).bytes()}};
  if (antispoofing.any_address)
    elements.push_back({kAntispoofAnyAddressSet, NftSetKey().link(antispoofing.link).bytes()});
  for (const IpAddress& address : antispoofing.addresses) {
    const auto key = NftSetKey().link(antispoofing.link).address(address).bytes();
    elements.push_back({address.is_v4() ? kAddresses4Set : kAddresses6Set, key});
    if (!address.is_v4()) elements.push_back({kNdTargetsSet, key});
  }
  return elements;
}

// Not every key does: that of nft(8)'s "*" is empty.
bool begins_with(const std::vector<std::uint8_t>& key, const std::vector<std::uint8_t>& name) {
  return key.size() >= name.size() && std::equal(name.begin(), name.end(), key.begin());
}

Result<void> forget(NftSession& nft, const std::string& link) {
  const auto name = NftSetKey().link(link).bytes();
  std::vector<NftElement> old;
  for (const NftName& set :
       {kAntispoofSet, kAntispoofAnyAddressSet, kMacsSet, kAddresses4Set, kAddresses6Set,
        kNdTargetsSet, kSourceCheckedSet, kSources4Set, kSources6Set}) {
    MYDOCKER_TRY(auto all, elements_in(nft, set));
    for (auto& element : all)
      if (begins_with(element.key, name)) old.push_back(std::move(element));
  }
  return result_of(delete_elements(nft, old));
}

}  // namespace

Result<Observation> observe(Namespaces& namespaces, const AntiSpoofing& antispoofing) {
  MYDOCKER_TRY(NftSession * nft, namespaces.nft());
  return observe_elements(*nft, elements_of(antispoofing));
}

// What is still said of a link of that name is of one that is gone.
Result<void> create(Namespaces& namespaces, const AntiSpoofing& antispoofing) {
  MYDOCKER_TRY(NftSession * nft, namespaces.nft());
  const auto elements = elements_of(antispoofing);
  const Ack ack = add_elements(*nft, elements);
  if (ack.error != EEXIST) return result_of_adding(ack);
  MYDOCKER_CHECK(forget(*nft, antispoofing.link));
  return result_of_adding(add_elements(*nft, elements));
}

Result<void> destroy(Namespaces& namespaces, const AntiSpoofing& antispoofing) {
  MYDOCKER_TRY(NftSession * nft, namespaces.nft());
  return delete_found(*nft, elements_of(antispoofing));
}

}  // namespace mydocker::kernel
