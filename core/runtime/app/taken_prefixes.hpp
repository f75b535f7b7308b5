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

// Prefixes with their holders. Networks are first, because users know their names better. Most
// prefixes have no text about their user, because few of them are printed.
struct Taken {
  // Prefixes of networks, of networks in creation, and of the host.
  std::vector<ipam::AllocatedPrefix> all;
  std::vector<store::NetworkPrefix> networks;  // the networks of the first elements of `all`
  std::vector<kernel::HostPrefix> host;  // the host's prefixes, for the last elements of `all`
};

// The sources of the prefixes.
struct Holders {
  store::Definitions& definitions;
  const std::vector<model::Network>& in_creation;
  const Links& shared_links;  // links whose prefixes are not taken
};

// Returns the prefixes that overlap one of `wanted`. Null: returns all prefixes, which takes longer
// if there are more networks.
Result<Taken> taken_prefixes(Session& session, const Holders& holders,
                             const std::vector<IpPrefix>* wanted);

// Checks that the prefix is free. already_exists: the prefix overlaps a taken one. The error says
// who uses that one. If a route covers the whole prefix, only a note is written, because the route
// of the network is longer. `on_lan`: the prefixes of other networks on the LAN may be used too.
Result<void> check_free(Session& session, const Holders& holders, const Taken& taken,
                        const IpPrefix& wanted, bool on_lan);

}  // namespace mydocker::app
