// The arguments for a new network. They are checked as far as possible without a host and a driver.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "mydocker/result.hpp"
#include "runtime/model/network.hpp"
#include "runtime/model/option_check.hpp"

namespace mydocker::model {

// The network that a user wants: the arguments of `network create`, as the user wrote them. The
// comments give the options.
struct NetworkSpec {
  std::string name;
  std::string driver = kDefaultDriver;
  std::vector<std::string> subnets{};   // --subnet ADDRESS/LENGTH
  std::vector<std::string> gateways{};  // --gateway ADDRESS, each inside one of the subnets
  // --ip-range ADDRESS/LENGTH or FIRST-LAST, each inside one of the subnets.
  std::vector<std::string> ip_ranges{};
  std::vector<std::string> aux_addresses{};  // --aux-address NAME=ADDRESS
  std::vector<std::string> options{};        // -o KEY=VALUE
  RoleOptions role_options{};                // --interface-name NAME
  std::vector<std::string> labels{};         // --label KEY[=VALUE]
  std::vector<std::string> reservations{};   // --reserve CONTAINER=ADDRESS
  std::vector<std::string> routes{};         // --route DESTINATION,GATEWAY[,METRIC]
  std::string ipam_driver = "default";       // --ipam-driver
  std::vector<std::string> ipam_options{};   // --ipam-opt KEY=VALUE
  std::optional<std::string> ipv4{};         // --ipv4=FLAG
  std::optional<std::string> ipv6{};         // --ipv6=FLAG
  bool internal = false;                     // --internal
};

// Returns references to all members, in their order. The compiler reports a new member as an error
// here. So no function that uses all members can leave it out.
inline auto fields(const NetworkSpec& spec) {
  const auto& [name, driver, subnets, gateways, ip_ranges, aux_addresses, options, role_options,
               labels, reservations, routes, ipam_driver, ipam_options, ipv4, ipv6, internal] =
      spec;
  return std::tie(name, driver, subnets, gateways, ip_ranges, aux_addresses, options, role_options,
                  labels, reservations, routes, ipam_driver, ipam_options, ipv4, ipv6, internal);
}

// The address families of a network.
struct Families {
  bool v4 = true;
  bool v6 = false;
};

// The checked arguments. The network has no id, no link name and no time of creation. Its options
// are not yet checked against those of the driver. Its subnets have the given order. They have a
// gateway only if the user gave it.
struct CheckedNetwork {
  Network network;
  Families families{};  // a family without a subnet later gets one from the pools
};

// Checks the arguments. The error lists everything that is wrong.
Result<CheckedNetwork> check_network(const NetworkSpec& spec);

// --- the address families of a new network

// Converts the word of --ipam-driver. default, host-local: mydocker chooses the addresses of
// containers. static: only the user chooses them. none, null: the network has no subnets. Any other
// word is the name of a driver, which the caller checks.
IpamDriver parse_ipam_driver(const std::string& word);

// Returns the families from --ipv4 and --ipv6. By default IPv4 is on, and IPv6 is on if there is an
// IPv6 subnet. If a family is off, its subnets are refused. With IpamDriver::none, the families
// follow from the subnets.
Result<Families> check_families(const NetworkSpec& spec, const std::vector<Subnet>& subnets,
                                const IpamDriver& choice);

// --- the route arguments of a new network

// Parses "DESTINATION,GATEWAY[,METRIC]", or "DESTINATION,TYPE[,METRIC]". As in Podman, the types
// are blackhole, unreachable and prohibit. route_text() returns the same form.
Result<StaticRoute> parse_route(const std::string& word);
std::string route_text(const StaticRoute& route);

// Checks the arguments of --route. Each gateway must be inside a subnet. Each destination must be
// outside all subnets.
Result<std::vector<StaticRoute>> check_routes(const std::vector<std::string>& words,
                                              const std::vector<Subnet>& subnets);

}  // namespace mydocker::model
