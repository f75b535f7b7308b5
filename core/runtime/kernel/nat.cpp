#include <algorithm>
#include <cerrno>
#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "runtime/kernel/conntrack.hpp"
#include "runtime/kernel/nft_elements.hpp"
#include "runtime/kernel/nft_sets.hpp"
#include "runtime/kernel/resource_ops.hpp"

namespace mydocker::kernel {
namespace {

// Returns the set elements of a prefix. The first is the beginning of the interval. The second is
// its end, unless the prefix reaches the end of the address space.
std::vector<NftElement> encoded(const Masquerade& masquerade) {
  return encode(firewall::elements_of(masquerade));
}

// Returns an address inside the prefix, for a lookup of its interval in the set. The first address
// is ambiguous: the interval before this one ends there, and the kernel may return that one. So the
// result is the second address of the prefix, if it has one.
IpAddress inside(const IpPrefix& source) {
  const IpAddress first = source.network().address;
  return source.length == source.address.bits() ? first : first.plus(1);
}

// Returns whether the interval in the kernel has the same end as the planned interval.
Result<bool> ends_alike(NftSession& nft, const IpPrefix& source,
                        const std::vector<NftElement>& wanted) {
  const bool is_open = wanted.size() == 1;
  if (source.length == source.address.bits()) {
    if (is_open) return true;
    MYDOCKER_TRY(const auto all, elements_in(nft, *wanted[1].set));
    return std::ranges::find(all, wanted[1]) != all.end();
  }
  MYDOCKER_TRY(
      const auto end,
      find_element(nft, {wanted[0].set, NftSetKey().address(inside(source)).bytes(), Bound::end}));
  return is_open ? !end : end && end->key == wanted[1].key;
}

}  // namespace

Result<Observation> observe(Namespaces& namespaces, const Masquerade& masquerade) {
  MYDOCKER_TRY(NftSession * nft, namespaces.nft());
  const auto wanted = encoded(masquerade);
  MYDOCKER_TRY(
      const auto beginning,
      find_element(*nft, {wanted[0].set, NftSetKey().address(inside(masquerade.source)).bytes()}));
  if (!beginning) return Observation{};
  MYDOCKER_TRY(const bool alike, ends_alike(*nft, masquerade.source, wanted));
  if (beginning->key != wanted[0].key || !alike)
    return Observation{State::foreign, "within a larger or smaller prefix", ""};
  if (beginning->value != wanted[0].value)
    return Observation{State::foreign, "with another address", ""};
  return Observation{State::matches, "", ""};
}

Result<void> create(Namespaces& namespaces, const Masquerade& masquerade) {
  MYDOCKER_TRY(NftSession * nft, nft_of_own_tables(namespaces));
  const Ack ack = add_elements(*nft, encoded(masquerade));
  // The kernel returns ENOTEMPTY for an overlap, and EBUSY for an existing key with another value.
  if (ack.error == ENOTEMPTY || ack.error == EBUSY)
    return Error(ErrorKind::already_exists, "an overlapping prefix already exists");
  return result_of_adding(ack);
}

Result<void> destroy(Namespaces& namespaces, const Masquerade& masquerade) {
  MYDOCKER_TRY(const Observation found, observe(namespaces, masquerade));
  if (found.state != State::matches) return {};
  MYDOCKER_TRY(NftSession * nft, namespaces.nft());
  const Ack ack = delete_elements(*nft, encoded(masquerade));
  if (ack.error == ENOENT) return {};
  return result_of(ack);
}

namespace {

std::vector<NftElement> encoded(const PublishedPort& port) {
  return encode(firewall::elements_of(port));
}

// Returns the set elements of all ports. Elements of the same set are adjacent, so that one message
// contains them.
std::vector<NftElement> encoded(std::span<const PublishedPort> ports) {
  std::vector<NftElement> elements;
  for (const auto& port : ports)
    for (auto& element : encoded(port)) elements.push_back(std::move(element));
  std::ranges::stable_sort(elements, std::less<>(), [](const NftElement& element) {
    return std::string_view(element.set->name);
  });
  return elements;
}

}  // namespace

Result<Observation> observe(Namespaces& namespaces, const PublishedPort& port) {
  MYDOCKER_TRY(NftSession * nft, namespaces.nft());
  return observe_elements(*nft, encoded(port));
}

Result<std::vector<Observation>> observe_ports(Namespaces& namespaces,
                                               std::span<const PublishedPort> ports) {
  MYDOCKER_TRY(NftSession * nft, namespaces.nft());
  std::vector<std::vector<NftElement>> groups;
  for (const auto& port : ports) groups.push_back(encoded(port));
  return observe_each(*nft, groups);
}

Result<void> create(Namespaces& namespaces, const PublishedPort& port) {
  return create_ports(namespaces, std::span(&port, 1));
}

Result<void> create_ports(Namespaces& namespaces, std::span<const PublishedPort> ports) {
  MYDOCKER_TRY(NftSession * nft, nft_of_own_tables(namespaces));
  const auto elements = encoded(ports);
  MYDOCKER_CHECK(result_of_adding(add_elements(*nft, elements)));
  // Flows are deleted after the set elements are added. In the other order, a flow could begin
  // between both steps, without translation.
  auto forgotten = forget_flows_to_host(namespaces, ports);
  if (!forgotten.ok()) (void)delete_elements(*nft, elements);
  return forgotten;
}

Result<void> destroy(Namespaces& namespaces, const PublishedPort& port) {
  return destroy_ports(namespaces, std::span(&port, 1));
}

Result<void> destroy_ports(Namespaces& namespaces, std::span<const PublishedPort> ports) {
  MYDOCKER_TRY(NftSession * nft, namespaces.nft());
  MYDOCKER_CHECK(delete_found(*nft, encoded(ports)));
  return forget_flows_to_container(namespaces, ports);
}

}  // namespace mydocker::kernel
