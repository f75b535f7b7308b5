// The whole SDK in one header. Read the headers in this order:
//
//   network_driver.hpp    the interface of a driver: const methods
//   network_view.hpp      the network and the endpoint that a driver plans
//   host_facts.hpp        the facts of the host
//   plan.hpp              the result of planning
//   link_resource.hpp     the links of a plan
//   firewall_resource.hpp the filters and translations of a plan
//   service_resource.hpp  helper processes of a network, and their files
//   resource.hpp          all resources of a plan
//   blocks/*.hpp          ready-made groups of resources for the parts that drivers share
//   driver_info.hpp       the manifest: name, version, options
//   version.h             the version of the SDK, for #if
//   export.hpp            the macro that exports a class as a driver
//   resource_handler.hpp  for resources that the SDK does not have
//   ipam_handler.hpp      for a driver that chooses the addresses of containers
//
// The SDK is mydocker/*.hpp and mydocker/blocks/*.hpp. docs/sdk_compatibility.md says which changes
// are possible. mydocker/detail is internal and may change with every version.
//
// These rules apply to the whole SDK:
// - Everything exists since SDK 1.0, unless its comment names a later version.
// - Initialize a struct by the names of its fields. A later version may add fields at its end.
// - An enumeration may get more values at its end. A `switch` over one needs a default.
// - Lengths are in bytes and times in seconds, unless a comment says otherwise.
// - Functions throw only exceptions of the standard library. They do so when no memory is left, and
//   where a comment says so. The core reports an exception of a driver as a defect of the driver.
// - All functions may be called from any thread.
#pragma once

#include "mydocker/blocks/addressing.hpp"
#include "mydocker/blocks/bandwidth.hpp"
#include "mydocker/blocks/nat.hpp"
#include "mydocker/blocks/publish.hpp"
#include "mydocker/blocks/veth.hpp"
#include "mydocker/driver_info.hpp"
#include "mydocker/export.hpp"
#include "mydocker/firewall_resource.hpp"
#include "mydocker/host_facts.hpp"
#include "mydocker/ipam_handler.hpp"
#include "mydocker/link_resource.hpp"
#include "mydocker/net_types.hpp"
#include "mydocker/network_driver.hpp"
#include "mydocker/network_view.hpp"
#include "mydocker/options.hpp"
#include "mydocker/plan.hpp"
#include "mydocker/resource.hpp"
#include "mydocker/resource_handler.hpp"
#include "mydocker/result.hpp"
#include "mydocker/service_resource.hpp"
#include "mydocker/version.h"
