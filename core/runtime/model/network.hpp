// The stored form of networks and endpoints.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mydocker/net_types.hpp"
#include "mydocker/network_view.hpp"
#include "runtime/model/attachment.hpp"

namespace mydocker::model {

inline constexpr const char* kDefaultDriver = "bridge";  // same default as in Docker

// A range of addresses of one family.
struct AddressRange {
  IpAddress first;
  IpAddress last;  // last address, inclusive
  auto operator<=>(const AddressRange&) const = default;
};

// A subnet of a network.
struct Subnet {
  IpPrefix prefix;  // all host bits are zero
  std::optional<IpAddress> gateway;
  // The core chooses addresses from this range; none: the whole prefix.
  std::optional<AddressRange> range;
  // Addresses of --aux-address NAME=ADDRESS. They are never given to a container.
  std::map<std::string, IpAddress> aux_addresses;
  // Addresses of --reserve CONTAINER=ADDRESS. Each is given only to this container.
  std::map<std::string, IpAddress> reservations{};
  // Addresses of the host itself. They are never given to a container. Users see their names.
  std::map<std::string, IpAddress> host_addresses{};
  auto operator<=>(const Subnet&) const = default;
};

// A route that every container of a network gets.
struct StaticRoute {
  IpPrefix destination;
  // Gateway inside one of the subnets; none: the route has another type.
  std::optional<IpAddress> via{};
  std::uint32_t metric = 0;  // 0: the kernel's default
  RouteType type = RouteType::unicast;
  auto operator<=>(const StaticRoute&) const = default;
};

// The part that chooses the addresses of containers.
class IpamDriver {
 public:
  // builtin: mydocker chooses the addresses. none: a container gets only the addresses that the
  // user gives. On the command line this is "static" for a network with subnets, and "none" for one
  // without. driver: a driver with Capability::ipam chooses them.
  enum Kind : std::uint8_t { builtin, none, driver };

  IpamDriver(Kind kind = builtin) : kind_(kind) {}  // NOLINT: builtin and none have no name
  explicit IpamDriver(std::string name) : kind_(driver), name_(std::move(name)) {}

  // Returns the name of the driver. Empty: there is none.
  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  bool operator==(const IpamDriver&) const = default;
  auto operator<=>(const IpamDriver&) const = default;

 private:
  Kind kind_;
  std::string name_{};
};
// The stored texts are "ours", "none" and "driver NAME". Unknown texts mean builtin.
std::string name_of(const IpamDriver& choice);
IpamDriver ipam_driver_from(std::string_view name);

// A stored network.
struct Network {
  std::string id;  // 64 hex digits
  std::string name;
  std::string driver;
  std::string link_name;
  std::vector<Subnet> subnets;
  bool internal = false;
  std::map<std::string, std::string> options;  // the given options, with the driver's own keys
  std::map<std::string, std::string> labels;
  std::int64_t created = 0;  // seconds since 1970, only for display
  std::vector<StaticRoute> routes{};
  IpamDriver ipam_driver = IpamDriver::builtin;
  // The given options of the IPAM driver, with the driver's own keys.
  std::map<std::string, std::string> ipam_options{};
  auto operator<=>(const Network&) const = default;
};

// A published port of an endpoint, from one argument of the user.
struct PortMapping {
  PortView port;
  std::int64_t since = 0;  // seconds since 1970, only for display
  auto operator<=>(const PortMapping&) const = default;
};

// A stored endpoint.
struct Endpoint {
  std::string id;  // 64 hex digits
  std::string network_id;
  std::string container;
  std::string netns_path;  // path of the container's namespace; empty: the engine creates the
                           // container's half
  // Cookie of the container's namespace; 0: the engine creates the container's half.
  std::uint64_t netns_cookie = 0;
  std::string link_name;  // name in the container, or on the host before the engine moves the link
  MacAddress mac;
  std::vector<IpPrefix> addresses;
  bool default_route = false;
  std::vector<PortMapping> ports;
  std::map<std::string, std::string> options;
  std::int64_t created = 0;
  // Value of --gw-priority. The container's network with the highest value gets its default route.
  std::int64_t gateway_priority = 0;
  std::uint32_t metric = 0;  // metric of the default routes; 0: no route, or the kernel's default
  std::vector<IpPrefix> extra_addresses{};  // addresses of --link-local-ip
  Attachment attachment{};  // key of the container engine; empty: a user connected the container
  // The other endpoints of the container, at the time of the connection.
  std::vector<OtherEndpointView> others{};
  // Whether published ports of the family are reached at the container's address. Then they use no
  // port of the host.
  bool routed_v4 = false;
  bool routed_v6 = false;
  ContainerHalf container_half = ContainerHalf::mydocker;
  // The gateways and routes that the IPAM driver has given to this endpoint. with_allocation()
  // (app/ipam_driver.hpp) applies them.
  std::vector<IpAddress> gateways{};
  std::vector<StaticRoute> routes{};
  auto operator<=>(const Endpoint&) const = default;
};

}  // namespace mydocker::model
