// The arguments for a new network, checked as far as possible without a host and a driver.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "mydocker/result.hpp"
#include "runtime/model/network.hpp"

namespace mydocker::model {

// The arguments, as the user wrote them.
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

// The address families of a network.
struct Families {
  bool v4 = true;
  bool v6 = false;
};

// The checked arguments.
struct CheckedNetwork {
  std::string name;
  // In the given order. A family without a subnet gets one from the pools later. A gateway is set
  // only if the user gave it.
  std::vector<Subnet> subnets;
  std::map<std::string, std::string> options;  // not yet checked against the driver's options
  std::map<std::string, std::string> labels;
  std::vector<StaticRoute> routes{};
  IpamDriver ipam_driver = IpamDriver::builtin;
  Families families{};
};

// Checks the arguments. The error lists everything that is wrong.
Result<CheckedNetwork> check_network(const NetworkSpec& spec);

}  // namespace mydocker::model
