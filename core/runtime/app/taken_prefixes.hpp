// The prefixes that a new subnet must not overlap: the prefixes of networks, of networks in
// creation, and of the host.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "runtime/app/session.hpp"
#include "runtime/ipam/subnet_pools.hpp"
#include "runtime/kernel/host_view.hpp"
#include "runtime/model/network.hpp"
#include "runtime/store/definitions.hpp"

namespace mydocker::app {

using Links = std::set<std::string>;

// Taken prefixes, and who uses them. Networks are first, because users know their names better.
// Most elements have an empty text for the user of the prefix. It is filled in only for a prefix
// that is printed.
struct Taken {
  // Prefixes of networks, of networks in creation, and of the host.
  std::vector<ipam::AllocatedPrefix> all;
  std::vector<store::NetworkPrefix> networks;  // the networks of the first elements of `all`
  std::vector<kernel::HostPrefix> host;  // the host's prefixes, for the last elements of `all`
};

// Where the taken prefixes come from.
struct Holders {
  store::Definitions& definitions;
  const std::vector<model::Network>& in_creation;
  const Links& shared_links;  // links whose prefixes are not taken
};

// Returns the prefixes that overlap one of `wanted`. If `wanted` is null, returns all prefixes.
// This takes longer if there are many networks.
Result<Taken> taken_prefixes(Session& session, const Holders& holders,
                             const std::vector<IpPrefix>* wanted);

// Checks that the prefix is free. already_exists: it overlaps a taken prefix. The error says who
// uses that one. A route that covers the whole prefix gives only a note: the kernel prefers the
// network's route, because its prefix is longer. `on_lan`: the network is on a LAN, so other
// networks on a LAN may have the same prefix.
Result<void> check_free(Session& session, const Holders& holders, const Taken& taken,
                        const IpPrefix& wanted, bool on_lan);

}  // namespace mydocker::app
