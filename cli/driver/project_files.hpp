// The files of a new driver's project, as they are written but for two words.
//
// They stand in the folder template, and the build puts them into the program, so that they are
// there wherever the program is.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace mydocker::cli::driver {

struct ProjectFile {
  std::string_view name;  // "@NAME@_driver.cpp"
  std::string_view text;  // @NAME@ stands for the driver's name, @CLASS@ for that of its class
};

std::span<const ProjectFile> project_files();

// "my-lan" -> "MyLanDriver".
std::string class_name(std::string_view driver);

// A text with both words put in.
std::string filled_in(std::string_view text, std::string_view driver);

}  // namespace mydocker::cli::driver
