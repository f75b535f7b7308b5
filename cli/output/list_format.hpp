// How lists are printed, whatever they list: a table, ids, JSON, YAML, or a template's text.
//
// A view names the columns and fields of one kind of thing; its rows are JSON objects. Every `ls`
// command is a view, the rows, and this. Does not: sort, choose rows.
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
#include "output/template/template.hpp"

namespace mydocker::cli {

struct Column {
  std::string_view heading;
  std::string_view field;
};

struct ListView {
  std::span<const Column> columns;  // of a table without a template
  std::string_view quiet;           // the field that -q prints
  std::string_view raw;             // the template of --format raw
  std::map<std::string_view, std::string_view>
      headings{};  // that do not follow from a field's name
  templates::Shape shape{};
};

// The options of every list; a command puts them into its table of options.
inline constexpr Option kListFormat{
    .name = "format",
    .takes = Takes::value,
    .placeholder = "FORMAT",
    .help = "table, json, yaml, raw, a template as '{{.Name}}', or 'table TEMPLATE'"};
inline constexpr Option kListNoHeading{
    .name = "noheading", .letter = 'n', .help = "A table without its first line"};

class ListFormat {
 public:
  // From --format, --quiet and --noheading. invalid_argument: an unknown format, with "did you
  // mean", or a template that makes no sense. `view` is lent.
  static Result<ListFormat> from(const Arguments& arguments, const ListView& view);

  // Errors are the template's (evaluator.hpp).
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
  std::optional<templates::Template> template_;
};

}  // namespace mydocker::cli
