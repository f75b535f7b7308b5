// The output formats of all lists: table, ids, JSON, YAML, or a template.
//
// A view names the columns and fields of one list. Its rows are JSON objects. Each `ls` command
// passes a view and rows to ListFormat. This file does not sort or filter rows.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "arguments.hpp"
#include "command.hpp"
#include "mydocker/result.hpp"
#include "output/json_text.hpp"
#include "template/template.hpp"

namespace mydocker::cli {

// A column of a table: its heading, and the field of the row.
struct Column {
  std::string_view heading;
  std::string_view field;
};

// The columns and fields of one list. All texts are literals, which it does not own.
struct ListView {
  std::span<const Column> columns;  // columns of the table that is printed by default
  std::string_view quiet;           // field that -q prints
  std::string_view raw;             // template of --format raw
  std::map<std::string_view, std::string_view>
      headings{};  // headings that differ from the field's name
  templates::Shape shape{};
};

// --- options that each list command has in its table of options
constexpr Option list_quiet(std::string_view help) {
  return {.name = "quiet", .letter = 'q', .help = help};
}
constexpr Option list_filter(std::string_view help, std::span<const std::string_view> keys) {
  return {.name = "filter",
          .letter = 'f',
          .takes = Takes::values,
          .placeholder = "KEY=VALUE",
          .help = help,
          .values = keys};
}
inline constexpr Option kListNoTrunc{.name = "no-trunc",
                                     .help = "Print full ids (default: the first 12 digits)"};
inline constexpr Option kListFormat{.name = "format",
                                    .takes = Takes::value,
                                    .placeholder = "FORMAT",
                                    .help =
                                        "Output format: table, json, yaml, raw, a template such as "
                                        "'{{.Name}}', or 'table TEMPLATE'"};
inline constexpr Option kListNoHeading{
    .name = "noheading", .letter = 'n', .help = "Print the table without its heading"};

// A parsed --format of a list. It does not own the view, which must live longer. Example:
// ListFormat::from(arguments, network_list()), then text(rows).
class ListFormat {
 public:
  // Parses --format, --quiet and --noheading. Error invalid_argument: an unknown format (with "did
  // you mean"), or a wrong template.
  static Result<ListFormat> from(const Arguments& arguments, const ListView& view);

  // Returns whether the output can depend on this field of a row.
  [[nodiscard]] bool needs(std::string_view field) const;

  // Returns whether this is the default table. Such a table needs no JSON rows: the command can
  // pass the cells to table_of().
  [[nodiscard]] bool is_table() const noexcept { return kind_ == Kind::table; }
  [[nodiscard]] std::span<const Column> columns() const noexcept { return view_->columns; }
  [[nodiscard]] std::string table_of(std::vector<std::vector<std::string>> cells) const;

  // Returns an error if a template names a field that the row `sample` does not have. A command
  // that changes something calls this before the change.
  [[nodiscard]] Result<void> check_fields(const Json& sample) const;

  // Returns the rows as text. The errors are those of evaluate() (template/tree.hpp).
  [[nodiscard]] Result<std::string> text(const std::vector<Json>& rows) const;

 private:
  enum class Kind : std::uint8_t { table, table_of_template, json, yaml, lines };
  ListFormat(const ListView& view, Kind kind) : view_(&view), kind_(kind) {}

  static Result<ListFormat> with_template(const ListView& view, Kind kind, std::string_view source);

  [[nodiscard]] std::string table(const std::vector<Json>& rows) const;
  [[nodiscard]] Result<std::string> table_of_template(const std::vector<Json>& rows) const;
  [[nodiscard]] Result<std::string> lines(const std::vector<Json>& rows) const;

  const ListView* view_;
  Kind kind_;
  bool heading_ = true;
  bool quiet_ = false;
  std::optional<templates::Template> template_;
};

}  // namespace mydocker::cli
