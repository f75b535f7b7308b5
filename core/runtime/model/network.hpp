// A network and an endpoint as they are remembered.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mydocker/net_types.hpp"
#include "mydocker/network_view.hpp"

namespace mydocker::model {

struct AddressRange {
  IpAddress first;
  IpAddress last;  // inclusive
  auto operator<=>(const AddressRange&) const = default;
};

struct Subnet {
  IpPrefix prefix;  // without host bits
  std::optional<IpAddress> gateway;
  std::optional<AddressRange> range;  // where addresses are chosen from; none: the whole prefix
  std::map<std::string, IpAddress>
      reserved;  // --aux-address NAME=ADDRESS: never given to a container
  std::map<std::string, IpAddress>
      reservations{};  // --reserve NAME=ADDRESS: given to that container and to no other
  auto operator<=>(const Subnet&) const = default;
};

// A route that every container of a network gets.
struct StaticRoute {
  IpPrefix destination;
  std::optional<IpAddress> via{};  // inside one of the network's subnets; none: see type
  std::uint32_t metric = 0;        // 0: the kernel's default
  RouteType type = RouteType::unicast;
  auto operator<=>(const StaticRoute&) const = default;
};

// Who chooses the addresses of containers: we do, or nobody, and only what a user names is given.
enum class IpamDriver : std::uint8_t { builtin, none };
// "ours", "none", and back; what is neither is ours.
inline std::string name_of(IpamDriver choice) {
  return choice == IpamDriver::none ? "none" : "ours";
}
inline IpamDriver ipam_driver_from(std::string_view name) {
  return name == "none" ? IpamDriver::none : IpamDriver::builtin;
}

struct Network {
  std::string id;  // 64 hex digits
  std::string name;
  std::string driver;
  std::string link_name;
  std::vector<Subnet> subnets;
  bool internal = false;
  std::map<std::string, std::string> options;  // what the user gave, under the driver's own keys
  std::map<std::string, std::string> labels;
  std::int64_t created = 0;  // seconds since 1970, for people only
  std::vector<StaticRoute> routes{};
  IpamDriver ipam_driver = IpamDriver::builtin;
  auto operator<=>(const Network&) const = default;
};

// What is published of an endpoint, by one word of the user's.
struct PortMapping {
  PortView port;
  std::int64_t since = 0;  // seconds since 1970, for people only
  auto operator<=>(const PortMapping&) const = default;
};

struct Endpoint {
  std::string id;  // 64 hex digits
  std::string network_id;
  std::string container;
  std::string netns_path;
  std::uint64_t netns_cookie = 0;
  std::string link_name;  // inside the container
  MacAddress mac;
  std::vector<IpPrefix> addresses;
  bool default_route = false;
  std::vector<PortMapping> ports;
  std::map<std::string, std::string> options;
  std::int64_t created = 0;
  std::int64_t gateway_priority = 0;  // --gw-priority: the highest of a container wins
  std::uint32_t metric = 0;           // of its default routes; 0: it has none, or the kernel's
  std::vector<IpPrefix> extra_addresses{};  // --link-local-ip
  auto operator<=>(const Endpoint&) const = default;
};

}  // namespace mydocker::model
