// The words of a request for a network, checked as far as that needs no host and no driver.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "mydocker/result.hpp"
#include "runtime/model/network.hpp"

namespace mydocker::model {

// As the user wrote them.
struct NetworkSpec {
  std::string name;
  std::vector<std::string> subnets;         // --subnet ADDRESS/LENGTH
  std::vector<std::string> gateways;        // --gateway ADDRESS
  std::vector<std::string> ip_ranges;       // --ip-range ADDRESS/LENGTH or FIRST-LAST
  std::vector<std::string> aux_addresses;   // --aux-address NAME=ADDRESS
  std::vector<std::string> options;         // -o KEY=VALUE
  std::vector<std::string> labels;          // --label KEY[=VALUE]
  std::vector<std::string> reservations{};  // --reserve CONTAINER=ADDRESS
  std::vector<std::string> routes{};        // --route DESTINATION,GATEWAY[,METRIC]
  std::string ipam_driver = "default";      // --ipam-driver
  std::optional<std::string> ipv4{};        // --ipv4=FLAG
  std::optional<std::string> ipv6{};        // --ipv6=FLAG
};

// The families that a network shall have addresses of.
struct Families {
  bool v4 = true;
  bool v6 = false;
};

struct CheckedNetwork {
  std::string name;
  // In the order given; for a family without one a subnet shall be taken from the pools. A gateway
  // only where the user named one.
  std::vector<Subnet> subnets;
  std::map<std::string, std::string> options;  // not yet against the driver's schema
  std::map<std::string, std::string> labels;
  std::vector<StaticRoute> routes{};
  IpamDriver ipam_driver = IpamDriver::builtin;
  Families families{};
};

// An error names everything that is wrong, one after the other.
Result<CheckedNetwork> check_network(const NetworkSpec& spec);

}  // namespace mydocker::model
