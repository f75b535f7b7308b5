// The state of one resource, compared with the kernel.
#pragma once

#include <cstdint>
#include <string>

namespace mydocker::base {

enum class State : std::uint8_t {
  unknown,  // not observed: the plan creates the link that the resource depends on
  absent,   // no resource of that identity exists
  matches,  // exists as described, and a link has mydocker's marks; adopted: exists with that kind
  differs,  // exists with other values; a link has the marks of mydocker
  foreign,  // something of that name exists that mydocker did not create
  held,     // not observed: an earlier part of the same change has created it
};

// The result of Kernel::observe(). The fields are texts for messages and for restoring a setting.
// They are independent of the resource's kind.
struct Observation {
  State state = State::absent;
  std::string detail;     // what was found, if it matters: "mtu 1400", "a link of kind veth"
  std::string value;      // of a sysctl: the current value; of an address: with its prefix length
  bool in_place = false;  // of `differs`: Kernel::update() can change it to the planned values
};

}  // namespace mydocker::base
