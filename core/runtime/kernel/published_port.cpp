#include <algorithm>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "runtime/kernel/nft_elements.hpp"
#include "runtime/kernel/resource_ops.hpp"
#include "runtime/kernel/stale_flows.hpp"

namespace mydocker::kernel {
namespace {

std::vector<NftElement> encoded(const PublishedPort& port) {
  return encode(firewall::elements_of(port));
}

// Elements of one set are adjacent, so that one message contains them.
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

Result<void> create(Namespaces& namespaces, const PublishedPort& port) {
  return create_ports(namespaces, std::span(&port, 1));
}

Result<void> create_ports(Namespaces& namespaces, std::span<const PublishedPort> ports) {
  MYDOCKER_TRY(NftSession * nft, namespaces.nft());
  const auto elements = encoded(ports);
  MYDOCKER_CHECK(result_of_adding(add_elements(*nft, elements)));
  // The elements are added first, so that a new flow in between is translated.
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
