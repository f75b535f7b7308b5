// The host that a runtime.db belongs to: one boot of the machine, and one network namespace in it.
//
// The recorded resources exist only during this boot, and only in this namespace. After a reboot
// they no longer exist. In another network namespace of the same boot, a command cannot see them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "mydocker/result.hpp"

namespace mydocker::store {

// The identity of one boot and one network namespace.
struct HostIdentity {
  std::string boot_id;  // value of /proc/sys/kernel/random/boot_id (random(4))
  // Value of SO_NETNS_COOKIE (socket(7)), which is unique in one boot.
  std::uint64_t netns_cookie = 0;
  std::uint64_t netns_inode = 0;  // number that lsns(8) shows; for messages only
};

// Returns the identity as the value that is stored in the file.
std::string identity_value(const HostIdentity& identity);
// Returns the identity, or nothing if the value is not an identity or its checksum is wrong.
std::optional<HostIdentity> identity_from(std::string_view value);

// Which host a recorded state belongs to, compared with the current host.
enum class StateOwner : std::uint8_t {
  this_host,
  earlier_boot,     // its resources no longer exist
  other_namespace,  // its resources exist in another namespace
};

StateOwner owner_of(const HostIdentity& recorded, const HostIdentity& current);

// Returns a permission error: `file` belongs to the network namespace of `recorded`. It has hints.
Error belongs_elsewhere(const std::string& file, const HostIdentity& recorded);

}  // namespace mydocker::store
