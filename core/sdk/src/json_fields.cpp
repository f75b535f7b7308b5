#include "json_fields.hpp"

namespace mydocker::json {

void Reader::refuse(const std::string& path, const std::string& expected) {
  const std::string what = path.empty() ? "the document" : "field \"" + path + "\"";
  error_ = Error(blame_, what + " is not " + expected);
}

void Reader::get(const Json& in, const std::string& path, bool& value) {
  if (!in.is_boolean()) return refuse(path, "true or false");
  value = in.get<bool>();
}

void Reader::get(const Json& in, const std::string& path, std::string& value) {
  if (!in.is_string()) return refuse(path, "a text");
  value = in.get_ref<const std::string&>();
}

void Reader::get(const Json& in, const std::string& path, std::int64_t& value) {
  constexpr auto kMax = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  const bool fits = !in.is_number_unsigned() || in.get<std::uint64_t>() <= kMax;
  if (!in.is_number_integer() || !fits) return refuse(path, "a whole number of 64 bits");
  value = in.get<std::int64_t>();
}

void Reader::get(const Json& in, const std::string& path, std::uint32_t& value) {
  constexpr auto kMax = std::numeric_limits<std::uint32_t>::max();
  if (!in.is_number_unsigned() || in.get<std::uint64_t>() > kMax)
    return refuse(path, "a number from 0 to " + std::to_string(kMax));
  value = in.get<std::uint32_t>();
}

void Reader::get(const Json& in, const std::string& path, std::uint16_t& value) {
  constexpr auto kMax = std::numeric_limits<std::uint16_t>::max();
  if (!in.is_number_unsigned() || in.get<std::uint64_t>() > kMax)
    return refuse(path, "a number from 0 to " + std::to_string(kMax));
  value = in.get<std::uint16_t>();
}

void Reader::get(const Json& in, const std::string& path,
                 std::map<std::string, std::string>& value) {
  value.clear();
  if (!in.is_object()) return refuse(path, "an object");
  for (auto item = in.begin(); item != in.end() && !error_; ++item)
    get(item.value(), path.empty() ? item.key() : path + "." + item.key(), value[item.key()]);
}

void Reader::get(const Json& in, const std::string& path, Options& value) {
  std::map<std::string, std::string> values;
  get(in, path, values);
  value = Options(std::move(values));
}

std::string text_of(const Json& document) {
  return document.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<Json> parse(std::string_view document, ErrorKind blame) {
  if (document.size() > kDocumentLimit)
    return Error(blame, "the document has " + std::to_string(document.size()) + " bytes, at most " +
                            std::to_string(kDocumentLimit) + " are read");
  bool too_deep = false;
  const auto keep = [&](int depth, Json::parse_event_t /*event*/, Json& /*parsed*/) {
    too_deep = too_deep || depth > kDepthLimit;
    return !too_deep;
  };
  Json parsed = Json::parse(document.begin(), document.end(), keep, /*allow_exceptions=*/false);
  if (too_deep) return Error(blame, "the document is nested too deeply");
  if (parsed.is_discarded()) return Error(blame, "the document is not JSON");
  return parsed;
}

}  // namespace mydocker::json
