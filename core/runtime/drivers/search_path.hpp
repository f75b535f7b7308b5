// The folders that drivers are looked for in, in order, and what stands in them.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "mydocker/manifest.hpp"
#include "mydocker/result.hpp"

namespace mydocker::drivers {

class TrustedPaths;

// Where a folder in the search path comes from; decides what may be in it. A file in the bundled
// folder is bundled if it has the name of one of our own drivers, and local otherwise.
enum class Source : std::uint8_t { option, environment, configuration, local, bundled };

struct SearchFolder {
  std::filesystem::path path;
  Source source = Source::bundled;
};

struct SearchSettings {
  std::vector<std::filesystem::path> from_options;        // --driver-dir, in order
  std::vector<std::filesystem::path> from_configuration;  // driver_path
  std::vector<std::string> overridable;  // bundled names that another file may replace
  std::vector<std::string> environment;  // MYDOCKER_DRIVER_PATH split at ':', already vetted
  std::filesystem::path bundled;         // empty: bundled_folder()
  // A folder with a file for each driver that the operator has disabled, of that driver's name;
  // empty: there is none.
  std::filesystem::path disabled;
};

// Where an operator puts further drivers.
inline constexpr const char* kLocalFolder = "/usr/local/lib/mydocker/drivers";

// Where this program's own drivers stand: PREFIX/LIBDIR/mydocker/drivers for a program in
// PREFIX/bin, the folder "drivers" beside "bin" in a build tree, otherwise the folder that the
// build was configured to install into. Only the last when the program's file gives it privileges.
std::filesystem::path bundled_folder();

// The whole order: options, environment, configuration, the local and the bundled folder.
std::vector<SearchFolder> search_folders(const SearchSettings& settings);

// MYDOCKER_DRIVER_PATH, split; empty when privileges were raised (set-id or file capabilities, or
// reached from another user through sudo, doas or pkexec), and then `notice` says so in one line.
std::vector<std::string> environment_folders(std::string& notice);

// One file of the search path, as far as it can be judged without loading it.
struct Candidate {
  std::filesystem::path file;
  std::string name;  // the file's name without ".so"
  Source source = Source::bundled;
  std::optional<Manifest> manifest;  // when it could be read
  std::optional<Error> refusal;      // why it cannot be used
  // The file of that name in a folder before this one, which is taken instead; empty: none.
  std::filesystem::path shadowed_by;
  bool disabled = false;  // by the operator: nothing new is made with it (check_enabled)
};

// Every "*.so" in every folder, by folder, then by name. Opens each file and executes none. A
// folder that is not there is skipped; a broken file has a refusal and stops nothing else.
std::vector<Candidate> scan(const SearchSettings& settings);

// The one that `name` stands for, opening only the files of that name. not_found says "did you
// mean" and lists the folders that were searched.
Result<Candidate> find_driver(const SearchSettings& settings, std::string_view name);

// The files that `name` could stand for, those that may not have it left out; the first one is
// taken.
std::vector<std::filesystem::path> files_named(const SearchSettings& settings,
                                               std::string_view name);

// What a file in the folder of `file` counts as: that of the search path, or else an option.
Source source_of(const std::filesystem::path& file, const SearchSettings& settings);

// A file that has not been judged yet.
Candidate candidate_for(const std::filesystem::path& file, Source source,
                        const SearchSettings& settings);
// Judges one file as loading does (checks.hpp).
Candidate inspect_file(const std::filesystem::path& file, Source source,
                       const SearchSettings& settings);
// The same for one of many.
Candidate inspect_file(const std::filesystem::path& file, Source source,
                       const SearchSettings& settings, TrustedPaths& trusted);

}  // namespace mydocker::drivers
