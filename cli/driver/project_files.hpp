// The template files of `mydocker driver new`.
//
// The files are in the folder template. The build compiles them into the program, so they are
// always available.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace mydocker::cli::driver {

// One template file. Both texts are literals (not owned).
struct ProjectFile {
  std::string_view name;  // "@NAME@_driver.cpp"
  std::string_view text;  // with @NAME@ (driver name) and @CLASS@ (class name)
};

// The kinds of projects in C++: a bridge, the same with a helper process, a routed veth pair, a
// bridge with a link of another kind, and a driver that wraps `bridge`. And a switch in C.
inline constexpr std::string_view kProjectKinds[] = {"bridge", "service", "veth",
                                                     "link",   "wrapper", "c"};

// The files of a project of that kind.
std::vector<ProjectFile> project_files(std::string_view kind);

// The C++ class name of a driver: "my-lan" -> "MyLanDriver".
std::string class_name(std::string_view driver);

// Replaces @NAME@ and @CLASS@ in the text.
std::string filled_in(std::string_view text, std::string_view driver);

}  // namespace mydocker::cli::driver
