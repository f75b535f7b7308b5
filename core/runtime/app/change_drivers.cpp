// Installs, removes, enables and disables drivers.
#include <algorithm>

#include "runtime/app/driver_files.hpp"
#include "runtime/app/session.hpp"
#include "runtime/base/natural_order.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/drivers/checks.hpp"
#include "runtime/drivers/driver_name.hpp"
#include "runtime/drivers/install_file.hpp"
#include "runtime/drivers/naming.hpp"
#include "runtime/plan/script.hpp"
#include "runtime/store/disabled_drivers.hpp"

namespace mydocker::app {
namespace {

namespace fs = std::filesystem;

fs::path destination(const Settings& settings) {
  return settings.driver_dirs.empty() ? fs::path(drivers::kLocalFolder)
                                      : settings.driver_dirs.front();
}

// Runs every check that does not execute the file. The owner of the file is not checked: the caller
// trusts the file, and mydocker uses only the copy.
Result<Manifest> checked(const fs::path& file, const std::string& name,
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

// Compares versions: "1.0.0-rc1" is older than "1.0.0".
bool is_older(const std::string& version, const std::string& other) {
  if (version.starts_with(other + "-")) return true;
  if (other.starts_with(version + "-")) return false;
  return base::natural_less(version, other);
}

// Returns the manifest of the file at `target`, or nothing if it cannot be read.
std::optional<Manifest> installed_in(const fs::path& target,
                                     const drivers::SearchSettings& search) {
  return drivers::inspect_file(target, drivers::source_of(target, search), search).manifest;
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

Result<DriverChange> install(Session& session, const InstallDriverRequest& request) {
  MYDOCKER_TRY(const auto search, session.search_settings());
  const fs::path file = file_named(request.file);
  const std::string name = file.stem().native();
  const fs::path target = destination(session.settings) / (name + ".so");
  MYDOCKER_TRY(const auto manifest, checked(file, name, search));
  const auto there = installed_in(target, search);
  if (!request.allow_downgrade) MYDOCKER_CHECK(refuse_older(manifest, there, target));

  const std::string why = "install driver " + base::quoted(name);
  const std::string line =
      "install -D -m 0755 " + drivers::shell_word(file) + " " + drivers::shell_word(target);
  if (request.dry_run) {
    plan::Script script("installs driver " + base::quoted(name));
    script.add(why, line);
    return DriverChange{"", script.text()};
  }
  session.log.step({.what = why, .why = why, .command = line});
  MYDOCKER_CHECK(drivers::install_file(file, target, [&](const fs::path& copy) -> Result<void> {
    MYDOCKER_TRY(const auto copied, checked(copy, name, search));
    if (copied == manifest) return {};
    return Error(ErrorKind::driver, "the file changed while it was copied").hint("try again");
  }));
  return DriverChange{what_happened(manifest, there, target), ""};
}

// Returns the networks of the driver as a list. Empty if the definitions cannot be read (they need
// root).
std::string users_of(Session& session, const std::string& driver) {
  auto definitions = session.definitions();
  if (!definitions) return "";
  const auto networks = (*definitions)->networks();
  std::string users;
  if (networks)
    for (const auto& network : *networks)
      if (network.driver == driver || network.ipam_driver.name() == driver)
        users += (users.empty() ? "" : ", ") + base::quoted(network.name);
  return users;
}

Error comes_with_mydocker(const fs::path& file, const DriverRequest& request) {
  return Error(ErrorKind::permission, drivers::shown(file) + " is part of mydocker")
      .hint("mydocker driver disable " + request.name);
}

Result<DriverChange> remove(Session& session, const DriverRequest& request) {
  MYDOCKER_CHECK(drivers::check_driver_name(request.name));
  MYDOCKER_TRY(const auto search, session.search_settings());
  const fs::path target = destination(session.settings) / (request.name + ".so");
  const auto files = drivers::files_named(search, request.name);
  if (std::ranges::find(files, target) == files.end()) {
    MYDOCKER_TRY(const auto found, session.driver_source.find(search, request.name));
    if (found.source == drivers::Source::bundled) return comes_with_mydocker(found.file, request);
    return Error(ErrorKind::not_found, drivers::shown(target) + " does not exist")
        .hint("the file is " + drivers::shown(found.file) +
              "; specify its folder with --driver-dir");
  }
  if (drivers::source_of(target, search) == drivers::Source::bundled)
    return comes_with_mydocker(target, request);
  const std::string why = "remove driver " + base::quoted(request.name);
  const std::string line = "rm " + drivers::shell_word(target);
  if (request.dry_run) {
    plan::Script script("removes driver " + base::quoted(request.name));
    script.add(why, line);
    return DriverChange{"", script.text()};
  }
  session.log.step({.what = why, .why = why, .command = line});
  MYDOCKER_CHECK(drivers::uninstall_file(target));
  if (const auto users = users_of(session, request.name); !users.empty())
    session.log.notice(
        "networks still use driver " + base::quoted(request.name) + " (" + users +
        "): containers can be disconnected and networks removed, but no container can connect");
  return DriverChange{
      "removed driver " + base::quoted(request.name) + ": " + drivers::shown(target), ""};
}

// The reason and the shell line of a change of the mark file. The mark file disables a driver.
struct Switch {
  std::string why;
  std::string line;
};

// Returns the mark file. It can exist for a driver that is not installed any more.
std::string mark_of(const Settings& settings, const std::string& name) {
  return drivers::shell_word(store::disabled_drivers_folder(settings.state_dir) / name);
}

DriverChange script_of(const Switch& change) {
  plan::Script script(change.why);
  script.add(change.why, change.line);
  return {"", script.text()};
}

Result<DriverChange> enable(Session& session, const DriverRequest& request) {
  MYDOCKER_CHECK(drivers::check_driver_name(request.name));
  const Switch change{"enable driver " + base::quoted(request.name),
                      "rm -f " + mark_of(session.settings, request.name)};
  if (request.dry_run) return script_of(change);
  if (session.check_enabled(request.name).ok()) {
    MYDOCKER_CHECK(session.find_driver(request.name));
    return DriverChange{"driver " + base::quoted(request.name) + " was not disabled", ""};
  }
  session.log.step({.what = change.why, .why = change.why, .command = change.line});
  MYDOCKER_CHECK(store::enable_driver(session.settings.state_dir, request.name));
  return DriverChange{"enabled driver " + base::quoted(request.name), ""};
}

Result<DriverChange> disable(Session& session, const DriverRequest& request) {
  MYDOCKER_TRY(const auto search, session.search_settings());
  MYDOCKER_CHECK(session.driver_source.find(search, request.name));  // refuse an unknown name
  const Switch change{"disable driver " + base::quoted(request.name),
                      "install -D -m 0600 /dev/null " + mark_of(session.settings, request.name)};
  if (request.dry_run) return script_of(change);
  if (!session.check_enabled(request.name).ok())
    return DriverChange{"driver " + base::quoted(request.name) + " was already disabled", ""};
  session.log.step({.what = change.why, .why = change.why, .command = change.line});
  MYDOCKER_CHECK(store::disable_driver(session.settings.state_dir, request.name));
  return DriverChange{"disabled driver " + base::quoted(request.name), ""};
}

}  // namespace

Result<DriverChange> Runtime::install_driver(const InstallDriverRequest& request) {
  return install(*session_, request).within("install driver " + base::quoted(request.file));
}

Result<DriverChange> Runtime::remove_driver(const DriverRequest& request) {
  return remove(*session_, request).within("remove driver " + base::quoted(request.name));
}

Result<void> Runtime::check_new_driver_name(const std::string& name) {
  MYDOCKER_CHECK(drivers::check_driver_name(name));
  if (!drivers::is_reserved(name)) return {};
  return drivers::reserved_name(name);
}

Result<DriverChange> Runtime::enable_driver(const DriverRequest& request) {
  return enable(*session_, request).within("enable driver " + base::quoted(request.name));
}

Result<DriverChange> Runtime::disable_driver(const DriverRequest& request) {
  return disable(*session_, request).within("disable driver " + base::quoted(request.name));
}

}  // namespace mydocker::app
