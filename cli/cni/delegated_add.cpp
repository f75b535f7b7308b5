// The CNI command ADD with addresses from a delegated plug-in.
#include <algorithm>
#include <set>

#include "cni/commands.hpp"
#include "cni/delegate.hpp"
#include "engine_connection.hpp"
#include "runtime/base/quoted.hpp"

namespace mydocker::cli::cni {
namespace {

// Returns the definition of a network whose addresses come from another IPAM plug-in (CNI, "ipam").
// Missing subnets and gateways come from the result of this plug-in.
CniResult<model::NetworkSpec> definition_for(const CniCall& call,
                                             const DelegatedAddresses& chosen) {
  auto definition = call.config.definition;
  definition.ipam_driver = "static";
  if (!definition.subnets.empty()) return definition;
  for (const auto& text : chosen.addresses) {
    MYDOCKER_TRY(const auto address, IpPrefix::parse(text));
    definition.subnets.push_back(address.network().text());
    if (!address.address.is_v4()) definition.ipv6 = "true";
  }
  const std::set<std::string> gateways(chosen.gateways.begin(), chosen.gateways.end());
  if (definition.gateways.empty()) definition.gateways.assign(gateways.begin(), gateways.end());
  return definition;
}

// Returns whether packets to `destination` take this route, through the wanted gateway. The default
// route counts too.
bool covers(const Route& route, const IpPrefix& destination, const std::string& gateway) {
  return route.destination.contains(destination) &&
         (gateway.empty() || (route.via && route.via->text() == gateway));
}

// Checks that the container has each route in the plug-in's result. The routes must be routes of
// the network, because an endpoint has no routes of its own.
CniResult<Done> check_routes(const DelegatedAddresses& chosen, const app::EndpointReport& report) {
  for (const auto& wanted : chosen.routes) {
    MYDOCKER_TRY(const auto destination, IpPrefix::parse(wanted.destination));
    const bool there = std::ranges::any_of(report.routes, [&](const Route& route) {
      return covers(route, destination, wanted.gateway);
    });
    if (!there)
      return Failure(
          Code::configuration,
          "the ipam plug-in requires a route to " + wanted.destination +
              ", but the network does not have it",
          R"(add it to the network: "routes": [")" + wanted.destination + R"(,GATEWAY"])");
  }
  return Done{};
}

CniResult<app::EndpointReport> connect_with(const CniCall& call, app::ConnectRequest request,
                                            const DelegatedAddresses& chosen) {
  for (const auto& text : chosen.addresses) {
    MYDOCKER_TRY(const auto address, IpPrefix::parse(text));
    request.expected->subnets.push_back(text);  // the subnet has the same prefix length
    auto& list = address.address.is_v4() ? request.addresses : request.addresses_v6;
    list.push_back(address.address.text());
  }
  MYDOCKER_TRY(const auto definition, definition_for(call, chosen));
  MYDOCKER_TRY(auto endpoint, connect_container(call, request, definition));
  if (auto routes = check_routes(chosen, endpoint); !routes) {
    (void)disconnect(call, *request.attachment);
    return std::move(routes).error();
  }
  return endpoint;
}

// --- addresses from a DHCP server

CniResult<app::LinkSettings> link_settings(const app::ConnectRequest& request,
                                           const DelegatedAddresses& chosen) {
  app::LinkSettings settings{request.network, request.container, {}, {}};
  for (const auto& text : chosen.addresses) {
    MYDOCKER_TRY(const auto address, IpPrefix::parse(text));
    settings.addresses.push_back(address);
  }
  for (const auto& wanted : chosen.routes) {
    MYDOCKER_TRY(const auto destination, IpPrefix::parse(wanted.destination));
    settings.routes.push_back({destination, {}});
    if (wanted.gateway.empty()) continue;
    MYDOCKER_TRY(settings.routes.back().via, IpAddress::parse(wanted.gateway));
  }
  return settings;
}

// Returns the report of the endpoint, with the addresses and routes of its DHCP lease.
app::EndpointReport with_lease(app::EndpointReport report, const app::LinkSettings& settings) {
  report.endpoint.addresses = settings.addresses;
  for (const auto& [destination, via] : settings.routes) {
    report.routes.push_back(Route{.destination = destination, .via = via});
    if (destination.length == 0 && via)
      (via->is_v4() ? report.ipv4 : report.ipv6).gateway = via->text();
  }
  return report;
}

// Connects the container to a network whose containers get no addresses from mydocker.
CniResult<app::EndpointReport> connect_without_address(const CniCall& call,
                                                       const app::ConnectRequest& request) {
  auto definition = call.config.definition;
  definition.ipam_driver = definition.subnets.empty() ? "none" : "static";
  MYDOCKER_TRY(const auto endpoint, connect_container(call, request, definition));
  if (endpoint.endpoint.addresses.empty()) return endpoint;
  (void)disconnect(call, *request.attachment);
  return Failure(Code::configuration,
                 "network " + base::quoted(request.network) +
                     " gives addresses to its containers, so they cannot come from DHCP",
                 "use a network that was created with --ipam-driver none");
}

// Gets a lease and adds it to the container's link.
CniResult<app::EndpointReport> lease(const CniCall& call, const app::ConnectRequest& request,
                                     const Delegate& delegate, const app::EndpointReport& endpoint,
                                     Json& dns) {
  MYDOCKER_TRY(const auto answer, delegate.run("ADD"));
  MYDOCKER_TRY(const auto chosen, DelegatedAddresses::from(answer));
  MYDOCKER_TRY(const auto settings, link_settings(request, chosen));
  MYDOCKER_CHECK(wait_while_busy([&] { return call.runtime.configure_link(settings); }));
  if (dns.empty()) dns = chosen.dns;
  return with_lease(endpoint, settings);
}

}  // namespace

CniResult<Json> add_delegated(const CniCall& call, const app::ConnectRequest& request, Json dns) {
  MYDOCKER_TRY(const auto delegate, Delegate::find(call.environment, call.config));
  MYDOCKER_TRY(const auto old,
               call.runtime.find_attachment(call.config.network(), *request.attachment));
  if (old && old->alive)
    return Failure(Code::already_exists, "container " + base::quoted(request.container) +
                                             " is already connected to network " +
                                             base::quoted(call.config.network()));
  if (old) MYDOCKER_CHECK(del(call));
  const auto undo = [&](Failure failure) {
    (void)delegate.run("DEL");
    return failure;
  };
  const auto answer = delegate.run("ADD");
  if (!answer) return undo(answer.error());
  const auto chosen = DelegatedAddresses::from(*answer);
  if (!chosen) return undo(chosen.error());
  const auto endpoint = connect_with(call, request, *chosen);
  if (!endpoint) return undo(endpoint.error());
  if (dns.empty()) dns = chosen->dns;
  return result_json(call.environment, call.config, *endpoint, dns);
}

CniResult<Json> add_leased(const CniCall& call, const app::ConnectRequest& request, Json dns) {
  MYDOCKER_TRY(const auto delegate, Delegate::find(call.environment, call.config));
  MYDOCKER_TRY(const auto endpoint, connect_without_address(call, request));
  const auto leased = lease(call, request, delegate, endpoint, dns);
  if (leased) return result_json(call.environment, call.config, *leased, dns);
  (void)del(call);
  return leased.error();
}

}  // namespace mydocker::cli::cni
