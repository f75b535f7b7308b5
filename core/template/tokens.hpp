// Splits the text of a template into tokens.
//
// Text outside of {{ and }} is one token. In it the two characters \n and \t mean a newline and a
// tab, because a shell passes them unchanged. Trim markers ({{- and -}}) and comments are removed
// here. The parser gives meaning to words.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "mydocker/result.hpp"

namespace mydocker::templates {

// A position in the template, for error messages.
struct Position {
  std::size_t line = 1;
  std::size_t column = 1;  // in characters
};

// Creates the error (invalid_argument) "template: 1:5: what".
Error error_at(Position place, const std::string& what);

// The kind of a token, and the content of Token::text.
enum class TokenKind : std::uint8_t {
  text,      // text outside of actions
  open,      // {{
  close,     // }}
  dot,       // .
  field,     // .Name; text without the dot
  variable,  // $ or $name; text with the dollar sign
  word,      // a function, a keyword, true, false, nil
  string,    // text without quotes, escapes replaced
  number,
  sign,  // one of | , := = ( )
};

// A token with its position in the source.
struct Token {
  TokenKind kind = TokenKind::text;
  std::string text;
  Position place{};
  bool adjacent = false;  // no space before it: the .B of .A.B
};

Result<std::vector<Token>> read_tokens(std::string_view source);

}  // namespace mydocker::templates
