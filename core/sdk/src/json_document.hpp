// The text of a document, taken apart: what Reader reads from.
// Does not: leave this folder; the JSON library is nobody else's business.
#pragma once

#include <rapidjson/document.h>

#include <string_view>
#include <vector>

#include "mydocker/result.hpp"

namespace mydocker::json {

using Value = rapidjson::Value;

inline std::string_view text_of(const Value& text) {
  return {text.GetString(), text.GetStringLength()};
}

// A document is refused if it is longer, or nested deeper than anything here is.
inline constexpr std::size_t kDocumentLimit = std::size_t{1} << 20;  // in bytes
inline constexpr int kDepthLimit = 16;                               // lists and objects

class Document {
 public:
  // `blame` is the kind of every error: whose fault a bad document is.
  static Result<Document> parse(std::string_view text, ErrorKind error_kind);

  [[nodiscard]] const Value& root() const noexcept { return tree_; }
  // Whether it is an object with such a field.
  [[nodiscard]] bool has(const char* field) const {
    return tree_.IsObject() && tree_.HasMember(field);
  }

 private:
  // As parsing goes on.
  class Tree : public rapidjson::Document {
   public:
    bool String(const char* text, rapidjson::SizeType size, bool copy);
    bool Key(const char* text, rapidjson::SizeType size, bool copy);
    bool StartObject() { return enter() && rapidjson::Document::StartObject(); }
    bool StartArray() { return enter() && rapidjson::Document::StartArray(); }
    bool EndObject(rapidjson::SizeType size);
    bool EndArray(rapidjson::SizeType size);
    [[nodiscard]] bool too_deep() const noexcept { return depth_ > kDepthLimit; }

   private:
    bool enter() { return ++depth_ <= kDepthLimit; }

    int depth_ = 0;
  };

  std::vector<char> text_;  // the tree's texts stay where they stand here
  Tree tree_;
};

}  // namespace mydocker::json
