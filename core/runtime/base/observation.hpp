// The state of one resource, compared with the kernel.
#pragma once

#include <cstdint>
#include <string>

namespace mydocker::base {

enum class State : std::uint8_t {
  unknown,  // not observed, because the plan creates the link that the resource depends on
  absent,   // no resource with this identity exists
  matches,  // the resource exists as described; a link has mydocker's marks; an adopted link has
            // the described kind
  differs,  // the resource exists with other values; a link has mydocker's marks
  foreign,  // a resource with this name exists, but mydocker did not create it
  // not observed, because an earlier part of the same change has created the resource
  just_created,
};

// The result of Kernel::observe(). The fields are texts for messages and for restoring a setting.
// They are independent of the resource's kind.
struct Observation {
  State state = State::absent;
  // Text that says what was found, if it matters: "mtu 1400", "a link of kind veth".
  std::string detail;
  std::string value;  // sysctl: the current value; address: the address with its prefix length
  // Only for `differs`: whether Kernel::update() can give the resource the planned values.
  bool in_place = false;
};

}  // namespace mydocker::base
