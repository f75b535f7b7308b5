#include "runtime/drivers/search_path.hpp"

#include <pwd.h>
#include <sys/auxv.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <map>
#include <string_view>
#include <system_error>

#include "runtime/base/nearest.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/drivers/driver_name.hpp"
#include "runtime/drivers/naming.hpp"
#include "runtime/drivers/path_trust.hpp"

namespace mydocker::drivers {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kSuffix = ".so";

struct Listing {
  std::vector<fs::path> files;  // the files "*.so" in the folder, sorted
  std::error_code failure;
};

Listing list_folder(const fs::path& folder) {
  Listing listing;
  fs::directory_iterator entry(folder, listing.failure);
  while (!listing.failure && entry != fs::directory_iterator()) {
    if (entry->path().extension() == kSuffix) listing.files.push_back(entry->path());
    entry.increment(listing.failure);
  }
  // The files are sorted as texts. All of them are in one folder, and comparing paths is slower.
  std::ranges::sort(listing.files, {}, &fs::path::native);
  return listing;
}

// Returns the source of a file in the folder. The bundled folder and the local folder can be the
// same, for example below /usr/local. Then only files with the names of bundled drivers count as
// bundled.
Source source_in(const SearchFolder& folder, std::string_view name) {
  return folder.source == Source::bundled && !is_reserved(name) ? Source::local : folder.source;
}

// Returns NAME of a path "/folder/NAME.so". The functions of std::filesystem::path would be slower.
std::string_view stem_of(const fs::path& file) {
  std::string_view text = file.native();
  text.remove_prefix(text.rfind('/') + 1);
  return text.substr(0, text.rfind('.'));
}

// Returns whether the file exists. A symbolic link without a target exists too: it is a broken
// driver, not a missing one.
bool is_there(const fs::path& file) {
  std::error_code ignored;
  return fs::exists(fs::symlink_status(file, ignored));
}

std::string count_text(std::size_t count) {
  return std::to_string(count) + (count == 1 ? " driver" : " drivers");
}

// Returns the error for a driver that was not found. Its hints are a similar name and the searched
// folders.
Error not_found(const std::vector<SearchFolder>& folders, std::string_view name) {
  std::vector<std::string> names;
  std::string searched;
  for (const auto& folder : folders) {
    const Listing listing = list_folder(folder.path);
    for (const auto& file : listing.files) names.push_back(file.stem().native());
    const bool absent = listing.failure == std::errc::no_such_file_or_directory;
    searched += (searched.empty() ? "" : ", ") + shown(folder.path) + " (" +
                (absent            ? "absent"
                 : listing.failure ? listing.failure.message()
                                   : count_text(listing.files.size())) +
                ")";
  }
  Error error(ErrorKind::not_found, "no driver " + base::quoted(name));
  if (const auto close = base::nearest(name, names))
    error = std::move(error).hint("did you mean " + base::quoted(*close) + "?");
  return std::move(error).hint("searched: " + searched).hint("see: mydocker driver ls");
}

}  // namespace

std::vector<SearchFolder> search_folders(const SearchSettings& settings) {
  std::vector<SearchFolder> folders;
  const auto add = [&folders](const fs::path& path, Source source) {
    std::error_code failure;
    fs::path whole = fs::absolute(path, failure);
    if (path.empty() || failure) return;
    if (!whole.has_filename()) whole = whole.parent_path();
    const auto same = [&whole](const SearchFolder& folder) { return folder.path == whole; };
    const auto known = std::find_if(folders.begin(), folders.end(), same);
    if (known == folders.end())
      folders.push_back({whole, source});
    else if (source == Source::bundled)  // the user can also name the folder of the bundled drivers
      known->source = source;
  };
  for (const auto& path : settings.from_options) add(path, Source::option);
  for (const auto& path : settings.environment) add(path, Source::environment);
  for (const auto& path : settings.from_configuration) add(path, Source::configuration);
  add(kLocalFolder, Source::local);
  add(settings.bundled.empty() ? bundled_folder() : settings.bundled, Source::bundled);
  return folders;
}

