// The prefixes that a new subnet must not overlap: those of networks, of networks in creation, and
// of the host.
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

// Prefixes with their holders. Networks are first, because users know their
// names better. Most holders have no text here, because almost none is printed.
struct Taken {
  std::vector<ipam::AllocatedPrefix> all;      // networks, networks in creation, the host
  std::vector<store::NetworkPrefix> networks;  // the first ones
  std::vector<kernel::HostPrefix> host;        // the last ones
};

// Where the prefixes are found.
struct Holders {
  store::Definitions& definitions;
  const std::vector<model::Network>& in_creation;
  const Links& shared_links;  // their prefixes are not taken
};

// Returns the prefixes that overlap one of `wanted`; null: all. The time for all of them grows with
// the number of networks.
Result<Taken> taken_prefixes(Session& session, const Holders& holders,
                             const std::vector<IpPrefix>* wanted);

// already_exists: the prefix overlaps a taken one. The error names its holder. A route that covers
// the whole prefix is only reported, because the route of the network is longer. `on_lan`: the
// prefixes of other networks on the LAN are shared.
Result<void> check_free(Session& session, const Holders& holders, const Taken& taken,
                        const IpPrefix& wanted, bool on_lan);

}  // namespace mydocker::app
