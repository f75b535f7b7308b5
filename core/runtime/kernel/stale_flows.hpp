// UDP flows in conntrack that are older than a published port, or older than its release.
//
// conntrack translates only the first packet of a flow. A client that keeps sending from the same
// port would still reach the earlier receiver. These functions delete such flows, so that the next
// packet starts a new flow. TCP flows close by themselves. Flows to other ports are not changed.
#pragma once

#include <span>

#include "mydocker/resource.hpp"
#include "mydocker/result.hpp"
#include "runtime/kernel/namespaces.hpp"

namespace mydocker::kernel {

// Deletes flows to the ports at an address of the host, because the container replies to them now.
// Does nothing for other protocols than UDP and for routed ports.
Result<void> forget_flows_to_host(Namespaces& namespaces, std::span<const PublishedPort> ports);

// Deletes flows to the ports that the container replies to, because it does not reply any more.
Result<void> forget_flows_to_container(Namespaces& namespaces,
                                       std::span<const PublishedPort> ports);

}  // namespace mydocker::kernel
