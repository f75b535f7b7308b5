// The words by which a user means a driver: a name to look for, or a file.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace mydocker::app {

// No name of a driver has a "/" in it or ends in ".so".
inline bool names_file(std::string_view word) {
  return word.find('/') != std::string_view::npos || word.ends_with(".so");
}

inline std::filesystem::path file_named(const std::string& word) {
  std::error_code failure;
  auto whole = std::filesystem::absolute(word, failure).lexically_normal();
  return failure ? std::filesystem::path(word) : whole;
}

}  // namespace mydocker::app
