// What differs between a network as it is and as a file declares it.
#pragma once

#include <string>
#include <vector>

#include "runtime/model/declared_network.hpp"

namespace mydocker::model {

struct FieldChange {
  std::string what;  // "internal", "option \"mtu\"", "subnet 10.9.0.0/24"
  std::string from;  // as people read it: "no", "none", "\"blue\""
  std::string to;
  bool in_place = false;  // `network update` can do it; otherwise the network is made anew
};

// Both come from declared_from(), so that equal things are spelled equally. In the order of the
// fields. A declaration that wants a family and names no subnet of it is content with those there.
std::vector<FieldChange> changes_between(const DeclaredNetwork& now, const DeclaredNetwork& spec);

}  // namespace mydocker::model
