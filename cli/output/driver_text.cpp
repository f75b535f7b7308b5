#include "output/driver_text.hpp"

#include <algorithm>

#include "output/text_width.hpp"
#include "runtime/base/printable.hpp"

namespace mydocker::cli {
namespace {

constexpr std::size_t kTitleWidth = 15;

std::string line(const std::string& title, const std::string& content) {
  if (content.empty()) return "";
  const auto lines = indented_lines(base::printable(content), kTitleWidth, line_width());
  return title + ":" + lines.substr(title.size() + 1);
}

// A block for each option: its key, and below it the help and the facts.
std::string options_text(const Manifest& manifest, OptionScope scope) {
  std::string text = "\n" + std::string(option_scope_heading(scope)) + ":\n";
  for (const auto& option : manifest.options)
    if (option.scope == scope)
      text += "  " + base::printable(option.key) + "\n" +
              indented_lines(base::printable(option.help + ". " + option_facts(option)), 6,
                             line_width());
  return text;
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
  return scope == OptionScope::network ? "Options of a network (network create -o KEY=VALUE)"
                                       : "Options of a connection (network connect --driver-opt "
                                         "KEY=VALUE)";
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
  text += line("traits", joined(manifest.traits));
  text += line("wraps", manifest.wraps);
  for (const auto scope : kOptionScopes)
    if (has_options_of(manifest, scope)) text += options_text(manifest, scope);
  return text;
}

}  // namespace mydocker::cli
