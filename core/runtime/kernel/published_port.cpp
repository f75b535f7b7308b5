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

// The n-th of the row, sent on from the host.
NftElement ct_status_dnat(const PublishedPort& port, std::uint16_t n) {
  const bool v4 = port.container_address.is_v4();
  NftSetKey key;
  if (port.host_address) key.address(*port.host_address);
  key.protocol(port.protocol).port(static_cast<std::uint16_t>(port.host_port + n));
  NftSetKey value;
  value.address(port.container_address).port(static_cast<std::uint16_t>(port.container_port + n));
  const NftName& any = v4 ? kPorts4Map : kPorts6Map;
  const NftName& at = v4 ? kPortsAt4Map : kPortsAt6Map;
  return {port.host_address ? at : any, key.bytes(), Bound::beginning, value.bytes()};
}

// The n-th of the row, let through.
NftElement routed(const PublishedPort& port, std::uint16_t n) {
  NftSetKey key;
  key.address(port.container_address)
      .protocol(port.protocol)
      .port(static_cast<std::uint16_t>(port.container_port + n));
  return {port.container_address.is_v4() ? kRouted4Set : kRouted6Set, key.bytes()};
}

std::vector<NftElement> elements_of(const PublishedPort& port) {
  std::vector<NftElement> elements;
  for (std::uint16_t n = 0; n < port.count; ++n)
    elements.push_back(port.mode == PortMode::nat ? ct_status_dnat(port, n) : routed(port, n));
  return elements;
}

// Those of one set together: they go in one message.
std::vector<NftElement> elements_of_all(std::span<const PublishedPort> ports) {
  std::vector<NftElement> elements;
  for (const auto& port : ports)
    for (auto& element : elements_of(port)) elements.push_back(std::move(element));
  std::ranges::stable_sort(elements, std::less<>(), [](const NftElement& element) {
    return std::string_view(element.set.name);
  });
  return elements;
}

}  // namespace

Result<Observation> observe(Namespaces& namespaces, const PublishedPort& port) {
  MYDOCKER_TRY(NftSession * nft, namespaces.nft());
  return observe_elements(*nft, elements_of(port));
}

Result<void> create(Namespaces& namespaces, const PublishedPort& port) {
  return create_ports(namespaces, std::span(&port, 1));
}

Result<void> create_ports(Namespaces& namespaces, std::span<const PublishedPort> ports) {
  MYDOCKER_TRY(NftSession * nft, namespaces.nft());
  const auto elements = elements_of_all(ports);
  MYDOCKER_CHECK(result_of_adding(add_elements(*nft, elements)));
  // The elements first: a packet in between begins a flow that is right.
  auto forgotten = forget_flows_to_host(namespaces, ports);
  if (!forgotten.ok()) (void)delete_elements(*nft, elements);
  return forgotten;
}

Result<void> destroy(Namespaces& namespaces, const PublishedPort& port) {
  return destroy_ports(namespaces, std::span(&port, 1));
}

Result<void> destroy_ports(Namespaces& namespaces, std::span<const PublishedPort> ports) {
  MYDOCKER_TRY(NftSession * nft, namespaces.nft());
  MYDOCKER_CHECK(delete_found(*nft, elements_of_all(ports)));
  return forget_flows_to_container(namespaces, ports);
}

}  // namespace mydocker::kernel
