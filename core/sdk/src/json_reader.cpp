#include "json_reader.hpp"

#include <rapidjson/reader.h>

#include <limits>
#include <set>

#include "json_writer.hpp"

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

Result<Document> Document::parse(std::string_view text, ErrorKind error_kind,
                                 const Limits& limits) {
  if (text.size() > limits.bytes)
    return Error(error_kind, "the document has " + std::to_string(text.size()) +
                                 " bytes, at most " + std::to_string(limits.bytes) +
                                 " are allowed");
  Document document;
  document.tree_.set_limit(limits.depth);
  document.text_.assign(text.begin(), text.end());
  document.text_.push_back('\0');
  rapidjson::InsituStringStream stream(document.text_.data());
  bool whole = false;
  const auto events = [&](rapidjson::Document& /*the same*/) {
    rapidjson::Reader parser;
    // RapidJSON stops at a zero byte. The rest of the document would be ignored, so it is refused.
    constexpr unsigned kFlags = rapidjson::kParseInsituFlag | rapidjson::kParseFullPrecisionFlag;
    whole = !parser.Parse<kFlags>(stream, document.tree_).IsError() && stream.Tell() == text.size();
    return whole;
  };
  if (is_utf8(text)) document.tree_.Populate(events);
  if (document.tree_.too_deep()) return Error(error_kind, "the document is nested too deeply");
  if (!whole) return Error(error_kind, "the document is not JSON");
  return document;
}

std::string Path::text() const {
  if (outer_ == nullptr) return {};
  const std::string outer = outer_->text();
  if (index_) return outer + "[" + std::to_string(*index_) + "]";
  return (outer.empty() ? outer : outer + ".") + std::string(field_);
}

void Reader::refuse(const Path& path, const std::string& expected) {
  const std::string text = path.text();
  const std::string what = text.empty() ? "the document" : "field \"" + text + "\"";
  error_ = Error(error_kind_, what + " is not " + expected);
}

// Objects usually list their fields in the order of the calls. So the search starts after the field
// that was found last.
const Value* Reader::find(std::string_view key) {
  const auto* fields = in_.MemberBegin().operator->();
  const rapidjson::SizeType count = in_.MemberCount();
  for (rapidjson::SizeType tried = 0; tried < count; ++tried) {
    const rapidjson::SizeType at = next_ < count ? next_ : 0;
    next_ = at + 1;
    if (text_of(fields[at].name) != key) continue;
    ++found_;
    return &fields[at].value;
  }
  return nullptr;
}

// The object has more fields than the calls have read. Only then can a field be given twice.
std::optional<Error> Reader::finish() {
  if (error_ || found_ == in_.MemberCount()) return std::move(error_);
  std::set<std::string_view> seen;
  for (const auto& field : in_.GetObject())
    if (!seen.insert(text_of(field.name)).second)
      return Error(error_kind_,
                   "field \"" + Path(path_, text_of(field.name)).text() + "\" is given twice");
  return std::nullopt;
}

void Reader::refuse_others(const FieldNames& known) {
  for (const auto& field : in_.GetObject()) {
    const std::string_view name = text_of(field.name);
    if (known.has(name)) continue;
    return fail(
        Error(ErrorKind::unsupported, "field \"" + Path(path_, name).text() + "\" is not known")
            .hint("it may come from a newer version; upgrade mydocker"));
  }
}

void Reader::get(const Value& in, const Path& path, bool& value) {
  if (!in.IsBool()) return refuse(path, "true or false");
  value = in.GetBool();
}

void Reader::get(const Value& in, const Path& path, std::string& value) {
  if (!in.IsString()) return refuse(path, "a text");
  value = text_of(in);
}

void Reader::get(const Value& in, const Path& path, std::int64_t& value) {
  if (!in.IsInt64()) return refuse(path, "a 64-bit integer");
  value = in.GetInt64();
}

void Reader::get(const Value& in, const Path& path, std::uint64_t& value) {
  if (!in.IsUint64()) return refuse(path, "a number of 64 bits that is not negative");
  value = in.GetUint64();
}

void Reader::get(const Value& in, const Path& path, std::int32_t& value) {
  if (!in.IsInt()) return refuse(path, "a 32-bit integer");
  value = in.GetInt();
}

void Reader::get(const Value& in, const Path& path, std::uint32_t& value) {
  if (!in.IsUint())
    return refuse(
        path, "a number from 0 to " + std::to_string(std::numeric_limits<std::uint32_t>::max()));
  value = in.GetUint();
}

void Reader::get(const Value& in, const Path& path, std::uint16_t& value) {
  constexpr auto kMax = std::numeric_limits<std::uint16_t>::max();
  if (!in.IsUint() || in.GetUint() > kMax)
    return refuse(path, "a number from 0 to " + std::to_string(kMax));
  value = static_cast<std::uint16_t>(in.GetUint());
}

void Reader::get(const Value& in, const Path& path, std::map<std::string, std::string>& value) {
  value.clear();
  if (!in.IsObject()) return refuse(path, "an object");
  for (const auto& field : in.GetObject()) {
    const std::string_view key = text_of(field.name);
    const Path inner(path, key);
    const auto [place, added] = value.try_emplace(std::string(key));
    if (!added)
      error_ = Error(error_kind_, "field \"" + inner.text() + "\" is given twice");
    else
      get(field.value, inner, place->second);
    if (error_) return;
  }
}

void Reader::get(const Value& in, const Path& path, Options& value) {
  std::map<std::string, std::string> values;
  get(in, path, values);
  value = Options(std::move(values));
}

}  // namespace mydocker::json
