#include "runtime/app/interference.hpp"

#include <algorithm>

#include "runtime/base/quoted.hpp"

namespace mydocker::app {
namespace {

bool has_address(const model::Endpoint& endpoint, const IpPrefix& address) {
  return std::ranges::any_of(endpoint.addresses,
                             [&](const IpPrefix& own) { return own.address == address.address; });
}

// Returns the addresses in the container's namespace, with their prefix lengths. Empty if they
// cannot be read.
std::vector<IpPrefix> addresses_in(kernel::System& system, const model::Endpoint& endpoint) {
  const auto container = apply::container_of(system, endpoint);
  if (!container.ok() || container->inside() == nullptr) return {};
  const auto view = system.open_host_view(*container->inside());
  if (!view.ok()) return {};
  const auto prefixes = (*view)->host_prefixes();
  std::vector<IpPrefix> addresses;
  if (prefixes.ok())
    for (const auto& one : *prefixes)
      if (one.address) addresses.push_back(*one.address);
  return addresses;
}

}  // namespace

void report_duplicates(Session& session, const std::vector<model::Endpoint>& endpoints) {
  for (const auto& endpoint : endpoints)
    for (const auto& address : addresses_in(session.system, endpoint))
      for (const auto& other : endpoints)
        if (&other != &endpoint && has_address(other, address))
          session.log.notice("container " + base::quoted(endpoint.container) + " has the address " +
                             address.text() + " of container " + base::quoted(other.container) +
                             "; remove it: ip -n " + endpoint.container + " address delete " +
                             address.text() + " dev " + endpoint.link_name);
}

}  // namespace mydocker::app
