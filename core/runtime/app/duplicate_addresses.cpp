#include "runtime/app/interference.hpp"

#include <algorithm>

#include "runtime/base/quoted.hpp"
#include "runtime/plan/resource_lines.hpp"

namespace mydocker::app {
namespace {

bool has_address(const model::Endpoint& endpoint, const IpPrefix& address) {
  return std::ranges::any_of(endpoint.addresses,
                             [&](const IpPrefix& own) { return own.address == address.address; });
}

// An address in a container's namespace.
struct HeldAddress {
  IpPrefix address;
  std::string link;
};

// Returns the addresses in the container's namespace, with their prefix lengths. Empty if they
// cannot be read.
std::vector<HeldAddress> addresses_in(kernel::System& system, const model::Endpoint& endpoint) {
  const auto container = apply::container_of(system, endpoint);
  if (!container.ok() || container->inside() == nullptr) return {};
  const auto view = system.open_host_view(*container->inside());
  if (!view.ok()) return {};
  const auto prefixes = (*view)->host_prefixes();
  std::vector<HeldAddress> addresses;
  if (prefixes.ok())
    for (const auto& one : *prefixes)
      if (one.address) addresses.push_back({*one.address, (*view)->link_name(one.link)});
  return addresses;
}

// Returns the shell command that removes an address from a container in which it does not belong.
std::string remove_line(const model::Endpoint& endpoint, const HeldAddress& held) {
  return plan::ip(Place::container, {.netns_path = endpoint.netns_path}) + "address delete " +
         held.address.text() + " dev " + held.link;
}

}  // namespace

void report_duplicates(Session& session, const std::vector<model::Endpoint>& endpoints) {
  for (const auto& endpoint : endpoints)
    for (const auto& held : addresses_in(session.system, endpoint))
      for (const auto& other : endpoints)
        if (&other != &endpoint && has_address(other, held.address))
          session.log.notice("container " + base::quoted(endpoint.container) + " has the address " +
                             held.address.text() + " of container " +
                             base::quoted(other.container) +
                             "; remove it: " + remove_line(endpoint, held));
}

}  // namespace mydocker::app
