// Isolation, ForwardAllow and AntiSpoofing: their elements in the nftables sets. Isolation also has
// BPF filters and routing rules (link_filters.hpp). AntiSpoofing also has a BPF filter.
#include <algorithm>
#include <array>
#include <cerrno>
#include <iterator>
#include <span>
#include <string>
#include <vector>

#include "runtime/kernel/link_filters.hpp"
#include "runtime/kernel/link_state.hpp"
#include "runtime/kernel/nft_elements.hpp"
#include "runtime/kernel/nft_sets.hpp"
#include "runtime/kernel/resource_ops.hpp"

namespace mydocker::kernel {
namespace {

template <firewall::HasElements Resource>
Result<Observation> observe_link(Namespaces& namespaces, const Resource& resource) {
  MYDOCKER_TRY(NftSession * nft, namespaces.nft());
  return observe_elements(*nft, encode(firewall::elements_of(resource)));
}

template <firewall::HasElements Resource>
Result<void> create_link(Namespaces& namespaces, const Resource& resource) {
  MYDOCKER_TRY(NftSession * nft, nft_of_own_tables(namespaces));
  return result_of_adding(add_elements(*nft, encode(firewall::elements_of(resource))));
}

template <firewall::HasElements Resource>
Result<void> destroy_link(Namespaces& namespaces, const Resource& resource) {
  MYDOCKER_TRY(NftSession * nft, namespaces.nft());
  return delete_found(*nft, encode(firewall::elements_of(resource)));
}

// Returns whether the key of a set element begins with the name of a link. nft(8) stores the name
// "*" as an empty key, so the sizes are compared first.
bool begins_with(const std::vector<std::uint8_t>& key, const std::vector<std::uint8_t>& name) {
  return key.size() >= name.size() && std::equal(name.begin(), name.end(), key.begin());
}

// Returns the set elements whose key begins with the name of the link.
Result<std::vector<NftElement>> elements_about(NftSession& nft, const firewall::Set& set,
                                               const std::string& link) {
  const auto name = NftSetKey().link(link).bytes();
  MYDOCKER_TRY(auto elements, elements_in(nft, set));
  std::erase_if(elements,
                [&](const NftElement& element) { return !begins_with(element.key, name); });
  return elements;
}

// Deletes the set elements of AntiSpoofing of an earlier link with the same name.
Result<void> delete_guard_of(NftSession& nft, const std::string& link) {
  std::vector<NftElement> old;
  for (const firewall::Set* set : firewall::sets_of_guards()) {
    MYDOCKER_TRY(auto elements, elements_about(nft, *set, link));
    std::ranges::move(elements, std::back_inserter(old));
  }
  return result_of(delete_elements(nft, old));
}

// Returns the bytes after the name of the link in the key of a set element.
std::span<const std::uint8_t> behind_name(const NftElement& element) {
  return std::span(element.key).subspan(kNameKeySize);
}

// Adds the addresses in a set to `guard`. The keys of this set contain a link and an address.
Result<void> read_addresses(NftSession& nft, const firewall::Set& set, Family family,
                            AntiSpoofing& guard) {
  MYDOCKER_TRY(const auto elements, elements_about(nft, set, guard.link));
  for (const auto& element : elements) {
    std::array<std::uint8_t, 16> bytes{};
    std::ranges::copy(behind_name(element).first(family == Family::v4 ? 4 : 16), bytes.begin());
    guard.addresses.emplace_back(family, bytes);
  }
  return {};
}

}  // namespace

Result<bool> is_isolated(Namespaces& namespaces, const std::string& link) {
  MYDOCKER_TRY(NftSession * nft, namespaces.nft());
  const std::vector<firewall::Element> listed{{&firewall::kLinks, {firewall::LinkName{link}}}};
  MYDOCKER_TRY(const auto found, observe_elements(*nft, encode(listed)));
  return found.state == State::matches;
}

Result<std::optional<AntiSpoofing>> guard_of(Namespaces& namespaces, const std::string& link) {
  using Found = std::optional<AntiSpoofing>;
  MYDOCKER_TRY(NftSession * nft, namespaces.nft());
  AntiSpoofing guard{.link = link};
  MYDOCKER_TRY(const auto macs, elements_about(*nft, firewall::kMacs, link));
  if (macs.empty()) return Found();
  const auto mac = behind_name(macs.front());
  std::ranges::copy(mac.first(guard.mac.bytes.size()), guard.mac.bytes.begin());
  MYDOCKER_TRY(const auto any, elements_about(*nft, firewall::kAntispoofAnyAddress, link));
  guard.any_address = !any.empty();
  MYDOCKER_CHECK(read_addresses(*nft, firewall::kAddresses4, Family::v4, guard));
  MYDOCKER_CHECK(read_addresses(*nft, firewall::kAddresses6, Family::v6, guard));
  return Found(std::move(guard));
}

Result<void> protect_isolated(Namespaces& namespaces, const std::string& link) {
  const auto isolated = is_isolated(namespaces, link);
  if (!isolated.ok() || !*isolated) return {};
  return add_filters(namespaces.host_route(), link);
}

Result<Observation> observe(Namespaces& namespaces, const Isolation& isolation) {
  MYDOCKER_TRY(auto found, observe_link(namespaces, isolation));
  found.in_place = found.state == State::differs;
  if (found.state == State::differs || found.state == State::foreign) return found;
  NetlinkSocket& host = namespaces.host_route();
  MYDOCKER_TRY(const bool filters, has_filters(host, isolation.link));
  if (found.state == State::absent)
    return filters && link_index(host, isolation.link) != 0
               ? Observation{State::differs, "only its BPF filters exist", "", true}
               : found;
  if (!filters) return Observation{State::differs, "its BPF filters are missing", "", true};
  if (!isolation.internal) return found;
  MYDOCKER_TRY(const bool rules, has_internal_rules(host, isolation.link));
  if (!rules) return Observation{State::differs, "its routing rules are missing", "", true};
  return found;
}

// Adds the missing parts, one after the other: set elements, BPF filters, routing rules. The
// existing parts stay, so the link is never unprotected.
Result<void> update(Namespaces& namespaces, const Isolation& isolation,
                    const std::string& /*found*/) {
  MYDOCKER_TRY(NftSession * nft, nft_of_own_tables(namespaces));
  for (const auto& element : encode(firewall::elements_of(isolation))) {
    const Ack ack = add_elements(*nft, std::span(&element, 1));
    if (ack.error != EEXIST) MYDOCKER_CHECK(result_of_adding(ack));
  }
  NetlinkSocket& host = namespaces.host_route();
  MYDOCKER_CHECK(add_filters(host, isolation.link));
  return isolation.internal ? add_internal_rules(host, isolation.link) : Result<void>();
}

Result<void> create(Namespaces& namespaces, const Isolation& isolation) {
  MYDOCKER_CHECK(create_link(namespaces, isolation));
  NetlinkSocket& host = namespaces.host_route();
  auto closed = add_filters(host, isolation.link);
  if (closed.ok() && isolation.internal) closed = add_internal_rules(host, isolation.link);
  if (!closed.ok()) (void)destroy(namespaces, isolation);
  return closed;
}

Result<void> destroy(Namespaces& namespaces, const Isolation& isolation) {
  NetlinkSocket& host = namespaces.host_route();
  remove_filters(host, isolation.link);
  if (isolation.internal) remove_internal_rules(host, isolation.link);
  return destroy_link(namespaces, isolation);
}

Result<Observation> observe(Namespaces& namespaces, const ForwardAllow& allow) {
  return observe_link(namespaces, allow);
}
Result<void> create(Namespaces& namespaces, const ForwardAllow& allow) {
  return create_link(namespaces, allow);
}
Result<void> destroy(Namespaces& namespaces, const ForwardAllow& allow) {
  return destroy_link(namespaces, allow);
}

Result<Observation> observe(Namespaces& namespaces, const AntiSpoofing& antispoofing) {
  MYDOCKER_TRY(auto found, observe_link(namespaces, antispoofing));
  const bool has_no_elements = found.state == State::absent;
  if (!antispoofing.filter || (!has_no_elements && found.state != State::matches)) return found;
  MYDOCKER_TRY(const bool filter, has_guard(namespaces.host_route(), antispoofing));
  if (has_no_elements)
    return filter ? Observation{State::differs, "only its BPF filter exists", "", true} : found;
  return filter ? found : Observation{State::differs, "its BPF filter is missing", "", true};
}

// Adds the missing parts. Existing set elements stay, so that the container is always checked.
Result<void> update(Namespaces& namespaces, const AntiSpoofing& antispoofing,
                    const std::string& /*found*/) {
  MYDOCKER_TRY(const auto elements, observe_link(namespaces, antispoofing));
  if (elements.state == State::absent) MYDOCKER_CHECK(create_link(namespaces, antispoofing));
  return antispoofing.filter ? add_guard(namespaces.host_route(), antispoofing) : Result<void>();
}

namespace {

// Adds the set elements and the BPF filter. An existing set element with this link name belongs to
// an earlier link, so it is replaced.
Result<void> add_all(Namespaces& namespaces, const AntiSpoofing& antispoofing) {
  MYDOCKER_TRY(NftSession * nft, nft_of_own_tables(namespaces));
  const auto elements = encode(firewall::elements_of(antispoofing));
  Ack ack = add_elements(*nft, elements);
  if (ack.error == EEXIST) {
    MYDOCKER_CHECK(delete_guard_of(*nft, antispoofing.link));
    ack = add_elements(*nft, elements);
  }
  MYDOCKER_CHECK(result_of_adding(ack));
  return antispoofing.filter ? add_guard(namespaces.host_route(), antispoofing) : Result<void>();
}

}  // namespace

Result<void> create(Namespaces& namespaces, const AntiSpoofing& antispoofing) {
  auto created = add_all(namespaces, antispoofing);
  if (!created.ok()) (void)destroy(namespaces, antispoofing);
  return created;
}

// Deletes the set elements only. The BPF filter stays until the link is removed, so that the
// container cannot use other addresses until then.
Result<void> destroy(Namespaces& namespaces, const AntiSpoofing& antispoofing) {
  return destroy_link(namespaces, antispoofing);
}

}  // namespace mydocker::kernel
