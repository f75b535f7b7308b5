#include "output/driver_text.hpp"

#include <algorithm>

#include "output/text_layout.hpp"
#include "runtime/base/printable.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/base/text.hpp"

namespace mydocker::cli {
namespace {

constexpr std::size_t kTitleWidth = 15;

std::string line(const std::string& title, const std::string& content) {
  if (content.empty()) return "";
  const auto lines = indented_lines(base::printable(content), kTitleWidth, line_width());
  return title + ":" + lines.substr(title.size() + 1);
}

// Returns a block for each driver option: its key, and below it the help text and the facts, such
// as the type.
std::string options_text(const Manifest& manifest, OptionScope scope) {
  std::string text = "\n" + std::string(option_scope_heading(scope)) + ":\n";
  for (const auto& option : manifest.options)
    if (option.scope == scope)
      text += "  " + base::printable(option.key) + "\n" +
              indented_lines(base::printable(option.help + ". " + option_facts(option)), 6,
                             line_width());
  return text;
}

constexpr Column kDriverColumns[] = {{"NAME", "Name"},
                                     {"VERSION", "Version"},
                                     {"SOURCE", "Source"},
                                     {"STATE", "State"},
                                     {"FILE", "File"}};

std::string name_of(const app::DriverDiffReport& report) {
  std::string network = "network " + base::quoted(report.network);
  if (report.container.empty()) return network;
  return "container " + base::quoted(report.container) + " on " + network;
}

std::string lines_with(const char* start, const std::vector<std::string>& lines) {
  std::string text;
  for (const auto& line : lines) text += start + base::printable(line) + "\n";
  return text;
}

std::string text_of(const app::DriverDiffReport& report) {
  if (report.is_same()) return name_of(report) + ": same plan\n";
  if (report.refusal)
    return name_of(report) + ": no plan: " + base::printable(report.refusal->message()) + "\n" +
           lines_with("  hint: ", report.refusal->hints());
  return name_of(report) + ": different plan\n" + lines_with("  - ", report.removed) +
         lines_with("  + ", report.added);
}

}  // namespace

std::string option_aliases_text(const ManifestOption& option) {
  return option.alias + (option.other_alias.empty() ? "" : ", " + option.other_alias);
}

std::string option_values_text(const ManifestOption& option) {
  if (!option.choices.empty()) return base::joined(option.choices);
  if (option.min == 0 && option.max == 0) return "";
  return std::to_string(option.min) + " to " + std::to_string(option.max);
}

std::string option_facts(const ManifestOption& option) {
  std::string text = "Type: " + std::string(option_type_text(option.type)) + ".";
  if (const auto values = option_values_text(option); !values.empty())
    text += " Values: " + values + ".";
  if (!option.default_value.empty()) text += " Default: " + option.default_value + ".";
  if (const auto names = option_aliases_text(option); !names.empty())
    text += " Aliases: " + names + ".";
  return text;
}

bool has_options_of(const Manifest& manifest, OptionScope scope) {
  return std::ranges::find(manifest.options, scope, &ManifestOption::scope) !=
         manifest.options.end();
}

std::string_view option_scope_heading(OptionScope scope) {
  switch (scope) {
    case OptionScope::network:
      return "Options of a network (network create -o KEY=VALUE)";
    case OptionScope::endpoint:
      return "Options of a connection (network connect --driver-opt KEY=VALUE)";
    case OptionScope::ipam:
      return "Options for addresses (network create --ipam-opt KEY=VALUE)";
  }
  return "";
}

std::string sdk_version_text(const Manifest& manifest) {
  return std::to_string(manifest.sdk_major) + "." + std::to_string(manifest.sdk_minor);
}

std::string driver_state(const app::DriverReport& report) {
  if (report.disabled && report.shadowed_by.empty()) return "disabled";
  if (report.refusal) return "refused: " + report.refusal->message();
  return report.shadowed_by.empty() ? "ok" : "shadowed by " + report.shadowed_by;
}

std::string_view option_type_text(OptionType type) {
  switch (type) {
    case OptionType::text:
      return "text";
    case OptionType::flag:
      return "flag";
    case OptionType::number:
      return "number";
    case OptionType::address:
      return "address";
    case OptionType::prefix:
      return "prefix";
    case OptionType::mac:
      return "mac";
    case OptionType::link:
      return "link";
    case OptionType::rate:
      return "rate";
    case OptionType::size:
      return "size";
  }
  return "";
}

std::string_view option_scope_text(OptionScope scope) { return detail::name_of(scope); }

std::string driver_text(const app::DriverReport& report) {
  const Manifest manifest = report.manifest.value_or(Manifest{});
  std::string text = line("name", report.name) + line("version", manifest.version) +
                     line("summary", manifest.summary) + line("license", manifest.license) +
                     line("file", report.file) + line("source", report.source) +
                     line("state", driver_state(report));
  if (!report.manifest) return text;
  text += line("sdk version", sdk_version_text(manifest));
  text += line("capabilities", base::joined(manifest.capabilities));
  text += line("resources", base::joined(manifest.resources));
  text += line("traits", base::joined(manifest.traits));
  text += line("needs", base::joined(manifest.needs));
  text += line("wraps", manifest.wraps);
  for (const auto scope : kOptionScopes)
    if (has_options_of(manifest, scope)) text += options_text(manifest, scope);
  return text;
}

// The fields are assigned one by one, because a list of initializers would copy each of them.
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

std::string driver_diff_text(const std::vector<app::DriverDiffReport>& reports) {
  if (reports.empty()) return "this driver has no active network\n";
  std::string text;
  for (const auto& report : reports) text += text_of(report);
  const auto same = std::ranges::count_if(reports, &app::DriverDiffReport::is_same);
  return text + "\n" + std::to_string(reports.size()) + (reports.size() == 1 ? " plan" : " plans") +
         ", " + std::to_string(same) + " unchanged\n";
}

Json driver_diff_json(const app::DriverDiffReport& report) {
  Json json{{"Network", report.network},
            {"Container", report.container},
            {"Same", report.is_same()},
            {"Refusal", report.refusal ? report.refusal->message() : ""}};
  json["Added"] = report.added;
  json["Removed"] = report.removed;
  return json;
}

const templates::Shape& driver_diff_shape() {
  static const templates::Shape shape{};
  return shape;
}

}  // namespace mydocker::cli
