#include "runtime/app/endpoint_spec.hpp"

#include <algorithm>

#include "mydocker/blocks/addressing.hpp"
#include "runtime/app/containers.hpp"
#include "runtime/app/default_route.hpp"
#include "runtime/app/driver_plans.hpp"
#include "runtime/app/endpoint_addresses.hpp"
#include "runtime/app/ipam_driver.hpp"
#include "runtime/app/network_on_lan.hpp"
#include "runtime/app/port_allocator.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/model/ids.hpp"
#include "runtime/model/key_values.hpp"
#include "runtime/model/option_check.hpp"

namespace mydocker::app {
namespace {

constexpr int kMostLinks = 1000;  // number of names ethN that are tried

Result<MacAddress> parse_mac(const std::string& word) {
  MYDOCKER_TRY(const auto mac,
               MacAddress::parse(word).within("--mac-address " + base::quoted(word)));
  if (!mac.is_multicast() && !mac.is_zero()) return mac;
  return Error(ErrorKind::invalid_argument,
               "--mac-address " + mac.text() + " is not a unicast address")
      .hint("the lowest bit of its first byte must be 0, for example 02:00:00:00:00:01");
}

Result<MacAddress> resolve_mac(const ConnectRequest& request, const std::string& endpoint_id) {
  return request.mac ? parse_mac(*request.mac) : derived_mac(endpoint_id, "container");
}

// Returns the prefix of link names. A network option can replace the default "eth".
std::string link_prefix(const model::Network& network, const Manifest& driver) {
  auto given = option_of(network, driver, OptionRole::link_prefix);
  return given.empty() ? "eth" : given;
}

// Returns whether a container may have the gateway's address. On an unmanaged bridge, the gateway
// can be the host, a router or a container.
Result<GatewayUse> gateway_use(Session& session, const store::ActiveNetwork& known,
                               const Manifest& driver) {
  if (known.host_gateway || driver.can(Capability::lan)) return GatewayUse::kept;
  MYDOCKER_TRY(auto* host, session.host_view());
  MYDOCKER_TRY(const auto prefixes, host->host_prefixes());
  for (const auto& subnet : known.network.subnets)
    for (const auto& one : prefixes)
      if (one.address && subnet.gateway == one.address->address) return GatewayUse::kept;
  return GatewayUse::container;
}

// Returns the requested name, or the first free ethN. already_exists: the requested name is in use.
Result<std::string> resolve_link_name(const std::optional<std::string>& wanted,
                                      const std::string& prefix,
                                      const std::vector<model::Endpoint>& others,
                                      kernel::HostView& inside) {
  const auto in_use = [&](const std::string& name) -> Result<bool> {
    const bool of_endpoint =
        std::ranges::find(others, name, &model::Endpoint::link_name) != others.end();
    if (of_endpoint) return true;
    MYDOCKER_TRY(const auto link, inside.link(name));
    return link.has_value();
  };
  if (wanted) {
    MYDOCKER_CHECK(check_link_name(*wanted).within("--ifname"));
    MYDOCKER_TRY(const bool used, in_use(*wanted));
    if (!used) return *wanted;
    return Error(
        ErrorKind::already_exists,
        "--ifname \"" + *wanted + "\": the container already has an interface with that name");
  }
  for (int n = 0; n < kMostLinks; ++n) {
    auto name = prefix + std::to_string(n);
    MYDOCKER_TRY(const bool used, in_use(name));
    if (!used) return name;
  }
  return Error(ErrorKind::exhausted,
               "the container has no free interface name " + prefix + "0 to " + prefix + "999");
}

// Returns the requested link name. Docker gives this name with a driver option. mydocker accepts
// this option too, with the meaning of --ifname.
Result<std::optional<std::string>> wanted_link_name(const ConnectRequest& request,
                                                    std::map<std::string, std::string>& options) {
  constexpr const char* kAlias = "com.docker.network.endpoint.ifname";
  const auto alias = options.find(kAlias);
  if (alias == options.end()) return request.link_name;
  if (request.link_name)
    return Error(ErrorKind::invalid_argument,
                 std::string("--ifname and --driver-opt ") + kAlias + " are the same")
        .hint("give only one of them");
  std::optional<std::string> name(alias->second);
  options.erase(alias);
  return name;
}

bool is_moved_by_engine(const ConnectRequest& request) {
  return request.container_half == model::ContainerHalf::engine;
}

// Returns the other endpoints of the container. If the engine moves the link itself, the
// container's other endpoints are not known.
Result<std::vector<model::Endpoint>> other_endpoints(store::RuntimeState& state,
                                                     const ConnectRequest& request,
                                                     const kernel::Netns& container) {
  if (is_moved_by_engine(request)) return std::vector<model::Endpoint>();
  return state.endpoints_in(container.cookie());
}

Result<void> check_option_words(const ConnectRequest& request) {
  MYDOCKER_TRY(auto given, model::check_key_values(request.options, {"--driver-opt", "KEY=VALUE"}));
  MYDOCKER_TRY(const auto link_name, wanted_link_name(request, given));
  if (link_name) MYDOCKER_CHECK(check_link_name(*link_name).within("--ifname"));
  return {};
}

// Completes an endpoint that has its addresses. `others` are the other endpoints of the container.
Result<void> complete_among(Session& session, OpenState& open_state, const ConnectRequest& request,
                            const ConnectionTarget& target,
                            const std::vector<model::Endpoint>& others, kernel::HostView& inside,
                            model::Endpoint& endpoint) {
  const Manifest& manifest = target.driver.manifest();
  const auto network =
      with_allocation(enabled_part(target.network(), endpoint, manifest), endpoint);
  MYDOCKER_TRY(endpoint.extra_addresses,
               resolve_link_local_addresses(open_state.state, request, network));
  MYDOCKER_CHECK(resolve_default_route(request, network, others, inside, endpoint));
  endpoint.routed_v4 = has_gateway_mode(network, manifest, Family::v4, kRoutedMode);
  endpoint.routed_v6 = has_gateway_mode(network, manifest, Family::v6, kRoutedMode);
  if (request.ports.empty()) return {};
  MYDOCKER_TRY(const auto specs, port_specs(manifest, network, request.ports));
  MYDOCKER_TRY(endpoint.ports, allocate_ports(session, open_state, endpoint, specs));
  return {};
}

}  // namespace

model::Network enabled_part(model::Network network, const model::Endpoint& endpoint,
                            const Manifest& manifest) {
  const auto key = manifest.key_of(OptionRole::sysctls, OptionScope::endpoint);
  const auto settings = endpoint.options.find(key);
  if (settings == endpoint.options.end() || !blocks::disables_ipv6(settings->second))
    return network;
  std::erase_if(network.subnets, [](const model::Subnet& subnet) {
    return subnet.prefix.address.family() == Family::v6;
  });
  return network;
}

Result<void> check_words(const ConnectRequest& request) {
  MYDOCKER_CHECK(check_namespace_words(request));
  MYDOCKER_CHECK(check_option_words(request));
  if (request.mac) MYDOCKER_CHECK(parse_mac(*request.mac));
  MYDOCKER_CHECK(check_address_words(request));
  MYDOCKER_CHECK(check_link_local_words(request));
  if (request.gateway_priority) MYDOCKER_CHECK(parse_priority(*request.gateway_priority));
  MYDOCKER_CHECK(model::parse_port_specs(request.ports));
  return {};
}

Result<model::Endpoint> endpoint_spec(Session& session, OpenState& open_state,
                                      const ConnectRequest& request,
                                      const ConnectionTarget& target) {
  const auto& known = target.known;
  const auto& container = target.container;
  const Manifest& manifest = target.driver.manifest();
  auto& state = open_state.state;
  MYDOCKER_TRY(const auto inside, session.container_view(container));
  model::Endpoint endpoint;
  endpoint.network_id = known.network.id;
  endpoint.container = request.container;
  endpoint.container_half = request.container_half;
  if (!is_moved_by_engine(request)) {
    endpoint.netns_path = container.path();
    endpoint.netns_cookie = container.cookie();
  }
  endpoint.created = session.system.now();
  if (request.attachment) endpoint.attachment = *request.attachment;
  MYDOCKER_TRY(auto given, model::check_key_values(request.options, {"--driver-opt", "KEY=VALUE"}));
  MYDOCKER_TRY(const auto link_name, wanted_link_name(request, given));
  MYDOCKER_TRY(given, model::with_roles(std::move(given), request.role_options, manifest,
                                        OptionScope::endpoint));
  MYDOCKER_TRY(endpoint.options, model::check_options(given, manifest, OptionScope::endpoint));
  auto network = enabled_part(known.network, endpoint, manifest);
  MYDOCKER_TRY(const auto others, other_endpoints(state, request, container));
  MYDOCKER_TRY(endpoint.link_name,
               resolve_link_name(link_name, link_prefix(network, manifest), others, *inside));
  endpoint.id = model::endpoint_id(network.id, endpoint.container, endpoint.link_name);
  for (const auto& other : others) endpoint.others.push_back({other.id, other.addresses});
  MYDOCKER_TRY(endpoint.mac, resolve_mac(request, endpoint.id));
  MYDOCKER_TRY(const auto sharing, networks_on_lan(session, manifest, network));
  MYDOCKER_TRY(const auto use, gateway_use(session, known, manifest));
  const bool leases = has_ipam_driver(network);
  if (leases && session.is_dry_run()) network.ipam_driver = model::IpamDriver::builtin;
  MYDOCKER_TRY(endpoint.addresses, allocate_addresses(state, request, network, sharing, use));
  if (!leases)
    MYDOCKER_CHECK(complete_among(session, open_state, request, target, others, *inside, endpoint));
  return endpoint;
}

Result<void> complete_endpoint(Session& session, OpenState& open_state,
                               const ConnectRequest& request, const ConnectionTarget& target,
                               model::Endpoint& endpoint) {
  MYDOCKER_TRY(const auto inside, session.container_view(target.container));
  MYDOCKER_TRY(auto others, other_endpoints(open_state.state, request, target.container));
  std::erase_if(others, [&](const model::Endpoint& one) { return one.id == endpoint.id; });
  return complete_among(session, open_state, request, target, others, *inside, endpoint);
}

}  // namespace mydocker::app
