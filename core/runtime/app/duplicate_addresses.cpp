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

// Returns the addresses of the namespace, with their prefix lengths. Empty if they cannot be read.
std::vector<HeldAddress> addresses_in(kernel::HostView& view) {
  const auto prefixes = view.host_prefixes();
  std::vector<HeldAddress> addresses;
  if (prefixes.ok())
    for (const auto& one : *prefixes)
      if (one.address) addresses.push_back({*one.address, view.link_name(one.link)});
  return addresses;
}

std::vector<HeldAddress> addresses_in(kernel::System& system, const model::Endpoint& endpoint) {
  const auto container = apply::container_of(system, endpoint);
  if (!container.ok() || container->inside() == nullptr) return {};
  const auto view = system.open_host_view(*container->inside());
  return view.ok() ? addresses_in(**view) : std::vector<HeldAddress>();
}

std::vector<HeldAddress> addresses_of_host(Session& session) {
  const auto host = session.host_view();
  return host.ok() ? addresses_in(**host) : std::vector<HeldAddress>();
}

// Returns the end of a note: the shell command that removes the address.
std::string removal(const std::string& ip, const HeldAddress& held) {
  return "; remove it: " + ip + "address delete " + held.address.text() + " dev " + held.link;
}

// Returns whose address this is: another container's or the network's gateway. Empty: neither.
std::string owner_of(const HeldAddress& held, const model::Network& network,
                     const std::vector<model::Endpoint>& endpoints,
                     const model::Endpoint& container) {
  for (const auto& other : endpoints)
    if (&other != &container && has_address(other, held.address))
      return "container " + base::quoted(other.container);
  const auto is_gateway = [&](const model::Subnet& subnet) {
    return subnet.gateway == held.address.address;
  };
  const bool is_own = has_address(container, held.address);
  return !is_own && std::ranges::any_of(network.subnets, is_gateway) ? "the gateway" : "";
}

}  // namespace

void report_duplicates(Session& session, const model::Network& network,
                       const std::vector<model::Endpoint>& endpoints) {
  for (const auto& held : addresses_of_host(session))
    for (const auto& endpoint : endpoints)
      if (has_address(endpoint, held.address))
        session.log.notice("the link " + base::quoted(held.link) + " of the host has the address " +
                           held.address.text() + " of container " +
                           base::quoted(endpoint.container) + removal("ip ", held));
  for (const auto& endpoint : endpoints)
    for (const auto& held : addresses_in(session.system, endpoint))
      if (const auto owner = owner_of(held, network, endpoints, endpoint); !owner.empty())
        session.log.notice(
            "container " + base::quoted(endpoint.container) + " has the address " +
            held.address.text() + " of " + owner +
            removal(plan::ip(Place::container, {.netns_path = endpoint.netns_path}), held));
}

}  // namespace mydocker::app
