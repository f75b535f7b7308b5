// The words by which a user means a driver: a name to look for, or a file.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace mydocker::app {

// No name of a driver has a "/" in it or ends in ".so".
inline bool names_file(std::string_view argument) {
  return argument.find('/') != std::string_view::npos || argument.ends_with(".so");
}

inline std::filesystem::path file_named(const std::string& argument) {
  std::error_code failure;
  auto whole = std::filesystem::absolute(argument, failure).lexically_normal();
  return failure ? std::filesystem::path(argument) : whole;
}

}  // namespace mydocker::app
