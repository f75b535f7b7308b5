// The checks of a driver's file that do not execute it. Fast checks come before slow ones.
#include <array>

#include "mydocker/detail/boundary.hpp"
#include "mydocker/documents.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/base/text.hpp"
#include "runtime/drivers/checks.hpp"
#include "runtime/drivers/driver_name.hpp"
#include "runtime/drivers/elf_reader.hpp"
#include "runtime/drivers/naming.hpp"

namespace mydocker::drivers {
namespace {

Result<void> judge_trust(Examination& seen) {
  auto real = seen.trusted.file(seen.candidate.file);
  if (!real && real.error().kind() == ErrorKind::not_found) return std::move(real).error();
  if (!real)
    return std::move(real).error().within("refusing driver " + base::quoted(seen.candidate.name));
  seen.real = std::move(real).value();
  return {};
}

std::string trust_found(const Examination& seen) {
  return shown(seen.real) + ": no other user can change it";
}

Result<void> judge_note(Examination& seen) {
  MYDOCKER_TRY(seen.elf, read_driver_elf(seen.file()));
  return {};
}

std::string note_found(const Examination& seen) {
  return "ELF, " + std::to_string(seen.elf->file_size) + " bytes, a note in PT_NOTE";
}

Result<void> judge_metadata(Examination& seen) {
  MYDOCKER_TRY(seen.note, parse_driver_note(seen.file(), *seen.elf));
  return {};
}

std::string metadata_found(const Examination& seen) {
  return "one note, " + std::to_string(seen.note->manifest.size()) + " bytes, its checksum matches";
}

Result<void> judge_machine(Examination& seen) {
  return check_machine(seen.file(), *seen.elf, this_host());
}

std::string machine_found(const Examination& seen) {
  return "a shared object for " + machine_name(seen.elf->machine);
}

Result<void> judge_sanitizers(Examination& seen) {
  return check_sanitizers(seen.file(), seen.note->header, this_host());
}

std::string sanitizers_found(const Examination& /*seen*/) {
  return "none, or the same as this program";
}

Result<void> judge_sdk(Examination& seen) {
  return check_version(seen.file(), seen.note->header, this_host());
}

std::string sdk_found(const Examination& seen) {
  const auto& header = seen.note->header;
  const auto major = std::to_string(header.sdk_major) + ".";
  return "built with " + major + std::to_string(header.sdk_minor) + ", needs " + major +
         std::to_string(header.min_host_minor) + " or later, this is " + std::to_string(kSdkMajor) +
         "." + std::to_string(kSdkMinor);
}

Result<Manifest> read_manifest(const std::filesystem::path& file, const DriverNote& note) {
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

Result<void> judge_identity(Examination& seen) {
  Candidate& candidate = seen.candidate;
  MYDOCKER_TRY(auto manifest, read_manifest(seen.file(), *seen.note));
  candidate.manifest = std::make_shared<const Manifest>(std::move(manifest));
  MYDOCKER_CHECK(check_name_inside(candidate));
  if (may_come_from(candidate.name, candidate.source, seen.settings)) return {};
  return reserved_name(candidate.name).within(shown(candidate.file));
}

std::string identity_found(const Examination& seen) {
  return "the manifest says " + base::quoted(seen.candidate.manifest->name) + " " +
         seen.candidate.manifest->version;
}

Result<void> judge_exports(Examination& seen) {
  MYDOCKER_TRY(const auto exports, read_exports(seen.file()));
  if (exports.count == 1 && exports.names.front() == detail::kEntryPoint) return {};
  std::string names = base::joined(exports.names, ", ", base::quoted);
  if (exports.count > exports.names.size()) names += ", ...";
  return Error(ErrorKind::driver, shown(seen.file()) + " exports " + std::to_string(exports.count) +
                                      " symbols" + (names.empty() ? "" : " (" + names + ")") +
                                      ", it must export only " + base::quoted(detail::kEntryPoint))
      .hint("build it with mydocker_add_driver(), which hides all other symbols");
}

std::string exports_found(const Examination& /*seen*/) {
  return "one symbol, " + base::quoted(detail::kEntryPoint);
}

constexpr std::array kChecks{
    FileCheck{kTrustCheck, judge_trust, trust_found},
    FileCheck{{"D104", "note", {"D101"}}, judge_note, note_found},
    FileCheck{{"D105", "metadata", {"D104"}}, judge_metadata, metadata_found},
    FileCheck{{"D106", "machine", {"D104"}}, judge_machine, machine_found},
    FileCheck{{"D107", "sanitizers", {"D105"}}, judge_sanitizers, sanitizers_found},
    FileCheck{{"D108", "sdk", {"D105"}}, judge_sdk, sdk_found},
    FileCheck{{"D109", "identity", {"D105", "D108"}}, judge_identity, identity_found},
    FileCheck{
        {"D110", "exports", {"D104"}}, judge_exports, exports_found, FileCheck::When::diagnosis},
};

}  // namespace

std::span<const FileCheck> file_checks() { return kChecks; }

}  // namespace mydocker::drivers
