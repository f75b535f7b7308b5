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
  // Text that says what was found, if it matters: "mtu 1400", "a link of kind veth".
  std::string detail;
  std::string value;  // sysctl: the current value; address: the address with its prefix length
  // Only for `differs`: Kernel::update() can change the resource to the planned values.
  bool in_place = false;
};

}  // namespace mydocker::base
