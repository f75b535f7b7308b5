// The parsed text of a document, which Reader reads. Only the files of this folder use this header,
// so no other folder depends on RapidJSON.
#pragma once

#include <rapidjson/document.h>

#include <memory>
#include <string_view>
#include <vector>

#include "mydocker/result.hpp"

namespace mydocker::json {

using Value = rapidjson::Value;

inline std::string_view text_of(const Value& text) {
  return {text.GetString(), text.GetStringLength()};
}

// Limits of a document. A longer or deeper one is refused.
inline constexpr std::size_t kDocumentLimit = std::size_t{1} << 20;  // in bytes
inline constexpr int kDepthLimit = 16;                               // nested lists and objects

// A parsed document. It owns its text and its tree.
class Document {
 public:
  // Parses `text`, which must be UTF-8. All errors have the kind `error_kind`.
  static Result<Document> parse(std::string_view text, ErrorKind error_kind);

  [[nodiscard]] const Value& root() const noexcept { return tree_; }
  // Returns whether the document is an object with this field.
  [[nodiscard]] bool has(const char* field) const {
    return tree_.IsObject() && tree_.HasMember(field);
  }

 private:
  // Most trees need few kilobytes. Larger pieces would spread them over more pages.
  static constexpr std::size_t kPiece = 4096;
  using Memory = rapidjson::MemoryPoolAllocator<>;

  // Receives the events of the parser: it checks the depth and the texts, then builds the tree.
  class Tree : public rapidjson::Document {
   public:
    explicit Tree(Memory* memory) : rapidjson::Document(memory) {}
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

  std::vector<char> text_;  // the texts of the tree point into it
  std::unique_ptr<Memory> memory_ = std::make_unique<Memory>(kPiece);  // of the tree
  Tree tree_{memory_.get()};
};

}  // namespace mydocker::json
