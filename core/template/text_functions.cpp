#include <algorithm>

#include "template/functions.hpp"

namespace mydocker::templates {
namespace {

bool begins_one(char byte) { return (static_cast<unsigned char>(byte) & 0xc0U) != 0x80U; }

// The limit for the function pad. Without it, a typing error in a template could use all memory.
constexpr std::int64_t kMostBlanks = 1024;

char to_upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }
char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

template <char (*change)(char)>
Result<Value> changed(const ArgumentValues& arguments, const Shape& /*shape*/) {
  MYDOCKER_TRY(auto text, text_argument(arguments.front()));
  std::ranges::transform(text, text.begin(), change);
  return Value::of(std::move(text));
}

// Converts the first letter of each word to upper case.
Result<Value> title(const ArgumentValues& arguments, const Shape& /*shape*/) {
  MYDOCKER_TRY(auto text, text_argument(arguments.front()));
  bool starts = true;
  for (char& c : text) {
    if (starts) c = to_upper(c);
    starts = c == ' ' || c == '\t' || c == '\n';
  }
  return Value::of(std::move(text));
}

Result<Value> split(const ArgumentValues& arguments, const Shape& /*shape*/) {
  MYDOCKER_TRY(const auto text, text_argument(arguments[0]));
  MYDOCKER_TRY(const auto separator, text_argument(arguments[1]));
  Json parts = Json::array();
  std::size_t start = 0;
  while (start < text.size() || !separator.empty()) {
    // An empty separator splits the text into characters.
    const std::size_t end =
        separator.empty() ? start + first_characters(std::string_view(text).substr(start), 1).size()
                          : std::min(text.find(separator, start), text.size());
    parts.push_back(text.substr(start, end - start));
    if (end == text.size()) break;
    start = end + separator.size();
  }
  return Value::of(std::move(parts));
}

Result<Value> join(const ArgumentValues& arguments, const Shape& shape) {
  MYDOCKER_TRY(const auto separator, text_argument(arguments[1]));
  const auto parts = parts_of(arguments[0]);
  if (!parts || arguments[0].map) return wrong_argument("a list", arguments[0]);
  std::string text;
  for (const auto& part : *parts) {
    if (&part != &parts->front()) text += separator;
    text += text_of(part.value, shape);
  }
  return Value::of(std::move(text));
}

Result<Value> truncate(const ArgumentValues& arguments, const Shape& /*shape*/) {
  MYDOCKER_TRY(const auto text, text_argument(arguments[0]));
  MYDOCKER_TRY(const auto length, number_argument(arguments[1]));
  const auto count = static_cast<std::size_t>(std::max<std::int64_t>(length, 0));
  return Value::of(std::string(first_characters(text, count)));
}

// Adds spaces before and after the text. An empty text stays empty.
Result<Value> pad(const ArgumentValues& arguments, const Shape& /*shape*/) {
  MYDOCKER_TRY(const auto text, text_argument(arguments[0]));
  std::string sides[2];
  for (std::size_t i = 0; i < 2; ++i) {
    MYDOCKER_TRY(const auto count, number_argument(arguments[i + 1]));
    if (count < 0 || count > kMostBlanks)
      return Error(ErrorKind::invalid_argument, "from 0 to " + std::to_string(kMostBlanks) +
                                                    " spaces, not " + std::to_string(count));
    sides[i] = std::string(static_cast<std::size_t>(count), ' ');
  }
  if (text.empty()) return Value::of(text);
  return Value::of(sides[0] + text + sides[1]);
}

}  // namespace

std::size_t characters_in(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, begins_one));
}

std::string_view first_characters(std::string_view text, std::size_t count) {
  std::size_t end = 0;
  for (; end < text.size(); ++end) {
    if (!begins_one(text[end])) continue;
    if (count == 0) break;
    --count;
  }
  return text.substr(0, end);
}

std::vector<FunctionEntry> text_functions() {
  return {{"upper", 1, 1, changed<to_upper>},
          {"lower", 1, 1, changed<to_lower>},
          {"title", 1, 1, title},
          {"split", 2, 2, split},
          {"join", 2, 2, join},
          {"truncate", 2, 2, truncate},
          {"pad", 3, 3, pad}};
}

}  // namespace mydocker::templates
