#include "runtime/app/endpoint_wish.hpp"

#include <algorithm>

#include "runtime/app/port_wish.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/ipam/address_space.hpp"
#include "runtime/model/ids.hpp"
#include "runtime/model/key_values.hpp"
#include "runtime/model/names.hpp"
#include "runtime/model/option_check.hpp"

namespace mydocker::app {
namespace {

constexpr int kMostLinks = 1000;  // ethN that are tried

Result<std::string> namespace_path(const ConnectRequest& request) {
  if (request.netns_path && request.pid) {
    return Error(ErrorKind::invalid_argument, "--netns and --pid exclude each other");
  }
  if (request.netns_path) return *request.netns_path;
  if (request.pid) {
    const auto pid = parse_number(*request.pid);
    if (!pid.ok() || *pid <= 0) {
      return Error(ErrorKind::invalid_argument,
                   "--pid " + base::quoted(*request.pid) + " is not the number of a process");
    }
    return "/proc/" + std::to_string(*pid) + "/ns/net";
  }
  return "/run/netns/" + request.container;
}

// The store's view of one network's leases, for the allocator.
class NetworkLeases final : public ipam::Leases {
 public:
  NetworkLeases(store::RuntimeState& state, const std::string& network_id)
      : state_(state), network_id_(network_id) {}
  Result<std::optional<IpAddress>> first_free(const IpAddress& first,
                                              const IpAddress& last) override {
    return state_.first_free(network_id_, first, last);
  }

