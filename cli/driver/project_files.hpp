// The template files of `mydocker driver new`.
//
// The files are in the folder template. The build compiles them into the program, so they are
// always available.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace mydocker::cli::driver {

// One template file. Both texts are literals, which it does not own.
struct ProjectFile {
  std::string_view name;  // "@NAME@_driver.cpp"
  std::string_view text;  // content with @NAME@ (driver name) and @CLASS@ (class name)
};

// The kinds of projects:
// - bridge, service, veth, in C++: a bridge, a bridge with a helper process, a routed veth pair.
// - link, wrapper, in C++: a bridge with a link of another kind, a driver that wraps `bridge`.
// - c, in C: a switch.
inline constexpr std::string_view kProjectKinds[] = {"bridge", "service", "veth",
                                                     "link",   "wrapper", "c"};

// Returns the files of a project. `kind` is one of kProjectKinds.
std::vector<ProjectFile> project_files(std::string_view kind);

// Returns the C++ class name of a driver: "my-lan" -> "MyLanDriver".
std::string class_name(std::string_view driver);

// Returns the text with @NAME@ replaced by the name of the driver, and @CLASS@ by its class name.
std::string filled_in(std::string_view text, std::string_view driver);

}  // namespace mydocker::cli::driver
