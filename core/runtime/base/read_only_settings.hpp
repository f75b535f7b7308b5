// The error for a setting below /proc/sys that cannot be written.
#pragma once

#include <string>
#include <string_view>

#include "mydocker/result.hpp"

namespace mydocker::base {

inline constexpr std::string_view kReadOnlySettings = "/proc/sys is read-only";

inline Error read_only_settings() {
  return {ErrorKind::unsupported, std::string(kReadOnlySettings)};
}

// Returns whether read_only_settings() is the cause of the error. The kind `unsupported` has other
// causes too, for example a missing kernel module.
inline bool is_of_read_only_settings(const Error& error) {
  return error.kind() == ErrorKind::unsupported && error.message().ends_with(kReadOnlySettings);
}

}  // namespace mydocker::base
