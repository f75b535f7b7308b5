// The differences between a network and its declaration in a file.
#pragma once

#include <string>
#include <vector>

#include "runtime/model/declared_network.hpp"

namespace mydocker::model {

// One difference, as texts for users.
struct FieldChange {
  std::string what;  // name of the field: "internal", "option \"mtu\"", "subnet 10.9.0.0/24"
  std::string from;  // value before: "no", "none", "\"blue\""
  std::string to;
  // Whether `network update` can make the change; otherwise the network is recreated.
  bool in_place = false;
};

// Returns the differences in the order of the fields. Both arguments must come from
// declared_from(), so that equal values have equal texts. If `spec` has a family without a subnet,
// the present subnets of this family count as equal.
std::vector<FieldChange> changes_between(const DeclaredNetwork& now, const DeclaredNetwork& spec);

}  // namespace mydocker::model
