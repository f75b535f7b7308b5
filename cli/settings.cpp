#include "settings.hpp"

#include <system_error>

namespace mydocker::cli {

Result<std::filesystem::path> absolute_path(const std::string& option, const std::string& path) {
  const std::string what = "option \"--" + option + "\"";
  if (path.empty()) return Error(ErrorKind::invalid_argument, what + ": the path is empty");
  std::error_code failed;
  auto absolute = std::filesystem::absolute(path, failed);
  if (failed)
    return Error(ErrorKind::kernel, what + ": find the working directory: " + failed.message());
  return absolute;
}

void set_state_dir(app::Settings& settings, const std::filesystem::path& folder) {
  settings.state_dir = folder;
  settings.run_dir = folder / "run";
}

Result<app::Settings> settings_from(const Arguments& globals) {
  app::Settings settings;
  if (const auto dir = globals.text("state-dir")) {
    MYDOCKER_TRY(const auto path, absolute_path("state-dir", *dir));
    set_state_dir(settings, path);
  }
  if (const auto dir = globals.text("run-dir")) {
    MYDOCKER_TRY(settings.run_dir, absolute_path("run-dir", *dir));
  }
  for (const auto& dir : globals.texts("driver-dir")) {
    MYDOCKER_TRY(auto path, absolute_path("driver-dir", dir));
    settings.driver_dirs.push_back(std::move(path));
  }
  if (const auto file = globals.text("config")) {
    MYDOCKER_TRY(settings.config_file, absolute_path("config", *file));
  }
  return settings;
}

std::vector<std::string> settings_lines(const app::Settings& settings) {
  std::vector<std::string> lines{
      "network definitions are stored in " + (settings.state_dir / "definitions.db").string(),
      "endpoints are stored in " + (settings.run_dir / "runtime.db").string()};
  for (const auto& dir : settings.driver_dirs)
    lines.push_back("drivers are searched in " + dir.string() + " first");
  if (settings.config_file)
    lines.push_back("the configuration is " + settings.config_file->string());
  return lines;
}

base::Verbosity verbosity_from(const Arguments& globals, bool commands) {
  if (globals.has("quiet")) return base::Verbosity::quiet;
  if (globals.has("debug")) return base::Verbosity::debug;
  return commands ? base::Verbosity::commands : base::Verbosity::steps;
}

}  // namespace mydocker::cli
