// Reads a document into C++ values. The functions fields() list the fields of each struct.
//
// Reader stops at the first field that is missing, has a wrong type or is given twice. The error
// names the field by its path ("plan[2].resource.mtu"). Unknown fields are skipped, except in plans
// (json_fields.hpp). Only the files of this folder use this header.
#pragma once

#include <rapidjson/document.h>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "json_fields.hpp"
#include "mydocker/options.hpp"
#include "mydocker/result.hpp"

namespace mydocker::json {

using Value = rapidjson::Value;

inline std::string_view text_of(const Value& text) {
  return {text.GetString(), text.GetStringLength()};
}

// A document with more bytes or nesting is refused. The defaults are for documents of mydocker.
struct Limits {
  std::size_t bytes = std::size_t{1} << 20;
  int depth = 16;  // depth of nested lists and objects
};

// A parsed document. It owns its text and its tree.
class Document {
 public:
  // Parses `text`, which must be UTF-8. All errors have the kind `error_kind`.
  static Result<Document> parse(std::string_view text, ErrorKind error_kind,
                                const Limits& limits = {});

  [[nodiscard]] const Value& root() const noexcept { return tree_; }
  // Returns whether the document is an object with this field.
  [[nodiscard]] bool has(const char* field) const {
    return tree_.IsObject() && tree_.HasMember(field);
  }

 private:
  // Size of an allocation for the tree. Most trees need few kilobytes. Larger allocations would use
  // more pages.
  static constexpr std::size_t kPiece = 4096;
  using Memory = rapidjson::MemoryPoolAllocator<>;

  // Receives the events of the parser. It checks the depth and the texts, then builds the tree.
  class Tree : public rapidjson::Document {
   public:
    explicit Tree(Memory* memory) : rapidjson::Document(memory) {}
    void set_limit(int depth) { limit_ = depth; }
    bool String(const char* text, rapidjson::SizeType size, bool copy);
    bool Key(const char* text, rapidjson::SizeType size, bool copy);
    bool StartObject() { return enter() && rapidjson::Document::StartObject(); }
    bool StartArray() { return enter() && rapidjson::Document::StartArray(); }
    bool EndObject(rapidjson::SizeType size);
    bool EndArray(rapidjson::SizeType size);
    [[nodiscard]] bool too_deep() const noexcept { return depth_ > limit_; }

   private:
    bool enter() { return ++depth_ <= limit_; }

    int depth_ = 0;
    int limit_ = 0;
  };

  std::vector<char> text_;  // the text of the document; strings of the tree point into it
  std::unique_ptr<Memory> memory_ = std::make_unique<Memory>(kPiece);  // memory of the tree
  Tree tree_{memory_.get()};
};

// The path of a value in a document. The text is built only for an error. The path does not own
// `outer`.
class Path {
 public:
  Path() = default;  // creates the path of the whole document
  Path(const Path& outer, std::string_view field) : outer_(&outer), field_(field) {}
  Path(const Path& outer, std::size_t index) : outer_(&outer), index_(index) {}
  [[nodiscard]] std::string text() const;

 private:
  const Path* outer_ = nullptr;
  std::string_view field_;
  std::optional<std::size_t> index_;
};

// Reads the fields of one JSON object. The first error stops all reading; finish() returns it.
class Reader {
 public:
  // `in` must be an object. `path` is its path. The reader owns neither: both must outlive it.
  Reader(const Value& in, const Path& path, ErrorKind error_kind)
      : in_(in), path_(path), error_kind_(error_kind) {
    if (!in_.IsObject()) refuse(path_, "an object");
  }

  template <class T>
  void operator()(std::string_view key, T& value) {
    if (error_) return;
    const Path path(path_, key);
    if (const Value* found = find(key); found != nullptr)
      get(*found, path, value);
    else
      error_ = Error(error_kind_, "field \"" + path.text() + "\" is missing");
  }

  // Reads a field that older documents do not have. If the field is missing, the value is
  // `fallback`.
  template <class T>
  void optional(std::string_view key, T& value, const T& fallback = T{}) {
    value = fallback;
    if (error_) return;
    if (const Value* found = find(key); found != nullptr) get(*found, Path(path_, key), value);
  }

  [[nodiscard]] const Path& path() const noexcept { return path_; }
  void fail(Error error) {
    if (!error_) error_ = std::move(error);
  }
  // Returns the first error. Call it after all fields are read.
  [[nodiscard]] std::optional<Error> finish();

  void get(const Value& in, const Path& path, bool& value);
  void get(const Value& in, const Path& path, std::string& value);
  void get(const Value& in, const Path& path, std::int64_t& value);
  void get(const Value& in, const Path& path, std::uint64_t& value);
  void get(const Value& in, const Path& path, std::int32_t& value);
  void get(const Value& in, const Path& path, std::uint32_t& value);
  void get(const Value& in, const Path& path, std::uint16_t& value);
  void get(const Value& in, const Path& path, std::map<std::string, std::string>& value);
  void get(const Value& in, const Path& path, Options& value);

  template <Textual T>
  void get(const Value& in, const Path& path, T& value) {
    if (!in.IsString()) return refuse(path, "a text");
    auto parsed = T::parse(text_of(in));
    if (parsed.ok())
      value = *parsed;
    else
      error_ = Error(error_kind_, "field \"" + path.text() + "\": " + parsed.error().message());
  }
  template <Named T>
  void get(const Value& in, const Path& path, T& value) {
    const auto& names = names_of(value);
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (!in.IsString() || text_of(in) != names[i]) continue;
      value = static_cast<T>(i);
      return;
    }
    std::string expected;
    for (const std::string_view name : names)
      expected += (expected.empty() ? "" : ", ") + std::string(name);
    refuse(path, "one of " + expected);
  }
  template <class T>
  void get(const Value& in, const Path& path, std::optional<T>& value) {
    value.reset();
    if (!in.IsNull()) get(in, path, value.emplace());
  }
  template <class T>
  void get(const Value& in, const Path& path, std::vector<T>& values) {
    values.clear();
    if (!in.IsArray()) return refuse(path, "a list");
    for (rapidjson::SizeType i = 0; i < in.Size() && !error_; ++i)
      get(in[i], Path(path, std::size_t{i}), values.emplace_back());
  }
  template <class T>
  requires std::is_class_v<T> &&(!Textual<T>)void get(const Value& in, const Path& path, T& value) {
    Reader reader(in, path, error_kind_);
    fields(reader, value);
    if constexpr (StrictFields<T>) {
      if (reader.has_others()) {
        FieldNames known;
        fields(known, value);
        reader.refuse_others(known);
      }
    }
    error_ = reader.finish();
  }

 private:
  void refuse(const Path& path, const std::string& expected);
  [[nodiscard]] bool has_others() const { return !error_ && found_ != in_.MemberCount(); }
  void refuse_others(const FieldNames& known);
  const Value* find(std::string_view key);

  const Value& in_;
  const Path& path_;
  ErrorKind error_kind_;
  rapidjson::SizeType next_ = 0;   // index after the field that was found last
  rapidjson::SizeType found_ = 0;  // number of fields that were found
  std::optional<Error> error_;
};

template <class T>
Result<T> value_of(const Document& document, ErrorKind error_kind) {
  T value;
  const Path whole;
  Reader reader(document.root(), whole, error_kind);
  fields(reader, value);
  if (auto error = reader.finish()) return *std::move(error);
  return value;
}

}  // namespace mydocker::json
