#include "output/driver_text.hpp"

namespace mydocker::cli {
namespace {

Json option_json(const ManifestOption& option) {
  Json json{{"Key", option.key},
            {"Scope", option_scope_text(option.scope)},
            {"Type", option_type_text(option.type)},
            {"Help", option.help}};
  if (!option.default_value.empty()) json["Default"] = option.default_value;
  if (!option.choices.empty()) json["Choices"] = option.choices;
  if (option.min != 0 || option.max != 0) {
    json["Min"] = option.min;
    json["Max"] = option.max;
  }
  if (option.role != OptionRole::none) json["Role"] = detail::name_of(option.role);
  if (!option.alias.empty()) json["Alias"] = option.alias;
  if (!option.other_alias.empty()) json["OtherAlias"] = option.other_alias;
  return json;
}

}  // namespace

Json driver_json(const app::DriverReport& report) {
  Json json{{"Name", report.name}, {"File", report.file}, {"Source", report.source}};
  json["State"] = driver_state(report);
  if (!report.manifest) return json;
  const Manifest& manifest = *report.manifest;
  Json options = Json::array();
  for (const auto& option : manifest.options) options.push_back(option_json(option));
  json["Version"] = manifest.version;
  json["Summary"] = manifest.summary;
  json["License"] = manifest.license;
  json["SdkVersion"] = sdk_version_text(manifest);
  json["Capabilities"] = manifest.capabilities;
  json["Resources"] = manifest.resources;
  json["Traits"] = manifest.traits;
  json["Wraps"] = manifest.wraps;
  json["Options"] = std::move(options);
  return json;
}

const templates::Shape& driver_shape() {
  static const templates::Shape shape{.defaults = {{"Default", ""},
                                                   {"Choices", Json::array()},
                                                   {"Min", nullptr},
                                                   {"Max", nullptr},
                                                   {"Role", ""},
                                                   {"Alias", ""},
                                                   {"OtherAlias", ""}}};
  return shape;
}

}  // namespace mydocker::cli
