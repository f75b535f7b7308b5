// Computes what a new definition of a network changes in the kernel, and whether that is allowed.
//
// The driver plans the network and its containers with the old and with the new definition. Two
// kinds of differences are allowed: set elements of the firewall, and values that change in place.
// These values are MTUs of links, rates of queues, rules of a driver, and services. For containers,
// only such values may differ. This file changes nothing.
#pragma once

#include <algorithm>
#include <map>
#include <string>

#include "runtime/app/session.hpp"

namespace mydocker::app {

// The change of one endpoint.
struct EndpointChange {
  Plan values;      // resources that get other values in place (plan::changes_in_place())
  HostFacts facts;  // host facts of the new plan
  // Values that the driver reports for this endpoint (driver status).
  std::map<std::string, std::string> status{};
};

// The difference between two plans of a network.
struct PlannedChange {
  Plan added{};
  Plan removed{};
  Plan values{};      // resources of the network that get other values in place
  HostFacts facts{};  // host facts of the new plan
  // Values that the driver reports for the network (driver status).
  std::map<std::string, std::string> status{};
  // Changes of endpoints; the key is the id of the endpoint.
  std::map<std::string, EndpointChange> endpoints{};

  // Returns whether a resource of the network or of an endpoint gets other values.
  [[nodiscard]] bool has_values() const {
    return !values.empty() || std::ranges::any_of(endpoints, [](const auto& one) {
      return !one.second.values.empty();
    });
  }
};

// Plans the change. unsupported: the network must be recreated. Error in_use: a container must be
// disconnected and connected again. Both errors name the resource.
Result<PlannedChange> plan_change(Session& session, OpenState& open_state,
                                  const model::Network& now, const model::Network& spec);

}  // namespace mydocker::app
