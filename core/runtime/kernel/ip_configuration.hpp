// Creates the addresses, routes and rules of a container with one request.
#pragma once

#include <span>

#include "mydocker/resource.hpp"
#include "runtime/kernel/namespaces.hpp"
#include "runtime/kernel/netlink_message.hpp"

namespace mydocker::kernel {

// Creates the resources in order, all in the container. Each is an Address, a Route or a Rule.
// After an error, the other resources may exist.
Result<void> create_ip_configuration(Namespaces& namespaces, std::span<const Resource> resources);

// The request that creates a resource. `link` is the index of its link; 0: a route without a link.
NetlinkMessage creation_message(const Address& address, int link);
NetlinkMessage creation_message(const Route& route, int link);
NetlinkMessage creation_message(const Rule& rule);

}  // namespace mydocker::kernel
