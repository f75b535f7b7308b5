#include "json_document.hpp"

#include <rapidjson/reader.h>

#include "utf8.hpp"

namespace mydocker::json {
namespace {

// RapidJSON accepts half of a surrogate pair that is written as \udc00. The document itself is
// valid UTF-8. So a surrogate in a text can only come from such an escape.
bool has_surrogate(std::string_view text) {
  for (std::size_t at = text.find('\xed'); at != std::string_view::npos;
       at = text.find('\xed', at + 1))
    if (static_cast<unsigned char>(text[at + 1]) >= 0xa0) return true;
  return false;
}

}  // namespace

bool Document::Tree::String(const char* text, rapidjson::SizeType size, bool copy) {
  return !has_surrogate({text, size}) && rapidjson::Document::String(text, size, copy);
}

bool Document::Tree::Key(const char* text, rapidjson::SizeType size, bool copy) {
  return String(text, size, copy);
}

bool Document::Tree::EndObject(rapidjson::SizeType size) {
  --depth_;
  return rapidjson::Document::EndObject(size);
}

bool Document::Tree::EndArray(rapidjson::SizeType size) {
  --depth_;
  return rapidjson::Document::EndArray(size);
}

Result<Document> Document::parse(std::string_view text, ErrorKind error_kind) {
  if (text.size() > kDocumentLimit)
    return Error(error_kind, "the document has " + std::to_string(text.size()) +
                                 " bytes, at most " + std::to_string(kDocumentLimit) +
                                 " are allowed");
  Document document;
  document.text_.assign(text.begin(), text.end());
  document.text_.push_back('\0');
  rapidjson::InsituStringStream stream(document.text_.data());
  bool whole = false;
  const auto events = [&](rapidjson::Document& /*the same*/) {
    rapidjson::Reader parser;
    // RapidJSON stops at a zero byte. The rest of the document would be ignored, so it is refused.
    whole = !parser.Parse<rapidjson::kParseInsituFlag>(stream, document.tree_).IsError() &&
            stream.Tell() == text.size();
    return whole;
  };
  if (is_utf8(text)) document.tree_.Populate(events);
  if (document.tree_.too_deep()) return Error(error_kind, "the document is nested too deeply");
  if (!whole) return Error(error_kind, "the document is not JSON");
  return document;
}

}  // namespace mydocker::json
