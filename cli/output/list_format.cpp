#include "output/list_format.hpp"

#include <algorithm>

#include "output/json_text.hpp"
#include "output/text_layout.hpp"
#include "runtime/base/nearest.hpp"
#include "runtime/base/quoted.hpp"

namespace mydocker::cli {
namespace {

constexpr std::string_view kTable = "table";

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  for (std::size_t start = 0;;) {
    const std::size_t end = std::min(text.find(separator, start), text.size());
    parts.emplace_back(text.substr(start, end - start));
    if (end == text.size()) return parts;
    start = end + 1;
  }
}

std::string trimmed(std::string_view text) {
  const std::size_t start = std::min(text.find_first_not_of(' '), text.size());
  return std::string(text.substr(start, text.find_last_not_of(' ') + 1 - start));
}

Error unknown_format(const std::string& format) {
  Error error(ErrorKind::invalid_argument, "unknown format " + base::quoted(format));
  if (const auto meant = base::nearest(format, {"table", "json", "yaml", "raw"}))
    error = std::move(error).hint("did you mean " + base::quoted(*meant) + "?");
  return std::move(error).hint(
      "--format table, json, yaml, raw, or a template such as '{{.Name}}'");
}

Json without(const Json& row, const std::set<std::string_view>& fields) {
  Json result = row;
  for (const auto field : fields) result.erase(field);
  return result;
}

std::string cell(const Json& row, std::string_view field, const templates::Shape& shape) {
  const Json* found = row.find(field);
  return found == nullptr ? "" : text_of(templates::Value::of(*found), shape);
}

}  // namespace

Result<ListFormat> ListFormat::with_template(const ListView& view, Kind kind,
                                             std::string_view source) {
  ListFormat format(view, kind);
  MYDOCKER_TRY(format.template_, templates::Template::parse(source));
  return format;
}

Result<ListFormat> ListFormat::from(const Arguments& arguments, const ListView& view) {
  const std::string given = trimmed(arguments.text("format").value_or(""));
  const bool plain = given.empty() || given == kTable;
  if (plain && arguments.has("quiet")) {
    auto ids = with_template(view, Kind::lines, "{{." + std::string(view.quiet) + "}}");
    if (ids) ids->quiet_ = true;
    return ids;
  }
  if (given == "json") return ListFormat(view, Kind::json);
  if (given == "yaml") return ListFormat(view, Kind::yaml);
  if (given == "raw") return with_template(view, Kind::lines, view.raw);
  const bool table = plain || given.starts_with("table ") || given.starts_with("table{") ||
                     given.starts_with("table\\t");
  if (!table && given.find("{{") == std::string::npos) return unknown_format(given);
  if (!table) return with_template(view, Kind::lines, given);
  Result<ListFormat> format =
      plain ? ListFormat(view, Kind::table)
            : with_template(view, Kind::table_of_template, trimmed(given.substr(kTable.size())));
  if (format) format->heading_ = !arguments.has("noheading");
  return format;
}

bool ListFormat::needs(std::string_view field) const {
  if (quiet_) return field == view_->quiet;
  return kind_ != Kind::table ||
         std::ranges::find(view_->columns, field, &Column::field) != view_->columns.end();
}

// Reports only fields that do not exist. Other errors depend on the values, such as the index in a
// list, so they are ignored here.
Result<void> ListFormat::check_fields(const Json& sample) const {
  auto shown = text({sample});
  if (shown.ok() || shown.error().kind() != ErrorKind::not_found) return {};
  return std::move(shown).error();
}

Result<std::string> ListFormat::text(const std::vector<Json>& rows) const {
  std::string text;
  switch (kind_) {
    case Kind::table:
      return table(rows);
    case Kind::table_of_template:
      return table_of_template(rows);
    case Kind::lines:
      return lines(rows);
    case Kind::json:
      for (const auto& row : rows) text += on_one_line(without(row, view_->shape.lookups));
      return text;
    case Kind::yaml: {
      Json all = Json::array();
      for (const auto& row : rows) all.push_back(without(row, view_->shape.lookups));
      return yaml(all);
    }
  }
  return text;
}

std::string ListFormat::table(const std::vector<Json>& rows) const {
  std::vector<std::vector<std::string>> all;
  for (const auto& row : rows) {
    auto& cells = all.emplace_back();
    for (const auto& column : view_->columns)
      cells.push_back(cell(row, column.field, view_->shape));
  }
  return table_of(std::move(all));
}

std::string ListFormat::table_of(std::vector<std::vector<std::string>> cells) const {
  std::vector<std::string> headings;
  for (const auto& column : view_->columns) headings.emplace_back(column.heading);
  TextTable table(headings, table_width());
  for (auto& row : cells) table.add(std::move(row));
  return heading_ ? table.text() : table.text_without_headings();
}

// Returns a table. Columns are separated by tabs. A row may have more columns than the heading.
Result<std::string> ListFormat::table_of_template(const std::vector<Json>& rows) const {
  auto titles = split(template_->heading(view_->headings), '\t');
  std::vector<std::vector<std::string>> cells;
  for (const auto& row : rows) {
    MYDOCKER_TRY(const auto text, template_->text(printable(row), view_->shape));
    for (const auto& line : split(text, '\n')) {
      cells.push_back(split(line, '\t'));
      titles.resize(std::max(titles.size(), cells.back().size()));
    }
  }
  TextTable table(std::move(titles), table_width());
  for (auto& row : cells) table.add(std::move(row));
  return heading_ ? table.text() : table.text_without_headings();
}

Result<std::string> ListFormat::lines(const std::vector<Json>& rows) const {
  std::string text;
  for (const auto& row : rows) {
    MYDOCKER_TRY(const auto one, template_->text(printable(row), view_->shape));
    text += one + "\n";
  }
  return text;
}

}  // namespace mydocker::cli
