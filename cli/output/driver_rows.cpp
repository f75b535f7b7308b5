#include "output/driver_rows.hpp"

#include "output/driver_text.hpp"

namespace mydocker::cli {
namespace {

constexpr Column kColumns[] = {{"NAME", "Name"},
                               {"VERSION", "Version"},
                               {"SOURCE", "Source"},
                               {"STATE", "State"},
                               {"FILE", "File"}};

}  // namespace

Json driver_row(const app::DriverReport& report) {
  const Manifest manifest = report.manifest.value_or(Manifest{});
  return {{"Name", report.name},
          {"Version", manifest.version},
          {"Source", report.source},
          {"State", driver_state(report)},
          {"File", report.file},
          {"SdkVersion", report.manifest ? sdk_version_text(manifest) : ""},
          {"Summary", manifest.summary},
          {"Capabilities", manifest.capabilities}};
}

const ListView& driver_list() {
  static const ListView view{.columns = kColumns,
                             .quiet = "Name",
                             .raw =
                                 "name: {{.Name}}\nversion: {{.Version}}\nsource: {{.Source}}\n"
                                 "state: {{.State}}\nfile: {{.File}}\n"};
  return view;
}

}  // namespace mydocker::cli
