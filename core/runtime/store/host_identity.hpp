// Which host a runtime.db is about: one boot of the machine, and one network namespace in it.
//
// What the file records exists in the kernel exactly as long as both last. After a reboot nothing
// of it exists. In another network namespace of the same boot all of it still exists, elsewhere.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "mydocker/result.hpp"

namespace mydocker::store {

struct HostIdentity {
  std::string boot_id;             // random(4): /proc/sys/kernel/random/boot_id
  std::uint64_t netns_cookie = 0;  // SO_NETNS_COOKIE, socket(7): never given twice in one boot
  std::uint64_t netns_inode = 0;   // as lsns(8) shows it; for messages only
};

// The value that stands for it in the file.
std::string identity_value(const HostIdentity& identity);
// Nothing: that is no identity, or a bit of it is wrong.
std::optional<HostIdentity> identity_from(std::string_view value);

enum class StateOwner : std::uint8_t {
  this_host,
  earlier_boot,     // what it records no longer exists
  other_namespace,  // what it records exists, but not here
};

StateOwner owner_of(const HostIdentity& recorded, const HostIdentity& current);

// permission: `file` belongs to the network namespace of `recorded`; says what to do.
Error belongs_elsewhere(const std::string& file, const HostIdentity& recorded);

}  // namespace mydocker::store
