// Session: the search for drivers, and the drivers that the command uses.
#include "runtime/app/session.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/drivers/checks.hpp"
#include "runtime/store/disabled_drivers.hpp"

namespace mydocker::app {

Result<std::shared_ptr<const Manifest>> Session::manifest_of(const std::string& name) {
  const auto known = drivers_.find(name);
  if (known != drivers_.end()) return known->second.shared_manifest();
  MYDOCKER_TRY(const auto candidate, find_driver(name));
  return candidate.manifest;
}

void Session::report_missing_folder(const std::filesystem::path& folder, const char* origin) {
  std::error_code ignored;
  if (std::filesystem::exists(folder, ignored)) return;
  log.notice(std::string(origin) + " " + base::quoted(folder.string()) +
             " does not exist: no driver is taken from it");
}

Result<drivers::SearchSettings> Session::search_settings() {
  MYDOCKER_TRY(auto search, folder_settings());
  // The folder is usually missing, because most hosts have no disabled drivers.
  std::error_code ignored;
  const auto disabled = store::disabled_drivers_folder(settings.state_dir);
  if (std::filesystem::exists(disabled, ignored)) search.disabled = disabled;
  return search;
}

Result<drivers::SearchSettings> Session::folder_settings() {
  MYDOCKER_TRY(const auto* config, this->config());
  std::string notice;
  drivers::SearchSettings search;
  search.from_options = settings.driver_dirs;
  search.environment = drivers::environment_folders(notice);
  search.from_configuration = config->driver_path;
  search.overridable = config->override_drivers;
  if (!notice.empty()) log.notice(notice);
  for (const auto& folder : search.from_options) report_missing_folder(folder, "--driver-dir");
  for (const auto& folder : search.environment)
    report_missing_folder(folder, "MYDOCKER_DRIVER_PATH");
  return search;
}

Result<drivers::LoadSettings> Session::load_settings() {
  MYDOCKER_TRY(const auto* config, this->config());
  drivers::LoadSettings load{config->driver_deadline};
  load.host_program = settings.driver_host;
  load.notice = [this](const std::string& text) { log.notice(text); };
  return load;
}

Result<drivers::Candidate> Session::find_driver(const std::string& name) {
  if (const auto known = candidates_.find(name); known != candidates_.end()) return known->second;
  MYDOCKER_TRY(const auto search, folder_settings());
  MYDOCKER_TRY(auto candidate, driver_source.find(search, name));
  if (candidate.refusal) return *candidate.refusal;
  return candidates_.emplace(name, std::move(candidate)).first->second;
}

Result<void> Session::check_enabled(const std::string& name) {
  if (enabled_.contains(name)) return {};
  drivers::SearchSettings search;
  search.disabled = store::disabled_drivers_folder(settings.state_dir);
  MYDOCKER_CHECK(drivers::check_enabled(name, search));
  enabled_.insert(name);
  return {};
}

Result<drivers::DriverHandle*> Session::driver(const std::string& name) {
  MYDOCKER_CHECK(check_enabled(name));
  MYDOCKER_TRY(auto* handle, driver_for_cleanup(name));
  handle->prepare();
  return handle;
}

Result<drivers::DriverHandle*> Session::driver_for_cleanup(const std::string& name) {
  const auto known = drivers_.find(name);
  if (known != drivers_.end()) return &known->second;
  MYDOCKER_TRY(const auto candidate, find_driver(name));
  MYDOCKER_TRY(const auto load, load_settings());
  MYDOCKER_TRY(auto handle, driver_source.load(candidate, load));
  return &drivers_.emplace(name, std::move(handle)).first->second;
}

}  // namespace mydocker::app
