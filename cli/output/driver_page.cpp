#include "output/driver_text.hpp"
#include "output/roff.hpp"
#include "runtime/base/printable.hpp"
#include "runtime/base/text.hpp"

namespace mydocker::cli {
namespace {

// Escapes the texts of the manifest. They come from the driver's file and are not trusted.
app::DriverReport printable_report(app::DriverReport report) {
  Manifest& manifest = *report.manifest;
  for (auto* text : {&report.name, &report.file, &manifest.version, &manifest.summary,
                     &manifest.license, &manifest.wraps})
    *text = base::printable(*text);
  for (auto* words :
       {&manifest.capabilities, &manifest.resources, &manifest.traits, &manifest.needs})
    for (auto& word : *words) word = base::printable(word);
  for (auto& option : manifest.options) {
    for (auto* text :
         {&option.key, &option.help, &option.default_value, &option.alias, &option.other_alias})
      *text = base::printable(*text);
    for (auto& choice : option.choices) choice = base::printable(choice);
  }
  return report;
}

std::string synopsis_of(const std::string& name) {
  return "mydocker network create NETWORK --driver " + name;
}

// Escapes text for a cell of a Markdown table.
std::string markdown(std::string_view text) {
  std::string result;
  for (const char letter : text) {
    if (std::string_view("\\`*_{}[]<>|#").find(letter) != std::string_view::npos) result += '\\';
    result += letter;
  }
  return result;
}

std::string markdown_row(const std::vector<std::string>& cells) {
  std::string row = "|";
  for (const auto& cell : cells) row += " " + markdown(cell) + " |";
  return row + "\n";
}

std::string markdown_table(const Manifest& manifest, OptionScope scope) {
  std::string text = "| option | type | values | default | alias | meaning |\n";
  text += "|---|---|---|---|---|---|\n";
  for (const auto& option : manifest.options)
    if (option.scope == scope)
      text += markdown_row({option.key, std::string(option_type_text(option.type)),
                            option_values_text(option), option.default_value,
                            option_aliases_text(option), option.help});
  return text;
}

std::string item(std::string_view title, const std::string& content) {
  if (content.empty()) return "";
  return "- " + std::string(title) + ": " + markdown(content) + "\n";
}

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

std::string driver_man_page(const app::DriverReport& given) {
  const app::DriverReport report = printable_report(given);
  const Manifest& manifest = *report.manifest;
  RoffPage page("mydocker-driver-" + report.name,
                {.section = "7", .source = report.name + " " + manifest.version}, manifest.summary);
  page.section("SYNOPSIS");
  page.synopsis(synopsis_of(report.name));
  page.section("DESCRIPTION");
  page.paragraph("Driver " + report.name + " of mydocker, version " + manifest.version + ": " +
                 manifest.summary + ".");
  if (!manifest.capabilities.empty())
    page.paragraph("Capabilities: " + base::joined(manifest.capabilities) + ".");
  if (!manifest.resources.empty())
    page.paragraph("Resources: " + base::joined(manifest.resources) + ".");
  if (!manifest.traits.empty()) page.paragraph("Traits: " + base::joined(manifest.traits) + ".");
  if (!manifest.needs.empty()) page.paragraph("Needs: " + base::joined(manifest.needs) + ".");
  if (!manifest.wraps.empty())
    page.paragraph("This driver adds to the plans of driver " + manifest.wraps + ".");
  page.paragraph("Built with driver SDK " + sdk_version_text(manifest) + ".");
  if (!manifest.license.empty()) page.paragraph("License: " + manifest.license + ".");
  if (!manifest.options.empty()) page.section("OPTIONS");
  for (const auto scope : kOptionScopes) {
    if (!has_options_of(manifest, scope)) continue;
    page.paragraph(std::string(option_scope_heading(scope)) + ":");
    for (const auto& option : manifest.options)
      if (option.scope == scope)
        page.item(option.key, "VALUE", option.help + ". " + option_facts(option));
  }
  page.section("FILES");
  page.item(report.file, "", "The driver file.");
  page.section("SEE ALSO");
  page.reference("mydocker-network-create(1)", false);
  page.reference("mydocker-driver(1)", true);
  return page.text();
}

std::string driver_markdown(const app::DriverReport& given) {
  const app::DriverReport report = printable_report(given);
  const Manifest& manifest = *report.manifest;
  std::string text = "# Driver " + markdown(report.name) + "\n\n" + markdown(manifest.summary) +
                     "\n\n    " + synopsis_of(report.name) + "\n\n";
  text += item("version", manifest.version) + item("license", manifest.license) +
          item("SDK version", sdk_version_text(manifest)) +
          item("capabilities", base::joined(manifest.capabilities)) +
          item("resources", base::joined(manifest.resources)) +
          item("traits", base::joined(manifest.traits)) +
          item("needs", base::joined(manifest.needs)) + item("wraps", manifest.wraps) +
          item("file", report.file);
  for (const auto scope : kOptionScopes)
    if (has_options_of(manifest, scope))
      text += "\n## " + std::string(option_scope_heading(scope)) + "\n\n" +
              markdown_table(manifest, scope);
  return text;
}

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
  json["Needs"] = manifest.needs;
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
