#include "runtime/app/session.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/drivers/driver_name.hpp"
#include "runtime/drivers/naming.hpp"
#include "runtime/plan/script.hpp"
#include "runtime/store/disabled_drivers.hpp"

namespace mydocker::app {
namespace {

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

Result<DriverChange> Runtime::enable_driver(const DriverRequest& request) {
  return enable(*session_, request).within("enable driver " + base::quoted(request.name));
}

Result<DriverChange> Runtime::disable_driver(const DriverRequest& request) {
  return disable(*session_, request).within("disable driver " + base::quoted(request.name));
}

}  // namespace mydocker::app