std::vector<Candidate> scan(const SearchSettings& settings) {
  std::vector<Candidate> candidates;
  std::map<std::string, std::size_t> taken;  // the first file with each name
  TrustedPaths trusted;
  for (const auto& folder : search_folders(settings)) {
    for (const auto& file : list_folder(folder.path).files) {
      Candidate candidate = inspect_file(file, source_in(folder, stem_of(file)), settings, trusted);
      // A file that may not have this name does not shadow a later file with the same name.
      if (may_come_from(candidate.name, candidate.source, settings)) {
        const auto [first, is_first] = taken.emplace(candidate.name, candidates.size());
        if (!is_first) candidate.shadowed_by = candidates[first->second].file;
      }
      candidates.push_back(std::move(candidate));
    }
  }
  return candidates;
}

Result<Candidate> find_driver(const SearchSettings& settings, std::string_view name) {
  MYDOCKER_CHECK(check_driver_name(name));
  const std::string file_name = std::string(name) + std::string(kSuffix);
  const auto folders = search_folders(settings);
  std::optional<Candidate> impostor;
  for (const auto& folder : folders) {
    const fs::path file = folder.path / file_name;
    if (!is_there(file)) continue;
    Candidate candidate = inspect_file(file, source_in(folder, name), settings);
    if (may_come_from(name, folder.source, settings)) return candidate;
    if (!impostor) impostor = std::move(candidate);
  }
  if (impostor) return std::move(*impostor);
  return not_found(folders, name);
}

std::vector<fs::path> files_named(const SearchSettings& settings, std::string_view name) {
  const std::string file_name = std::string(name) + std::string(kSuffix);
  std::vector<fs::path> files;
  for (const auto& folder : search_folders(settings))
    if (may_come_from(name, folder.source, settings) && is_there(folder.path / file_name))
      files.push_back(folder.path / file_name);
  return files;
}

Source source_of(const fs::path& file, const SearchSettings& settings) {
  const auto parent = file.lexically_normal().parent_path();
  for (const auto& folder : search_folders(settings))
    if (folder.path == parent) return source_in(folder, stem_of(file));
  return Source::option;
}

// --- whether the folders in MYDOCKER_DRIVER_PATH can be trusted; the user sets this variable, but
// code from the folders runs with the privileges of the command

namespace {

constexpr const char* kVariable = "MYDOCKER_DRIVER_PATH";

bool is_own_uid(std::string_view text) {
  uid_t uid = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), uid);
  return failure == std::errc() && end == text.data() + text.size() && uid == ::getuid();
}

bool is_own_name(const char* name) {
  const passwd* entry = ::getpwnam(name);
  return entry != nullptr && entry->pw_uid == ::getuid();
}

// Returns how another user has started this process with more privileges, for example "through sudo
// by uid 1000". Empty: no other user has. An invalid variable counts as another user.
std::string way_in() {
  const char* sudo = std::getenv("SUDO_UID");
  if (sudo != nullptr && !is_own_uid(sudo)) return "through sudo by uid " + base::quoted(sudo);
  const char* pkexec = std::getenv("PKEXEC_UID");
  if (pkexec != nullptr && !is_own_uid(pkexec))
    return "through pkexec by uid " + base::quoted(pkexec);
  const char* doas = std::getenv("DOAS_USER");
  if (doas != nullptr && !is_own_name(doas)) return "through doas by user " + base::quoted(doas);
  return "";
}

std::vector<std::string> split(std::string_view folders) {
  std::vector<std::string> parts;
  while (!folders.empty()) {
    const std::size_t end = std::min(folders.find(':'), folders.size());
    // An empty part of the variable is left out. In PATH, it would mean the working directory.
    if (end > 0) parts.emplace_back(folders.substr(0, end));
    folders.remove_prefix(std::min(end + 1, folders.size()));
  }
  return parts;
}

}  // namespace

std::vector<std::string> environment_folders(std::string& notice) {
  notice.clear();
  const char* named = std::getenv(kVariable);
  if (named == nullptr || *named == '\0') return {};
  if (::secure_getenv(kVariable) == nullptr) {
    notice =
        std::string(kVariable) + " is ignored, because this program's file gives it privileges";
    return {};
  }
  if (const std::string way = way_in(); !way.empty()) {
    notice = std::string(kVariable) + " is ignored, because the command was started " + way;
    return {};
  }
  return split(named);
}

}  // namespace mydocker::drivers
