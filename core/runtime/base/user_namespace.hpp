// Owners of files in a user namespace (user_namespaces(7)).
//
// In a user namespace, the kernel shows each owner without a mapping as the overflow uid, usually
// 65534. Root and the other users of the host usually have no mapping. So the uid alone does not
// show whether the owner can be trusted.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>

namespace mydocker::base {

// Returns whether a uid map (/proc/PID/uid_map) maps the uid.
bool maps_uid(const std::string& uid_map, uid_t uid);

// Returns whether this process is in a user namespace, and `owner` is the overflow uid without a
// mapping.
bool is_unmapped(uid_t owner);

// Returns whether only root of the host can have created the path, so that an unmapped owner is
// trusted. True for "/", the standard folders in "/" (hier(7)), and everything below /usr and /etc.
// The caller must still check the mode of the file.
bool is_system_path(const std::filesystem::path& path);

inline constexpr const char* kUnmappedOwner = "belongs to a user outside of this user namespace";

}  // namespace mydocker::base
