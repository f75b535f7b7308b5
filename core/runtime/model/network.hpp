// A network and an endpoint as they are remembered.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
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
  auto operator<=>(const Subnet&) const = default;
};

struct Network {
  std::string id;  // 64 hex digits
  std::string name;
  std::string driver;
  std::string link_name;
  std::vector<Subnet> subnets;
  bool internal = false;
  std::map<std::string, std::string> options;  // keys of the driver's schema, defaults filled in
  std::map<std::string, std::string> labels;
  std::int64_t created = 0;  // seconds since 1970, for people only
  auto operator<=>(const Network&) const = default;
};

// What is published of an endpoint, by one word of the user's.
struct Publication {
  PortView port;
  std::int64_t since = 0;  // seconds since 1970, for people only
  auto operator<=>(const Publication&) const = default;
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
  std::vector<Publication> ports;
  std::map<std::string, std::string> options;
  std::int64_t created = 0;
  auto operator<=>(const Endpoint&) const = default;
};

}  // namespace mydocker::model
