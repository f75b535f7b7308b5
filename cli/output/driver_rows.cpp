#include "output/driver_rows.hpp"

#include "output/driver_text.hpp"

namespace mydocker::cli {
namespace {

constexpr Column kDriverColumns[] = {{"NAME", "Name"},
                                     {"VERSION", "Version"},
                                     {"SOURCE", "Source"},
                                     {"STATE", "State"},
                                     {"FILE", "File"}};

}  // namespace

// Fields are assigned one by one: a list of initializers copies each value.
Json driver_row(const app::DriverReport& report) {
  static const Manifest kNothing;
  const Manifest& manifest = report.manifest ? *report.manifest : kNothing;
  Json row = Json::object();
  row["Name"] = report.name;
  row["Version"] = manifest.version;
  row["Source"] = report.source;
  row["State"] = driver_state(report);
  row["File"] = report.file;
  row["SdkVersion"] = report.manifest ? sdk_version_text(manifest) : "";
  row["Summary"] = manifest.summary;
  row["Capabilities"] = manifest.capabilities;
  return row;
}

const ListView& driver_list() {
  static const ListView view{.columns = kDriverColumns,
                             .quiet = "Name",
                             .raw =
                                 "name: {{.Name}}\nversion: {{.Version}}\nsource: {{.Source}}\n"
                                 "state: {{.State}}\nfile: {{.File}}\n"};
  return view;
}

}  // namespace mydocker::cli
