// What can be said of one driver file without running it. The checks go from the cheap and general
// to the detailed, and stop at the first that fails.
#include <algorithm>
#include <array>
#include <string_view>

#include "mydocker/documents.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/drivers/driver_name.hpp"
#include "runtime/drivers/naming.hpp"
#include "runtime/drivers/note_reader.hpp"
#include "runtime/drivers/path_trust.hpp"
#include "runtime/drivers/search_path.hpp"

namespace mydocker::drivers {
namespace {

Result<void> check_source(const Candidate& candidate, const SearchSettings& settings) {
  if (may_come_from(candidate.name, candidate.source, settings)) return {};
  return Error(ErrorKind::permission, shown(candidate.file) + ": the name " +
                                          base::quoted(candidate.name) +
                                          " belongs to a driver that comes with mydocker")
      .hint("rename the driver, or list " + base::quoted(candidate.name) +
            " under override_drivers in the configuration");
}

Result<Manifest> read_manifest(const std::filesystem::path& file) {
  MYDOCKER_TRY(const DriverNote note, read_driver_note(file, this_host()));
  auto decoded = documents::decode_manifest(note.manifest);
  if (!decoded)
    return Error(ErrorKind::driver,
                 "metadata of " + shown(file) + " is damaged (" + decoded.error().message() + ")")
        .hint("build the driver again with this version's SDK");
  Manifest manifest = std::move(decoded).value();
  manifest.sdk_major = note.header.sdk_major;
  manifest.sdk_minor = note.header.sdk_minor;
  manifest.min_host_minor = note.header.min_host_minor;
  return manifest;
}

Result<void> check_name_inside(const Candidate& candidate) {
  const std::string& inside = candidate.manifest->name;
  if (inside == candidate.name) return {};
  Error error(ErrorKind::driver, "file " + base::quoted(candidate.file.filename().native()) +
                                     " declares driver " + base::quoted(inside));
  if (!check_driver_name(inside).ok()) return error;
  return std::move(error).hint("rename the file to " + inside + ".so");
}

Result<void> judge(Candidate& candidate, const SearchSettings& settings) {
  MYDOCKER_CHECK(check_driver_name(candidate.name));
  MYDOCKER_TRY(
      const auto real,
      trusted_file(candidate.file).within("refusing driver " + base::quoted(candidate.name)));
  MYDOCKER_TRY(candidate.manifest, read_manifest(real));
  MYDOCKER_CHECK(check_name_inside(candidate));
  return check_source(candidate, settings);
}

}  // namespace

Candidate inspect_file(const std::filesystem::path& file, Source source,
                       const SearchSettings& settings) {
  Candidate candidate;
  candidate.file = file;
  candidate.name = file.stem().native();
  candidate.source = source;
  if (auto judged = judge(candidate, settings); !judged)
    candidate.refusal = std::move(judged).error();
  return candidate;
}

}  // namespace mydocker::drivers
