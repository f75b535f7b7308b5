// The words of a request for a network, checked as far as that needs no host and no driver.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "mydocker/result.hpp"
#include "runtime/model/network.hpp"

namespace mydocker::model {

// As the user wrote them.
struct NetworkWish {
  std::string name;
  std::vector<std::string> subnets;        // --subnet ADDRESS/LENGTH
  std::vector<std::string> gateways;       // --gateway ADDRESS
  std::vector<std::string> ip_ranges;      // --ip-range ADDRESS/LENGTH or FIRST-LAST
  std::vector<std::string> aux_addresses;  // --aux-address NAME=ADDRESS
  std::vector<std::string> options;        // -o KEY=VALUE
  std::vector<std::string> labels;         // --label KEY[=VALUE]
};

struct CheckedNetwork {
  std::string name;
  // In the order given; empty: one shall be taken from the pools. A gateway only where the user
  // named one.
  std::vector<Subnet> subnets;
  std::map<std::string, std::string> options;  // not yet against the driver's schema
  std::map<std::string, std::string> labels;
};

Result<CheckedNetwork> check_network(const NetworkWish& wish);

}  // namespace mydocker::model