 private:
  store::RuntimeState& state_;
  const std::string& network_id_;
};

// The --ip that lies in this subnet, taken out of `wanted`.
std::optional<IpAddress> wanted_in(const model::Subnet& subnet, std::vector<IpAddress>& wanted) {
  const auto own = std::ranges::find_if(
      wanted, [&](const IpAddress& address) { return subnet.prefix.contains(address); });
  if (own == wanted.end()) return std::nullopt;
  const auto address = *own;
  wanted.erase(own);
  return address;
}

Result<IpAddress> settle_address(store::RuntimeState& state, const model::Network& network,
                                 const model::Subnet& subnet, std::vector<IpAddress>& wanted) {
  if (const auto fixed = wanted_in(subnet, wanted)) {
    MYDOCKER_CHECK(ipam::check_static(subnet, *fixed).within("--ip " + fixed->text()));
    MYDOCKER_TRY(const auto holder, state.lease_holder(network.id, *fixed));
    if (!holder) return *fixed;
    return Error(ErrorKind::already_exists,
                 "--ip " + fixed->text() + " is held by container \"" + *holder + "\"")
        .hint("leave --ip out, or disconnect " + *holder + " first");
  }
  NetworkLeases leases(state, network.id);
  MYDOCKER_TRY(const auto cursor, state.cursor(network.id, subnet.prefix));
  MYDOCKER_TRY(const auto address, ipam::next_address(subnet, cursor, leases));
  MYDOCKER_CHECK(state.set_cursor(network.id, subnet.prefix, address));
  return address;
}

Result<std::vector<IpPrefix>> settle_addresses(store::RuntimeState& state,
                                               const ConnectRequest& request,
                                               const model::Network& network) {
  std::vector<IpAddress> wanted;
  for (const auto& text : request.addresses) {
    MYDOCKER_TRY(const auto address, IpAddress::parse(text).within("--ip " + base::quoted(text)));
    wanted.push_back(address);
  }
  std::vector<IpPrefix> addresses;
  for (const auto& subnet : network.subnets) {
    MYDOCKER_TRY(const auto address, settle_address(state, network, subnet, wanted));
    addresses.push_back({address, subnet.prefix.length});
  }
  if (wanted.empty()) return addresses;
  std::string subnets;
  for (const auto& subnet : network.subnets) subnets += " " + subnet.prefix.text();
  return Error(ErrorKind::invalid_argument,
               "--ip " + wanted.front().text() +
                   " is in no subnet of the network that is still free for it")
      .hint(subnets.empty() ? "this network has no addresses" : "its subnets:" + subnets);
}

Result<MacAddress> settle_mac(const ConnectRequest& request, const std::string& endpoint_id) {
  if (!request.mac) return derived_mac(endpoint_id, "container");
  MYDOCKER_TRY(
      const auto mac,
      MacAddress::parse(*request.mac).within("--mac-address " + base::quoted(*request.mac)));
  if (!mac.is_multicast() && !mac.is_zero()) return mac;
  return Error(ErrorKind::invalid_argument,
               "--mac-address " + mac.text() + " is not a unicast address")
      .hint("the lowest bit of its first byte must be 0, as in 02:00:00:00:00:01");
}

// The one that was asked for, or the first ethN that neither we nor anybody else has put there.
Result<std::string> settle_link_name(store::RuntimeState& state, const ConnectRequest& request,
                                     const kernel::Netns& container, kernel::HostView& inside) {
  MYDOCKER_TRY(const auto others, state.endpoints_in(container.cookie()));
  const auto taken = [&](const std::string& name) -> Result<bool> {
    const bool ours = std::ranges::find(others, name, &model::Endpoint::link_name) != others.end();
    if (ours) return true;
    MYDOCKER_TRY(const auto link, inside.link(name));
    return link.has_value();
  };
  if (request.link_name) {
    MYDOCKER_CHECK(check_link_name(*request.link_name).within("--ifname"));
    MYDOCKER_TRY(const bool used, taken(*request.link_name));
    if (!used) return *request.link_name;
    return Error(ErrorKind::already_exists,
                 "--ifname \"" + *request.link_name + "\": the container has a link of that name");
  }
  for (int n = 0; n < kMostLinks; ++n) {
    auto name = "eth" + std::to_string(n);
    MYDOCKER_TRY(const bool used, taken(name));
    if (!used) return name;
  }
  return Error(ErrorKind::exhausted, "the container has no free link name eth0 to eth999");
}

// The container keeps a default route that it has; a network without gateway has none to give.
Result<bool> wants_default_route(const model::Network& network, kernel::HostView& inside) {
  const bool offers = std::ranges::any_of(
      network.subnets, [](const model::Subnet& s) { return s.gateway.has_value(); });
  if (!offers || network.internal) return false;
  MYDOCKER_TRY(const bool present, inside.has_default_route(Family::v4));
  return !present;
}

}  // namespace

Result<kernel::Netns> container_namespace(Parts& parts, const ConnectRequest& request) {
  MYDOCKER_CHECK(model::check_container_name(request.container));
  MYDOCKER_TRY(const auto* world, parts.world());
  MYDOCKER_TRY(const auto path, namespace_path(request));
  auto opened = kernel::Netns::open(path);
  if (!opened.ok()) {
    auto error = std::move(opened).error();
    if (error.kind() != ErrorKind::not_found) return error;
    return std::move(error).hint("make one with \"ip netns add " + request.container +
                                 "\", or name one with --netns or --pid");
  }
  if (opened->cookie() == world->host.cookie()) {
    return Error(ErrorKind::invalid_argument,
                 base::quoted(path) + " is the host's own network namespace")
        .hint("a container needs a namespace of its own");
  }
  return opened;
}

Result<model::Endpoint> endpoint_wish(Parts& parts, const ConnectRequest& request,
                                      const model::Network& network,
                                      const kernel::Netns& container) {
  MYDOCKER_TRY(auto* world, parts.world());
  MYDOCKER_TRY(const auto inside, kernel::open_linux_host_view(container));
  MYDOCKER_TRY(const auto candidate, parts.driver(network.driver));
  model::Endpoint endpoint;
  endpoint.network_id = network.id;
  endpoint.container = request.container;
  endpoint.netns_path = container.path();
  endpoint.netns_cookie = container.cookie();
  endpoint.created = now_in_seconds();
  MYDOCKER_TRY(const auto given,
               model::check_key_values(request.options, {"--driver-opt", "KEY=VALUE"}));
  MYDOCKER_TRY(endpoint.options,
               model::check_options(given, candidate->manifest(), OptionScope::endpoint));
  MYDOCKER_TRY(endpoint.link_name, settle_link_name(world->state, request, container, *inside));
  endpoint.id = model::endpoint_id(network.id, endpoint.container, endpoint.link_name);
  MYDOCKER_TRY(endpoint.mac, settle_mac(request, endpoint.id));
  MYDOCKER_TRY(endpoint.addresses, settle_addresses(world->state, request, network));
  MYDOCKER_TRY(endpoint.default_route, wants_default_route(network, *inside));
  if (!request.ports.empty()) {
    MYDOCKER_TRY(const auto wishes, port_wishes(parts, network, request.ports));
    MYDOCKER_TRY(endpoint.ports, settle_ports(parts, network, endpoint, wishes));
  }
  return endpoint;
}

}  // namespace mydocker::app
