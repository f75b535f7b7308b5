// How whole documents are printed: `inspect` of anything.
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
#include "output/template/template.hpp"

namespace mydocker::cli {

inline constexpr std::string_view kDocumentFormats[] = {"json", "yaml"};

class DocumentFormat {
 public:
  // From --format: nothing (JSON, indented), json (on one line), yaml, or a template, which is
  // printed for each document on a line of its own. Errors as of ListFormat. `shape` is lent.
  // `words` are all that the command knows, for "did you mean"; what is not ours is the command's.
  static Result<DocumentFormat> from(const Arguments& arguments, const templates::Shape& shape,
                                     std::span<const std::string_view> words = kDocumentFormats);

  // Errors are the template's (evaluator.hpp).
  [[nodiscard]] Result<std::string> text(const std::vector<Json>& documents) const;

 private:
  enum class Kind : std::uint8_t { indented, json, yaml, lines };
  DocumentFormat(const templates::Shape& shape, Kind kind) : shape_(&shape), kind_(kind) {}

  const templates::Shape* shape_;
  Kind kind_;
  std::optional<templates::Template> template_;
};

// What a command says that prints text for people unless it is asked for a format (null: it is
// not).
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
