// Flows of UDP that the kernel remembers from before a port was published, or after.
//
// A remembered flow is not translated anew: a client that keeps sending from one port would go on
// talking to whom it talked to before, for as long as it does not stop. Flows of TCP end by
// themselves. Does not: touch a flow of anybody else.
#pragma once

#include <span>

#include "mydocker/resource.hpp"
#include "mydocker/result.hpp"
#include "runtime/kernel/namespaces.hpp"

namespace mydocker::kernel {

// Flows to the ports at an address of the host, whoever answers them: from now on the container
// does. Nothing for other protocols and for routed ports.
Result<void> forget_flows_to_host(Namespaces& namespaces, std::span<const PublishedPort> ports);

// Flows to the ports that the container answers: from now on it does not.
Result<void> forget_flows_to_container(Namespaces& namespaces,
                                       std::span<const PublishedPort> ports);

}  // namespace mydocker::kernel
