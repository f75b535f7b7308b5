// The annotations of a container that say how to connect it (docs/how-to/runc.md).
//
//   io.mydocker.networks     NETWORK[,NETWORK...]
//   io.mydocker.addresses    NETWORK=ADDRESS[,...]
//   io.mydocker.macs         NETWORK=MAC[,...]
//   io.mydocker.interfaces   NETWORK=NAME[,...]; the default is eth0, eth1, ... in this order
//   io.mydocker.ports        PORT[,PORT...], published on the first network
#pragma once

#include <vector>

#include "oci_hook/container_state.hpp"
#include "runtime/app/requests.hpp"

namespace mydocker::cli::oci_hook {

// One request for each network, in the order of the annotation. Empty: the container has no
// annotation with networks. invalid_argument: an annotation has another form or is unknown.
Result<std::vector<app::ConnectRequest>> connect_requests(const ContainerState& state);

}  // namespace mydocker::cli::oci_hook
