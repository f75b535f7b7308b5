// The paths of the files of a service (docs/plan_reference.md, "service").
//
//   RUN_DIR/services/NAME/       only root can change it
//     pid                        identifies the process of the service
//     log                        what the process has written to its standard output and error
//     files/                     the directory of the service; it belongs to the service's user
#pragma once

#include <string>
#include <string_view>

namespace mydocker::base {

// The default run directory.
inline constexpr const char* kRunDirectory = "/run/mydocker/network";

inline constexpr const char* kServicesFolder = "services";
inline constexpr const char* kServiceFilesFolder = "files";

// The time in seconds after which a starting service must have created its ready file.
inline constexpr int kReadySeconds = 30;

// Returns RUN_DIR/services/NAME.
std::string service_home(const std::string& run_dir, const std::string& name);

// Returns the directory of the service: its working directory.
std::string service_directory(const std::string& run_dir, const std::string& name);

// Returns the text with `directory` in the place of each "{directory}" (kServiceDirectory).
std::string with_directory(std::string_view text, std::string_view directory);

// Returns "FOLDER" for the path "FOLDER/NAME". Returns an empty text for "NAME".
std::string folder_of(const std::string& file);

}  // namespace mydocker::base
