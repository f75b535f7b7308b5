#include "output/driver_text.hpp"

#include "output/table.hpp"
#include "runtime/base/printable.hpp"

namespace mydocker::cli {
namespace {

std::string options_table(const std::vector<ManifestOption>& options) {
  Table table({"OPTION", "OF", "TYPE", "DEFAULT", "VALUES", "ALIAS", "MEANING"});
  for (const auto& option : options)
    table.add({option.key, std::string(option_scope_text(option.scope)),
               std::string(option_type_text(option.type)), option.default_value,
               option_values_text(option), option_aliases_text(option), option.help});
  return table.text();
}

std::string line(const std::string& title, const std::string& content) {
  constexpr std::size_t kWidth = 14;
  if (content.empty()) return "";
  return title + ":" + std::string(kWidth - title.size(), ' ') + base::printable(content) + "\n";
}

}  // namespace

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

std::string option_aliases_text(const ManifestOption& option) {
  return option.alias + (option.other_alias.empty() ? "" : ", " + option.other_alias);
}

std::string option_values_text(const ManifestOption& option) {
  if (!option.choices.empty()) return joined(option.choices);
  if (option.min == 0 && option.max == 0) return "";
  return std::to_string(option.min) + " to " + std::to_string(option.max);
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
  }
  return "";
}

std::string_view option_scope_text(OptionScope scope) {
  return scope == OptionScope::network ? "network" : "endpoint";
}

std::string driver_text(const app::DriverReport& report) {
  const Manifest manifest = report.manifest.value_or(Manifest{});
  std::string text = line("name", report.name) + line("version", manifest.version) +
                     line("summary", manifest.summary) + line("license", manifest.license) +
                     line("file", report.file) + line("source", report.source) +
                     line("state", driver_state(report));
  if (!report.manifest) return text;
  text += line("sdk version", sdk_version_text(manifest));
  text += line("capabilities", joined(manifest.capabilities));
  text += line("resources", joined(manifest.resources));
  if (!manifest.options.empty()) text += "\n" + options_table(manifest.options);
  return text;
}

}  // namespace mydocker::cli
