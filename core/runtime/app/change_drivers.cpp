// Removes, enables and disables drivers.
#include <algorithm>

#include "runtime/app/driver_files.hpp"
#include "runtime/app/driver_uses.hpp"
#include "runtime/app/session.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/drivers/driver_name.hpp"
#include "runtime/drivers/install_file.hpp"
#include "runtime/drivers/naming.hpp"
#include "runtime/plan/script.hpp"
#include "runtime/store/disabled_drivers.hpp"

namespace mydocker::app {
namespace {

namespace fs = std::filesystem;

// Returns the names of the driver's networks as one text. Empty if definitions.db cannot be read,
// because this needs root.
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
  const fs::path target = installation_folder(session.settings) / (request.name + ".so");
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
  MYDOCKER_CHECK(check_not_needed(session, request.name));
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

// The reason and the shell line for creating or removing a mark file. A driver with a mark file is
// disabled.
struct Switch {
  std::string why;
  std::string line;
};

// Returns the path of the mark file. The file can exist for a driver that is not installed any
// more.
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
  MYDOCKER_CHECK(session.driver_source.find(search, request.name));  // refuses an unknown name
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

Result<DriverChange> Runtime::remove_driver(const DriverRequest& request) {
  session_->begin(Access::read);
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
