// Everything a driver needs. Read in this order:
//
//   network_driver.hpp    the interface to implement: three const methods
//   network_view.hpp      what a driver is told about a network and an endpoint
//   host_facts.hpp        and about the host
//   plan.hpp              what it returns
//   resource.hpp          the resources that a plan is made of
//   blocks/*.hpp          ready-made groups of them, so that drivers never copy from each other
//   driver_info.hpp       the manifest: name, version, options
//   export.hpp            the macro that makes a driver of a class
//   resource_handler.hpp  for things that no resource covers
//
// What stands in mydocker/*.hpp and mydocker/blocks/*.hpp is the SDK, and keeps the promise of
// docs/sdk_compatibility.md; mydocker/detail is its machinery and may change with every version.
// Everything is there since SDK 1.0 unless "since 1.N" stands beside it. Lengths are in bytes and
// times in seconds where nothing else is said. Nothing throws but what the standard library throws
// when memory ends; all functions may be called from any thread.
#pragma once

#include "mydocker/blocks/addressing.hpp"
#include "mydocker/blocks/nat.hpp"
#include "mydocker/blocks/publish.hpp"
#include "mydocker/blocks/veth.hpp"
#include "mydocker/driver_info.hpp"
#include "mydocker/export.hpp"
#include "mydocker/host_facts.hpp"
#include "mydocker/net_types.hpp"
#include "mydocker/network_driver.hpp"
#include "mydocker/network_view.hpp"
#include "mydocker/options.hpp"
#include "mydocker/plan.hpp"
#include "mydocker/resource.hpp"
#include "mydocker/resource_handler.hpp"
#include "mydocker/result.hpp"
