// The state of a container, which an OCI runtime writes to the standard input of a hook, and its
// annotations.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "mydocker/result.hpp"
#include "runtime/app/requests.hpp"

namespace mydocker::cli::oci_hook {

// The fields of the state that the hook needs (OCI runtime specification, "State").
struct ContainerState {
  std::string id;
  long pid = 0;  // 0: the container has no process; runc then writes null, and crun writes 0
  std::map<std::string, std::string> annotations;

  static Result<ContainerState> parse(const std::string& text);
};

// The annotations of a container that say how to connect it (docs/how-to/runc.md).
//
//   io.mydocker.networks     NETWORK[,NETWORK...]
//   io.mydocker.addresses    NETWORK=ADDRESS[,...]
//   io.mydocker.macs         NETWORK=MAC[,...]
//   io.mydocker.interfaces   NETWORK=NAME[,...]; the default is eth0, eth1, ... in this order
//   io.mydocker.ports        PORT[,PORT...], published on the first network

// Returns one request for each network, in the order of the annotation io.mydocker.networks. Empty:
// the container has no such annotation. Error invalid_argument: an annotation is unknown or has a
// wrong form.
Result<std::vector<app::ConnectRequest>> connect_requests(const ContainerState& state);

}  // namespace mydocker::cli::oci_hook
