// The output formats of whole documents (`inspect`).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "arguments.hpp"
#include "mydocker/result.hpp"
#include "output/json_text.hpp"
#include "template/template.hpp"

namespace mydocker::cli {

inline constexpr std::string_view kDocumentFormats[] = {"json", "yaml"};

// A parsed --format of an `inspect` command. It does not own the shape, which must live longer.
// Example: DocumentFormat::from(arguments, network_shape()), then text(documents).
class DocumentFormat {
 public:
  // Parses --format.
  // - not given: JSON, indented.
  // - json: JSON on one line.
  // - yaml: YAML.
  // - another text: a template. The result for each document is one line.
  //
  // Errors are those of ListFormat::from(). `words` are all formats of the command, for "did you
  // mean". A format of `words` that is not in kDocumentFormats must be handled by the command
  // before this call.
  static Result<DocumentFormat> from(const Arguments& arguments, const templates::Shape& shape,
                                     std::span<const std::string_view> words = kDocumentFormats);

  // Returns an error if a template names a field that `sample` does not have. A command that
  // changes something calls this before the change. The sample has one element in each list.
  [[nodiscard]] Result<void> check_fields(const Json& sample) const;

  // Returns the documents as text. The errors are those of evaluate() (template/tree.hpp).
  [[nodiscard]] Result<std::string> text(const std::vector<Json>& documents) const;
  // Returns the text of one document, without an array around it. The errors are the same.
  [[nodiscard]] Result<std::string> text_of_one(const Json& document) const;

 private:
  enum class Kind : std::uint8_t { indented, json, yaml, lines };
  DocumentFormat(const templates::Shape& shape, Kind kind) : shape_(&shape), kind_(kind) {}

  const templates::Shape* shape_;
  Kind kind_;
  std::optional<templates::Template> template_;
};

// Returns the output of a command that prints text by default. If `format` is null, this is the
// text. Otherwise, it is the documents in this format.
template <class Report>
Result<std::string> answer(const std::vector<Report>& reports, const DocumentFormat* format,
                           std::string (*text)(const std::vector<Report>&),
                           Json (*json)(const Report&)) {
  if (format == nullptr) return text(reports);
  std::vector<Json> documents;
  documents.reserve(reports.size());
  for (const auto& report : reports) documents.push_back(json(report));
  return format->text(documents);
}

}  // namespace mydocker::cli
