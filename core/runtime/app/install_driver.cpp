// Installs a driver: a file, or a release that its author has published.
#include <optional>

#include "runtime/app/driver_files.hpp"
#include "runtime/app/driver_uses.hpp"
#include "runtime/app/session.hpp"
#include "runtime/apply/stop_signals.hpp"
#include "runtime/base/natural_order.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/drivers/checks.hpp"
#include "runtime/drivers/driver_name.hpp"
#include "runtime/drivers/install_file.hpp"
#include "runtime/drivers/naming.hpp"
#include "runtime/drivers/release.hpp"
#include "runtime/drivers/wrapped_driver.hpp"
#include "runtime/plan/script.hpp"

namespace mydocker::app {
namespace {

namespace fs = std::filesystem;

// Runs every check that does not execute the file. The owner of the file is not checked: the caller
// trusts the file, and mydocker uses only its own copy.
Result<Manifest> checked_file(const fs::path& file, const std::string& name,
                              const drivers::SearchSettings& search) {
  MYDOCKER_CHECK(drivers::check_driver_name(name));
  drivers::TrustedPaths trusted;
  drivers::Examination seen(drivers::candidate_for(file, drivers::Source::local, search), search,
                            trusted);
  seen.candidate.name = name;
  for (const auto& check : drivers::file_checks())
    if (check.name.id != drivers::kTrustCheck.id) MYDOCKER_CHECK(check.judge(seen));
  return *seen.candidate.manifest;
}

// Returns the manifest of a driver. If the driver wraps another driver, the declarations of that
// one are added.
Manifest with_wrapped(const Manifest& manifest, const drivers::SearchSettings& search) {
  drivers::Candidate candidate;
  candidate.name = manifest.name;
  candidate.manifest = std::make_shared<const Manifest>(manifest);
  const auto attached = drivers::attach_wrapped(candidate, search);
  return attached.ok() ? *candidate.manifest : manifest;
}

// Returns whether `version` is older: "1.0.0-rc1" is older than "1.0.0".
bool is_older(const std::string& version, const std::string& other) {
  if (version.starts_with(other + "-")) return true;
  if (other.starts_with(version + "-")) return false;
  return base::natural_less(version, other);
}

// Returns the manifest of the file at `target`, or nothing if it cannot be read.
std::optional<Manifest> installed_in(const fs::path& target,
                                     const drivers::SearchSettings& search) {
  const auto found = drivers::inspect_file(target, drivers::source_of(target, search), search);
  return found.manifest ? std::optional(*found.manifest) : std::nullopt;
}

Result<void> refuse_older(const Manifest& manifest, const std::optional<Manifest>& there,
                          const fs::path& target) {
  if (!there || !is_older(manifest.version, there->version)) return {};
  return Error(ErrorKind::already_exists,
               drivers::shown(target) + " is version " + base::quoted(there->version) +
                   ", and the new file is the older " + base::quoted(manifest.version))
      .hint("use --allow-downgrade to install it anyway");
}

std::string what_happened(const Manifest& manifest, const std::optional<Manifest>& there,
                          const fs::path& target) {
  std::string text = "installed driver " + base::quoted(manifest.name) + " " + manifest.version +
                     " as " + drivers::shown(target);
  if (there) text += ", replacing version " + there->version;
  return text;
}

// The file to install. A release is in a temporary folder until this object is destroyed.
struct NewFile {
  std::optional<drivers::Release> release;
  fs::path file;
};

Result<NewFile> fetched(Session& session, const InstallDriverRequest& request) {
  const bool is_release =
      drivers::is_web_address(request.file) || request.public_key || request.sha256;
  if (!is_release) return NewFile{std::nullopt, file_named(request.file)};
  MYDOCKER_TRY(auto release, drivers::Release::fetch({request.file, request.public_key.value_or(""),
                                                      request.sha256.value_or("")},
                                                     apply::check_stop_signals, session.log));
  fs::path file = release.file();
  return NewFile{std::move(release), std::move(file)};
}

std::string install_line(const fs::path& file, const fs::path& target) {
  return "install -D -m 0755 " + drivers::shell_word(file) + " " + drivers::shell_word(target);
}

// Returns a script that downloads and checks the release again, in a new folder.
std::string script_of(const NewFile& source, const std::string& why, const fs::path& target) {
  plan::Script script("installs driver " + base::quoted(target.stem().native()));
  if (source.release) {
    script.add("create a folder for the release, which is removed in any case",
               "folder=$(mktemp -d) && trap 'rm -r \"$folder\"' EXIT && "
               "trap 'exit 1' HUP INT TERM && cd \"$folder\"");
    for (const auto& [reason, line] : source.release->script()) script.add(reason, line);
  }
  script.add(why, install_line(source.release ? source.file.filename() : source.file, target));
  return script.text();
}

// Removes the temporary folder even if a signal ends the process.
Result<DriverChange> install(Session& session, const InstallDriverRequest& request) {
  const apply::StopSignals stop_signals;
  MYDOCKER_TRY(const auto search, session.search_settings());
  MYDOCKER_TRY(const auto source, fetched(session, request));
  const fs::path& file = source.file;
  const std::string name = file.stem().native();
  const fs::path target = installation_folder(session.settings) / (name + ".so");
  MYDOCKER_TRY(const auto manifest, checked_file(file, name, search));
  auto there = installed_in(target, search);
  if (!request.allow_downgrade) MYDOCKER_CHECK(refuse_older(manifest, there, target));
  if (there) MYDOCKER_CHECK(check_successor(session, with_wrapped(manifest, search)));

  const std::string why = "install driver " + base::quoted(name);
  if (request.dry_run) {
    MYDOCKER_CHECK(drivers::check_folder_for(target));
    return DriverChange{"", script_of(source, why, target)};
  }
  const std::string line = install_line(file, target);
  session.log.step({.what = why, .why = why, .command = line});
  MYDOCKER_CHECK(drivers::install_file(file, target, [&](const fs::path& copy) -> Result<void> {
    MYDOCKER_TRY(const auto copied, checked_file(copy, name, search));
    if (!(copied == manifest))
      return Error(ErrorKind::driver, "the file changed while it was copied").hint("try again");
    // Another installation may have ended since the first check. The folder is locked now.
    there = installed_in(target, search);
    return request.allow_downgrade ? Result<void>() : refuse_older(manifest, there, target);
  }));
  return DriverChange{what_happened(manifest, there, target), ""};
}

}  // namespace

Result<DriverChange> Runtime::install_driver(const InstallDriverRequest& request) {
  session_->begin(Access::read);
  return install(*session_, request).within("install driver " + base::quoted(request.file));
}

}  // namespace mydocker::app
