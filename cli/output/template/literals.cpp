#include "output/template/literals.hpp"

#include "runtime/base/quoted.hpp"

namespace mydocker::cli::templates {
namespace {

constexpr std::string_view kEscapes = "abfnrtv\\\"'";
constexpr std::string_view kMeanings = "\a\b\f\n\r\t\v\\\"'";

Error open_string() { return {ErrorKind::invalid_argument, "a string that is not closed"}; }

}  // namespace

Result<StringLiteral> read_string(std::string_view source) {
  if (source.front() == '`') {
    const std::size_t end = source.find('`', 1);
    if (end == std::string_view::npos) return open_string();
    return StringLiteral{std::string(source.substr(1, end - 1)), end + 1};
  }
  StringLiteral literal;
  for (std::size_t at = 1; at < source.size(); ++at) {
    if (source[at] == '\n') break;
    if (source[at] == '"') {
      literal.length = at + 1;
      return literal;
    }
    if (source[at] != '\\') {
      literal.text += source[at];
      continue;
    }
    if (++at == source.size()) break;
    const std::size_t known = kEscapes.find(source[at]);
    if (known == std::string_view::npos)
      return Error(ErrorKind::invalid_argument,
                   "unknown escape " + base::quoted(source.substr(at - 1, 2)) + " in a string");
    literal.text += kMeanings[known];
  }
  return open_string();
}

std::size_t number_length(std::string_view source) {
  // Letters too, so that "12x" is one wrong number and not a number and a word.
  constexpr std::string_view kLetters =
      "0123456789.abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_";
  const std::size_t end = source.find_first_not_of(kLetters, 1);
  return end == std::string_view::npos ? source.size() : end;
}

std::string shell_escapes(std::string_view text) {
  std::string result;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char next = at + 1 < text.size() ? text[at + 1] : ' ';
    if (text[at] == '\\' && (next == 'n' || next == 't')) {
      result += next == 'n' ? '\n' : '\t';
      ++at;
    } else {
      result += text[at];
    }
  }
  return result;
}

}  // namespace mydocker::cli::templates
