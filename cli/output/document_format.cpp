#include "output/document_format.hpp"

#include "output/json_text.hpp"
#include "runtime/base/nearest.hpp"
#include "runtime/base/quoted.hpp"

namespace mydocker::cli {
namespace {

Error unknown_document_format(const std::string& format, std::span<const std::string_view> words) {
  Error error(ErrorKind::invalid_argument, "unknown format " + base::quoted(format));
  if (const auto meant = base::nearest(format, {words.begin(), words.end()}))
    error = std::move(error).hint("did you mean " + base::quoted(*meant) + "?");
  std::string known;
  for (const auto word : words) known.append(word).append(", ");
  return std::move(error).hint("--format " + known + "or a template such as '{{.Name}}'");
}

}  // namespace

Result<DocumentFormat> DocumentFormat::from(const Arguments& arguments,
                                            const templates::Shape& shape,
                                            std::span<const std::string_view> words) {
  const auto given = arguments.text("format");
  if (!given || given->empty()) return DocumentFormat(shape, Kind::indented);
  if (*given == "json") return DocumentFormat(shape, Kind::json);
  if (*given == "yaml") return DocumentFormat(shape, Kind::yaml);
  if (given->find("{{") == std::string::npos) return unknown_document_format(*given, words);
  DocumentFormat format(shape, Kind::lines);
  MYDOCKER_TRY(format.template_, templates::Template::parse(*given));
  return format;
}

// Reports only fields that do not exist. Other errors depend on the values, such as the index in a
// list, so they are ignored here.
Result<void> DocumentFormat::check_fields(const Json& sample) const {
  auto text = text_of_one(sample);
  if (text.ok() || text.error().kind() != ErrorKind::not_found) return {};
  return std::move(text).error();
}

Result<std::string> DocumentFormat::text(const std::vector<Json>& documents) const {
  const Json all(documents);
  if (kind_ == Kind::indented) return indented(all);
  if (kind_ == Kind::json) return on_one_line(all);
  if (kind_ == Kind::yaml) return yaml(all);
  std::string text;
  for (const auto& document : documents) {
    MYDOCKER_TRY(const auto one, template_->text(printable(document), *shape_));
    text += one + "\n";
  }
  return text;
}

Result<std::string> DocumentFormat::text_of_one(const Json& document) const {
  if (kind_ == Kind::lines) return text({document});
  if (kind_ == Kind::yaml) return yaml(document);
  return kind_ == Kind::json ? on_one_line(document) : indented(document);
}

}  // namespace mydocker::cli
