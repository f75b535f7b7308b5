#include "template/tokens.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include "mydocker/result.hpp"
#include "runtime/base/quoted.hpp"

namespace mydocker::templates {
namespace {

// A string literal: its value, and its length in the source.
struct StringLiteral {
  std::string text;
  std::size_t length = 0;  // length in bytes, with the quotes
};

constexpr std::string_view kEscapes = "abfnrtv\\\"'";
constexpr std::string_view kMeanings = "\a\b\f\n\r\t\v\\\"'";

Error open_string() { return {ErrorKind::invalid_argument, "a string that is not closed"}; }

// Reads the string literal at the start of `source`. The source begins with " or `. Error
// invalid_argument: the literal is not closed, or has an unknown escape.
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

// Returns the length of the number at the start of `source`, with its sign.
std::size_t number_length(std::string_view source) {
  // Letters are accepted too. So "12x" is one wrong number, and not a number and a word.
  constexpr std::string_view kLetters =
      "0123456789.abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_";
  const std::size_t end = source.find_first_not_of(kLetters, 1);
  return end == std::string_view::npos ? source.size() : end;
}

// Replaces \n and \t by a newline and a tab. All other text is unchanged.
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

constexpr std::string_view kBlanks = " \t\r\n";

bool is_blank(char c) { return kBlanks.find(c) != std::string_view::npos; }
bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

class Lexer {
 public:
  explicit Lexer(std::string_view source) : source_(source) {}

  Result<std::vector<Token>> read() {
    while (at_ < source_.size()) {
      take_text();
      if (at_ < source_.size()) MYDOCKER_CHECK(take_action());
    }
    return std::move(tokens_);
  }

 private:
  [[nodiscard]] std::string_view rest() const { return source_.substr(at_); }

  // Returns the line and column of the byte `at`. `at` must not decrease from call to call.
  Position place_of(std::size_t at) {
    for (; counted_ < at; ++counted_) {
      const bool continues = (static_cast<unsigned char>(source_[counted_]) & 0xc0U) == 0x80U;
      if (source_[counted_] == '\n') {
        place_ = {place_.line + 1, 1};
      } else if (!continues) {
        ++place_.column;
      }
    }
    return place_;
  }

  void add(TokenKind kind, std::size_t length, std::string text) {
    tokens_.push_back({kind, std::move(text), place_of(at_), at_ == end_of_last_});
    at_ += length;
    end_of_last_ = at_;
  }

  void take_text() {
    const std::size_t end = std::min(source_.find("{{", at_), source_.size());
    std::string_view text = source_.substr(at_, end - at_);
    if (trim_next_) text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
    trim_next_ = false;
    const bool trims =
        source_.substr(end, 3) == "{{-" && end + 3 < source_.size() && is_blank(source_[end + 3]);
    if (trims) text = text.substr(0, text.find_last_not_of(kBlanks) + 1);
    if (!text.empty()) add(TokenKind::text, 0, shell_escapes(text));
    at_ = end;
    opening_ = trims ? 3 : 2;
  }

  // Returns the length of }} at this position, or of -}} with the spaces before it. 0: there is
  // neither of them.
  [[nodiscard]] std::size_t closing() const {
    if (rest().starts_with("}}")) return 2;
    const bool trims = rest().starts_with("-}}") && at_ > 0 && is_blank(source_[at_ - 1]);
    return trims ? 3 : 0;
  }

  void skip_blanks() { at_ = std::min(source_.find_first_not_of(kBlanks, at_), source_.size()); }

  void close(std::size_t length) {
    trim_next_ = length == 3;
    add(TokenKind::close, length, "}}");
  }

  Result<void> take_action() {
    const Position start = place_of(at_);
    const std::size_t comment =
        opening_ == 3 ? source_.find_first_not_of(kBlanks, at_ + 3) : at_ + 2;
    if (comment < source_.size() && source_.substr(comment, 2) == "/*")
      return take_comment(start, comment);
    add(TokenKind::open, opening_, "{{");
    for (;;) {
      skip_blanks();
      if (at_ == source_.size()) return error_at(start, "{{ without }}");
      if (const std::size_t length = closing(); length != 0) {
        close(length);
        return {};
      }
      MYDOCKER_CHECK(take_token());
    }
  }

  Result<void> take_comment(Position start, std::size_t from) {
    const std::size_t end = source_.find("*/", from + 2);
    if (end == std::string_view::npos) return error_at(start, "a comment without */");
    at_ = end + 2;
    skip_blanks();
    const std::size_t length = closing();
    if (length == 0) return error_at(start, "a comment ends with */}}");
    at_ += length;
    trim_next_ = length == 3;
    return {};
  }

  [[nodiscard]] std::size_t word_length(std::size_t from) const {
    std::size_t end = from;
    while (end < source_.size() && is_word(source_[end])) ++end;
    return end - from;
  }

  Result<void> take_token() {
    const char c = source_[at_];
    if (c == '"' || c == '`') return take_string();
    const bool digit_next =
        at_ + 1 < source_.size() && source_[at_ + 1] >= '0' && source_[at_ + 1] <= '9';
    if ((c >= '0' && c <= '9') || ((c == '-' || c == '+') && digit_next)) {
      const std::size_t length = number_length(rest());
      add(TokenKind::number, length, std::string(rest().substr(0, length)));
    } else if (c == '.') {
      const std::size_t length = word_length(at_ + 1);
      add(length == 0 ? TokenKind::dot : TokenKind::field, length + 1,
          std::string(source_.substr(at_ + 1, length)));
    } else if (c == '$') {
      const std::size_t length = word_length(at_ + 1) + 1;
      add(TokenKind::variable, length, std::string(rest().substr(0, length)));
    } else if (is_word(c)) {
      const std::size_t length = word_length(at_);
      add(TokenKind::word, length, std::string(rest().substr(0, length)));
    } else if (rest().starts_with(":=")) {
      add(TokenKind::sign, 2, ":=");
    } else if (std::string_view("|,=()").find(c) != std::string_view::npos) {
      add(TokenKind::sign, 1, std::string(1, c));
    } else {
      return error_at(place_of(at_), "unexpected " + base::quoted(rest().substr(0, 1)));
    }
    return {};
  }

  Result<void> take_string() {
    auto literal = read_string(rest());
    if (!literal) return error_at(place_of(at_), literal.error().message());
    add(TokenKind::string, literal->length, std::move(literal->text));
    return {};
  }

  std::string_view source_;
  std::size_t at_ = 0;
  std::size_t opening_ = 2;  // length of the opening {{ or {{- at at_
  std::size_t end_of_last_ = std::string_view::npos;
  bool trim_next_ = false;
  std::size_t counted_ = 0;  // number of bytes of the source before place_
  Position place_;
  std::vector<Token> tokens_;
};

}  // namespace

Error error_at(Position place, const std::string& what) {
  return {ErrorKind::invalid_argument, "template: " + std::to_string(place.line) + ":" +
                                           std::to_string(place.column) + ": " + what};
}

Result<std::vector<Token>> read_tokens(std::string_view source) { return Lexer(source).read(); }

}  // namespace mydocker::templates
