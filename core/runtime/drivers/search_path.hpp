// The folders in which drivers are searched, in order, and the files in them.
//
// Example:
//   MYDOCKER_TRY(const auto candidate, find_driver(settings, "bridge"));
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "mydocker/manifest.hpp"
#include "mydocker/result.hpp"

namespace mydocker::drivers {

class TrustedPaths;

// Where a folder of the search path comes from. This decides which driver names are allowed in the
// folder. A file in the folder of bundled drivers is bundled if it has the name of a bundled
// driver. Otherwise, the file is local.
enum class Source : std::uint8_t { option, environment, configuration, local, bundled };

// One folder of the search path.
struct SearchFolder {
  std::filesystem::path path;
  Source source = Source::bundled;
};

// The parts of the search path, and the settings that restrict it.
struct SearchSettings {
  std::vector<std::filesystem::path> from_options;        // folders of --driver-dir, in order
  std::vector<std::filesystem::path> from_configuration;  // folders of the setting driver_path
  std::vector<std::string> overridable;  // names of bundled drivers that another file may replace
  // Folders of MYDOCKER_DRIVER_PATH, split at ':' and checked.
  std::vector<std::string> environment;
  std::filesystem::path bundled;  // folder of the bundled drivers; empty: bundled_folder()
  // A folder that contains one file for each disabled driver, named after the driver. Empty: no
  // driver is disabled.
  std::filesystem::path disabled;
};

// The folder where an operator installs more drivers.
inline constexpr const char* kLocalFolder = "/usr/local/lib/mydocker/drivers";

// Returns the folder of the bundled drivers. It is PREFIX/LIBDIR/mydocker/drivers for a program in
// PREFIX/bin. In a build tree, it is the folder "drivers" beside "bin". For other programs, it is
// the installation folder that the build has set. A program whose file gives it privileges always
// uses this installation folder.
std::filesystem::path bundled_folder();

// Returns all folders in order: options, environment, configuration, local, bundled.
std::vector<SearchFolder> search_folders(const SearchSettings& settings);

// Returns the folders in MYDOCKER_DRIVER_PATH. If the privileges of the process were raised,
// returns no folder, and a text in `notice`. Privileges are raised by set-id bits, by file
// capabilities, or by sudo, doas or pkexec of another user.
std::vector<std::string> environment_folders(std::string& notice);

// One file of the search path, checked as far as possible without loading it.
struct Candidate {
  std::filesystem::path file;
  std::filesystem::path real{};  // path without symbolic links; empty: the path was not checked
  std::string name;              // the name of the file without ".so"
  Source source = Source::bundled;
  std::shared_ptr<const Manifest> manifest;  // null: it could not be read
  std::optional<Error> refusal;              // why the file cannot be used
  // The file with this name in an earlier folder, which is used instead. Empty: there is none.
  std::filesystem::path shadowed_by;
  bool disabled = false;  // whether new networks and connections are refused (check_enabled)
  // The driver that this driver wraps. `manifest` has the declarations of both
  // (wrapped_driver.hpp). Null: it wraps no driver.
  std::shared_ptr<const Candidate> wrapped{};
};

// Returns every file "*.so" in the folders of the search path, in the order of the folders, then by
// name. Opens each file and executes none. A missing folder is skipped. If a file is broken, its
// candidate has a refusal, and the scan continues.
std::vector<Candidate> scan(const SearchSettings& settings);

// Returns the file of driver `name`. Opens only files with that name. Error not_found has a hint
// "did you mean", and names the searched folders.
Result<Candidate> find_driver(const SearchSettings& settings, std::string_view name);

// Returns the files of driver `name` that are allowed to have this name. The first one is used.
std::vector<std::filesystem::path> files_named(const SearchSettings& settings,
                                               std::string_view name);

// Returns the source of a file. This is the source of its folder in the search path. For other
// folders, it is `option`.
Source source_of(const std::filesystem::path& file, const SearchSettings& settings);

// Returns a candidate that is not checked yet.
Candidate candidate_for(const std::filesystem::path& file, Source source,
                        const SearchSettings& settings);
// Checks one file in the same way as a load (checks.hpp).
Candidate inspect_file(const std::filesystem::path& file, Source source,
                       const SearchSettings& settings);
// Does the same, but `trusted` remembers folders that were checked before.
Candidate inspect_file(const std::filesystem::path& file, Source source,
                       const SearchSettings& settings, TrustedPaths& trusted);

}  // namespace mydocker::drivers
