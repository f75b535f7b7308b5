// The template files of `mydocker driver new`.
//
// The files are in the folder template. The build compiles them into the program, so they are
// always available.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace mydocker::cli::driver {

// One template file. Both texts are literals (not owned).
struct ProjectFile {
  std::string_view name;  // "@NAME@_driver.cpp"
  std::string_view text;  // with @NAME@ (driver name) and @CLASS@ (class name)
};

std::span<const ProjectFile> project_files();

// The C++ class name of a driver: "my-lan" -> "MyLanDriver".
std::string class_name(std::string_view driver);

// Replaces @NAME@ and @CLASS@ in the text.
std::string filled_in(std::string_view text, std::string_view driver);

}  // namespace mydocker::cli::driver
